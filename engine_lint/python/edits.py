"""Edits carried out."""

from __future__ import annotations

from collections.abc import Sequence

from engine_lint.model.change import Edit
from engine_lint.model.source import Source


def apply(source: Source, edits: Sequence[Edit]) -> str:
    """The text of a source with the edits that are for it carried out.

    Raises:
        ValueError: two edits overlap.
    """
    mine = sorted(edit for edit in edits if (edit.path, edit.cell) == (source.path, source.cell))
    pieces: list[str] = []
    position = 0
    for edit in mine:
        start, end = source.offset(edit.span.start), source.offset(edit.span.end)
        if start < position:
            raise ValueError(f"{source.path}:{edit.span.start.line}: two edits overlap")
        pieces += [source.text[position:start], edit.text]
        position = end
    return "".join([*pieces, source.text[position:]])
