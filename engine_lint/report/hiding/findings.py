"""Collects what is to be hidden of a text: stretches, and the names of things that hold passwords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.report.hiding.lexing import Row, Token
from engine_lint.report.masking import is_secret

PLACEHOLDER = expression(r"\{[^{}]*\}|%\(\w+\)s|%s|\*+|\$\{?\w+\}?|<[^<>]*>")
"""A text that stands for a password and is none."""
FIELD = expression(r"\{(?:[^{}]|\{[^{}]*\})*\}")
"""A replacement field of a formatted string."""
_LOOKUP = expression(r"[A-Z_][A-Z0-9_]*|[A-Za-z_][\w.-]*")


@dataclass(slots=True)
class Hiding:
    """What is to be hidden of the code of one text."""

    text: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    done: set[tuple[Row, range]] = field(default_factory=set)
    """What has been hidden already, where several may ask for it."""

    def is_secret(self, name: str) -> bool:
        """Whether a thing of that name holds a password."""
        return name in self.names or is_secret(name)

    def hide(self, start: int, end: int) -> None:
        """Hide a stretch, line by line, so that line ends stay."""
        if PLACEHOLDER.fullmatch(self.text, start, end):
            return
        for line in re.finditer(r"[^\r\n]+", self.text[start:end]):
            self.spans.append((start + line.start(), start + line.end()))

    def hide_string(self, token: Token) -> None:
        """Hide what stands in a string, but for its replacement fields, in which strings are hidden in turn."""
        position = token.start
        for found in FIELD.finditer(token.text) if token.is_formatted else ():
            start, end = token.start + found.start(), token.start + found.end()
            self.hide(position, start)
            self.hide_within(start + 1, end - 1)
            position = end
        self.hide(position, token.end)

    def hide_within(self, start: int, end: int) -> None:
        """Hide the strings of a stretch of code, and remember the names in it."""
        row = Row(self.text, start, end)
        self.hide_values(row, range(len(row)))

    def hide_values(self, row: Row, numbers: Iterable[int]) -> None:
        """Hide the strings among some tokens that are values, and remember the names among them: what a password is made of."""
        for number in numbers:
            token = row[number]
            if token.kind == "string" and not row[number + 1].says(":"):
                if _is_looked_up(row, number):
                    self.names.add(token.text)
                else:
                    self.hide_string(token)

    def remember(self, row: Row, numbers: Iterable[int]) -> None:
        """Remember the names that stand for a password."""
        self.names.update(_names(row, numbers))

    def merged(self) -> tuple[tuple[int, int], ...]:
        """The stretches in order, none touching another."""
        found: list[tuple[int, int]] = []
        for start, end in sorted(self.spans):
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return tuple(found)


def _is_looked_up(row: Row, number: int) -> bool:
    """Whether a string is the name of what is looked up somewhere: ``os.environ["X"]``, ``env("DB_PASSWORD", default="")``."""
    text, before = row[number].text, row[number - 1]
    if not before.says("(", "[") or row[number - 2].kind not in ("name", "close") or not _LOOKUP.fullmatch(text):
        return False
    return before.says("[") or text.isupper() or is_secret(text)


def _names(row: Row, numbers: Iterable[int]) -> Iterator[str]:
    for number in numbers:
        if row[number].kind == "name" and not row[number + 1].says("(", "."):
            yield row[number].text
