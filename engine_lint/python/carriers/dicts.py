"""Dict displays: ``{"pool_size": 5, **base}``."""

from __future__ import annotations

import libcst as cst

from engine_lint.errors import CannotRewrite
from engine_lint.python.carriers.calls import assemble
from engine_lint.python.carriers.listing import Element, Kind, Listing
from engine_lint.python.carriers.snippets import code, is_parenthesised, newline_of, parse_enclosed, string_value
from engine_lint.python.carriers.style import Style, dominant_quote

_NO_COMMA = cst.MaybeSentinel.DEFAULT


class DictForm:
    """How options stand in a dict display."""

    adds_before_splat = False

    def read(self, text: str, start: int) -> tuple[str, list[Element], list[str], str]:
        """Opening text, elements, gaps and closing text of a dict that starts at index ``start`` of its file."""
        display = parse_enclosed(text)
        if not isinstance(display, cst.Dict) or is_parenthesised(display):
            raise CannotRewrite("the place to rewrite is not a dict display")
        newline = newline_of(text)
        gaps = [code(display.lbrace, newline).removeprefix("{")]
        elements: list[Element] = []
        for entry in display.elements:
            elements.append(_element(entry, newline))
            gaps.append(code(entry.comma, newline) if isinstance(entry.comma, cst.Comma) else "")
        gaps[-1] += code(display.rbrace, newline).removesuffix("}")
        return assemble(text, start, elements, gaps)

    def head(self, name: str, elements: list[Element], style: Style) -> str:
        """The text before the value of a new option, its key quoted as the other keys are."""
        keys = " ".join(element.head for element in elements if element.kind is Kind.NAMED)
        quote = dominant_quote(keys, default=style.quote)
        return f"{Style(style.newline, style.unit, quote).string(name)}: "

    def renamed(self, element: Element, name: str) -> str:
        """The text before the value of an option, under another name and in the same quotes."""
        key = parse_enclosed("{" + element.head + "0}")
        if not isinstance(key, cst.Dict) or not isinstance(key.elements[0], cst.DictElement):
            raise CannotRewrite(f"the key {element.name!r} cannot be renamed")
        node = key.elements[0].key
        old = code(node, newline_of(element.head))
        quote = dominant_quote(old)
        return Style("\n", "", quote).string(name) + element.head[len(old) :]

    def check(self, listing: Listing) -> None:
        """Nothing to refuse: a key may stand twice, and the last one counts."""

    def before_adding(self, listing: Listing) -> None:
        """Nothing to prepare."""


def _element(entry: cst.BaseDictElement, newline: str) -> Element:
    text = code(entry.with_changes(comma=_NO_COMMA), newline)
    if not isinstance(entry, cst.DictElement):
        return Element(Kind.SPREAD, "", "**", text[2:])
    value = code(entry.value, newline)
    name = string_value(entry.key)
    head = text[: len(text) - len(value)]
    return Element(Kind.OTHER, "", head, value) if name is None else Element(Kind.NAMED, name, head, value)
