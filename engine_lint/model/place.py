"""Where something stands: positions, spans and places in files."""

from __future__ import annotations

from typing import TypeAlias

from engine_lint.dataclass import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A point between two characters. Line and column count from 1; a column counts code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text; ``end`` is exclusive."""

    start: Position
    end: Position

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character, or are the same empty span."""
        return (self.start < other.end and other.start < self.end) or self == other


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span in a file, or in one cell of a notebook (``cell`` counts from 1; 0 where the file has none)."""

    path: str
    span: Span
    cell: int = 0

    def covers(self, other: Place) -> bool:
        """Whether ``other`` lies within this place."""
        return (self.path, self.cell) == (other.path, other.cell) and self.span.covers(other.span)

    @property
    def line(self) -> str:
        """Its first line in words."""
        return f"line {self.span.start.line}{f' of cell {self.cell}' if self.cell else ''}"


Cell: TypeAlias = tuple[str, int]
"""A text that places point into: path and notebook cell (0 for the whole file)."""


def cell_of(place: Place) -> Cell:
    """The text that a place stands in."""
    return place.path, place.cell


def span_of(start_line: int, start_column: int, end_line: int, end_column: int) -> Span:
    """A span from four numbers, all 1-based."""
    return Span(Position(start_line, start_column), Position(end_line, end_column))


FILE_START = span_of(1, 1, 1, 1)
