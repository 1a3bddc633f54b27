"""The text of one file, decoded once, with its lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.model.place import Cell, Place, Position, Span

if TYPE_CHECKING:
    from engine_lint.model.change import Edit

_LINE_END = expression(r"\r\n|\r|\n")
"""What ends a line for Python's own tokenizer. ``str.splitlines`` knows more, which would shift every line number."""


@dataclass(frozen=True, eq=False)
class Source:
    """A decoded file.

    ``text`` is without byte order mark; ``encoding`` and ``bom`` are what writing it back needs. ``cell`` is the notebook
    cell it came from, 0 for whole files. ``is_reversible`` tells whether the text is written back as the same bytes: some encodings have several for one
    character.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    cell: int = 0
    is_reversible: bool = True

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """Where each line begins. Most modules are only imported from, and nobody asks."""
        if "\r" in self.text:
            return (0, *(match.end() for match in _LINE_END.finditer(self.text)))
        return tuple(accumulate(map(len, self.text.split("\n")[:-1]), lambda start, length: start + length + 1, initial=0))

    def offset(self, position: Position) -> int:
        """The index into ``text`` of a position."""
        if position.line > len(self.line_starts):
            return len(self.text)
        return min(self.line_starts[position.line - 1] + position.column - 1, len(self.text))

    def position(self, offset: int) -> Position:
        """The position of an index into ``text``."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def span(self, start: int, end: int) -> Span:
        """The span between two indices into ``text``."""
        return Span(self.position(start), self.position(end))

    def at(self, span: Span) -> str:
        """The text of a span."""
        return self.text[self.offset(span.start) : self.offset(span.end)]

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line end."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[self.line_starts[number - 1] : end].rstrip("\r\n")

    @property
    def key(self) -> Cell:
        """What tells the text from others: path and cell."""
        return self.path, self.cell

    def place(self, span: Span) -> Place:
        """A span of this text as a place."""
        return Place(self.path, span, self.cell)

    def shown(self, span: Span) -> Place:
        """Where a span stands for somebody who opens the file, which may hold more than this text."""
        return self.place(span)

    def shown_edits(self, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Edits of this text as edits of what is shown; sorted, as they come."""
        return edits

    @property
    def file(self) -> Source:
        """The file as it is stored, which this is a part of."""
        return self

    def in_file(self, span: Span) -> Place:
        """Where a span stands in the file as it is stored."""
        return self.shown(span)

    def edits_in_file(self, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Edits of what is shown as edits of the file as it is stored; sorted, as they come."""
        return edits

    def read(self, place: Place) -> str:
        """The text of a place in it."""
        return self.at(place.span)

    @property
    def newline(self) -> str:
        r"""The line end that new lines should use: the first one in the file, ``\n`` where there is none."""
        match = _LINE_END.search(self.text)
        return match.group() if match else "\n"

    def encode(self, text: str) -> bytes:
        """Another text as bytes in this file's encoding, byte order mark included.

        Raises:
            UnicodeEncodeError: the text has a character that the encoding lacks.
        """
        return (b"\xef\xbb\xbf" if self.bom else b"") + text.encode(self.encoding)


SourceOf: TypeAlias = Callable[[Cell], Source]
"""Gives the current text of a file or of one of its cells."""
