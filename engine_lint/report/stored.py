"""Where things stand in files as they are stored: programs that take reports in know of no cells of notebooks."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from engine_lint.model.place import FILE_START, Place, Position, Span, cell_of
from engine_lint.report.hiding.hidden import hidden_in
from engine_lint.report.masking import secrets

if TYPE_CHECKING:
    from engine_lint.model.change import Edit
    from engine_lint.model.finding import Fix
    from engine_lint.model.outcome import Outcome
    from engine_lint.model.source import Source


def stored(place: Place, outcome: Outcome) -> Place:
    """A place in the lines of its file; the file's start where those are not known."""
    source = outcome.sources.get(cell_of(place))
    if source is not None:
        return source.in_file(place.span)
    return Place(place.path, FILE_START) if place.cell else place


def stored_edits(fix: Fix, outcome: Outcome) -> dict[str, list[Edit]]:
    """The edits of a fix by file, sorted, in the lines of the files.

    None at all where the text of one is not known, or where those of a cell may become one that spans a password.
    """
    found: dict[str, list[Edit]] = {}
    for cell, group in groupby(sorted(fix.edits), key=lambda edit: (edit.path, edit.cell)):
        edits, source = list(group), outcome.sources.get(cell)
        if source is None or (cell[1] and holds_secret(source, Span(edits[0].span.start, edits[-1].span.end))):
            return {}
        found.setdefault(cell[0], []).extend(source.edits_in_file(edits))
    return found


def holds_secret(source: Source, span: Span) -> bool:
    """Whether a stretch of a text shows a password, which its whole lines tell, or its structure."""
    within = source.offset(span.start), source.offset(span.end)
    if any(first < within[1] and within[0] < last for first, last in hidden_in(source)):
        return True
    begin = source.line_starts[span.start.line - 1]
    lines = source.at(Span(Position(span.start.line, 1), Position(span.end.line + 1, 1)))
    start, end = source.offset(span.start) - begin, source.offset(span.end) - begin
    return any(first < end and start < last for first, last in secrets(lines))
