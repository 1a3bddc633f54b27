"""Call keywords: ``create_engine(url, echo=True)``, ``config.update(KEY=5)``, ``dict(base, pool_size=5)``."""

from __future__ import annotations

import keyword

from engine_lint.errors import CannotRewrite
from engine_lint.python.carriers import plain
from engine_lint.python.carriers.listing import Element, Kind, Listing
from engine_lint.python.carriers.style import Style


class CallForm:
    """How options stand in a call."""

    adds_before_splat = True

    def read(self, text: str, start: int) -> tuple[str, list[Element], list[str], str]:
        """Opening text, elements, gaps and closing text of a call that starts at index ``start`` of its file."""
        parts = plain.call_parts(text)
        if parts is None:
            from engine_lint.python.carriers.parsed import call_parts

            parts = call_parts(text)
        return assemble(text, start, *parts)

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
        match listing.elements:
            case [Element(kind=Kind.OTHER, head="") as only] if plain.is_generator(only.value):
                from engine_lint.python.carriers.parsed import is_bare_generator

                if is_bare_generator(only.value):
                    only.value = f"({only.value})"


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
