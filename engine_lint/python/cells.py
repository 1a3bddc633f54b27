"""Cells that are run one behind the other, as one module."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Sequence

from engine_lint.dataclass import dataclass
from engine_lint.model.place import Place, Position, Span
from engine_lint.model.source import Source
from engine_lint.python.parsing import Parsed, parsed


@dataclass(frozen=True, eq=False)
class JoinedCells(Source):
    """The text of several cells. Places in it are places in the cells."""

    cells: tuple[Source, ...] = ()
    first_lines: tuple[int, ...] = ()
    """The line that each cell starts on."""

    def place(self, span: Span) -> Place:
        """A span as a place in its cell; no statement spans two of them."""
        index = bisect_right(self.first_lines, span.start.line) - 1
        above = self.first_lines[index] - 1
        start, end = (Position(each.line - above, each.column) for each in (span.start, span.end))
        return self.cells[index].place(Span(start, end))

    def read(self, place: Place) -> str:
        """The text of a place in one of the cells."""
        return next((cell.read(place) for cell in self.cells if cell.cell == place.cell), "")

    def parsed(self, index: int) -> Parsed:
        """The statements of a cell, at their lines here, and what of it cannot be parsed, at its own.

        Raises:
            UnreadableFile: nothing of it can.
        """
        found = parsed(self.cells[index])
        ast.increment_lineno(found.tree, self.first_lines[index] - 1)
        return found


def join(path: str, cells: Sequence[Source]) -> JoinedCells:
    """The cells as one text, in the order in which they are run."""
    first_lines, line = [], 1
    for cell in cells:
        first_lines.append(line)
        line += len(cell.line_starts)
    return JoinedCells(path, "\n".join(cell.text for cell in cells), cells=tuple(cells), first_lines=tuple(first_lines))
