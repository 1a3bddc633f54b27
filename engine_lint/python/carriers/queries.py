"""The query of a URL in a string literal: options can be taken out of it, and none be written into it."""

from __future__ import annotations

from collections.abc import Sequence

from engine_lint.errors import CannotRewrite
from engine_lint.model.change import DropOption
from engine_lint.model.place import Place, cell_of
from engine_lint.python.carriers.draft import Draft
from engine_lint.python.carriers.options import OptionChange
from engine_lint.python.queries import cuts


def rewrite_query(draft: Draft, place: Place, changes: Sequence[OptionChange]) -> None:
    """Takes parameters out of the literal at a place, and touches no other character of it."""
    if not all(isinstance(change, DropOption) for change in changes):
        raise CannotRewrite("options cannot be written into a URL")
    start, _ = draft.lines(place).indices(place)
    names = {change.name for change in changes if isinstance(change, DropOption)}
    found = cuts(draft.text(place), names)
    if not found:
        raise CannotRewrite("the query is put together in a way that cannot be rewritten")
    for cut in found:
        draft.splice(cell_of(place), start + cut.start, start + cut.end, cut.text)
