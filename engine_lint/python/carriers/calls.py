"""Call keywords: ``create_engine(url, echo=True)``, ``config.update(KEY=5)``, ``dict(base, pool_size=5)``."""

from __future__ import annotations

import keyword

import libcst as cst

from engine_lint.errors import CannotRewrite
from engine_lint.python.carriers.listing import Element, Kind, Listing
from engine_lint.python.carriers.snippets import code, is_parenthesised, newline_of, parse_enclosed
from engine_lint.python.carriers.style import Style

_NO_COMMA = cst.MaybeSentinel.DEFAULT
_NOTHING = cst.SimpleWhitespace("")


class CallForm:
    """How options stand in a call."""

    adds_before_splat = True

    def read(self, text: str, start: int) -> tuple[str, list[Element], list[str], str]:
        """Opening text, elements, gaps and closing text of a call that starts at index ``start`` of its file."""
        call = parse_enclosed(text)
        if not isinstance(call, cst.Call) or is_parenthesised(call):
            raise CannotRewrite("the place to rewrite is not a call")
        newline = newline_of(text)
        pairs = [(_element(argument, newline), _gap(argument, newline)) for argument in call.args]
        gaps = [code(call.whitespace_before_args, newline), *(gap for _, gap in pairs)]
        return assemble(text, start, [element for element, _ in pairs], gaps)

    def head(self, name: str, elements: list[Element], style: Style) -> str:
        """The text before the value of a new option."""
        _ = elements, style
        if not name.isidentifier() or keyword.iskeyword(name):
            raise CannotRewrite(f"{name!r} cannot be a keyword of a call")
        return f"{name}="

    def renamed(self, element: Element, name: str) -> str:
        """The text before the value of an option, under another name."""
        return self.head(name, [], Style("\n", "", '"'))[:-1] + element.head[len(element.name) :]

    def check(self, listing: Listing) -> None:
        """Refuses a call with the same keyword twice."""
        for element in listing.elements:
            if element.kind is Kind.NAMED and len(listing.find(element.name)) > 1:
                raise CannotRewrite(f"the keyword {element.name!r} would stand twice in the call")

    def before_adding(self, listing: Listing) -> None:
        """Parenthesises a generator expression that is the only argument; beside others it must be."""
        if len(listing.elements) == 1 and listing.elements[0].kind is Kind.OTHER:
            node = parse_enclosed(listing.elements[0].value) if not listing.elements[0].head else None
            if isinstance(node, cst.GeneratorExp) and len(node.lpar) == 1:
                listing.elements[0].value = f"({listing.elements[0].value})"


def assemble(text: str, start: int, elements: list[Element], gaps: list[str]) -> tuple[str, list[Element], list[str], str]:
    """Finds the opening text and where each element starts in the file; refuses what does not add up to ``text``."""
    inner = sum(len(element.text) for element in elements) + sum(len(gap) for gap in gaps)
    opening, closing = text[: len(text) - inner - 1], text[-1:]
    rebuilt = opening
    for gap, element in zip(gaps, elements, strict=False):
        rebuilt += gap
        element.start = start + len(rebuilt)
        rebuilt += element.text
        element.end = start + len(rebuilt)
    if rebuilt + gaps[-1] + closing != text:
        raise CannotRewrite("the text to rewrite does not survive a round trip through the parser")
    return opening, elements, gaps, closing


def _element(argument: cst.Arg, newline: str) -> Element:
    text = code(argument.with_changes(comma=_NO_COMMA, whitespace_after_arg=_NOTHING), newline)
    if argument.star == "**":
        return Element(Kind.SPREAD, "", "**", text[2:])
    if argument.keyword is None:
        return Element(Kind.OTHER, "", argument.star, text[len(argument.star) :])
    value = code(argument.value, newline)
    return Element(Kind.NAMED, argument.keyword.value, text[: len(text) - len(value)], value)


def _gap(argument: cst.Arg, newline: str) -> str:
    comma = code(argument.comma, newline) if isinstance(argument.comma, cst.Comma) else ""
    return comma + code(argument.whitespace_after_arg, newline)
