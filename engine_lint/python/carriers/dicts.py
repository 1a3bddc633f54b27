"""Dict displays: ``{"pool_size": 5, **base}``."""

from __future__ import annotations

from engine_lint.errors import CannotRewrite
from engine_lint.python.carriers import plain
from engine_lint.python.carriers.calls import assemble
from engine_lint.python.carriers.listing import Element, Kind, Listing
from engine_lint.python.carriers.style import Style, dominant_quote


class DictForm:
    """How options stand in a dict display."""

    adds_before_splat = False

    def read(self, text: str, start: int) -> tuple[str, list[Element], list[str], str]:
        """Opening text, elements, gaps and closing text of a dict that starts at index ``start`` of its file."""
        parts = plain.dict_parts(text)
        if parts is None:
            from engine_lint.python.carriers.parsed import dict_parts

            parts = dict_parts(text)
        return assemble(text, start, *parts)

    def head(self, name: str, elements: list[Element], style: Style) -> str:
        """The text before the value of a new option, its key quoted as the other keys are."""
        keys = " ".join(element.head for element in elements if element.kind is Kind.NAMED)
        quote = dominant_quote(keys, default=style.quote)
        return f"{Style(style.newline, style.unit, quote).string(name)}: "

    def renamed(self, element: Element, name: str) -> str:
        """The text before the value of an option, under another name and in the same quotes."""
        from engine_lint.python.carriers.parsed import key_text

        old = key_text(element.head)
        if old is None:
            raise CannotRewrite(f"the key {element.name!r} cannot be renamed")
        quote = dominant_quote(old)
        return Style("\n", "", quote).string(name) + element.head[len(old) :]

    def check(self, listing: Listing) -> None:
        """Nothing to refuse: a key may stand twice, and the last one counts."""

    def before_adding(self, listing: Listing) -> None:
        """Nothing to prepare."""
