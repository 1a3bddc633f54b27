"""What holds places, as somebody sees it who opens the file: in its own lines, where it was read in parts that have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar, cast

from engine_lint.model.change import Edit
from engine_lint.model.place import Cell, Place

if TYPE_CHECKING:
    from engine_lint.workspace import Workspace

_Shown = TypeVar("_Shown")


def outward(value: _Shown, workspace: Workspace) -> _Shown:
    """A finding, an engine or whatever else is made of them, with all its places and edits in the lines of the files."""
    return cast(_Shown, _outward(value, workspace))


def _outward(value: Any, workspace: Workspace) -> Any:
    if isinstance(value, Place):
        return workspace.shown(value)
    if isinstance(value, tuple):
        edits = [each for each in value if isinstance(each, Edit)]
        return tuple(_edits(edits, workspace)) if edits else tuple(_outward(each, workspace) for each in value)
    if isinstance(value, Mapping):
        return {key: _outward(each, workspace) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        old = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
        new = {name: _outward(each, workspace) for name, each in old.items()}
        return replace(value, **{name: each for name, each in new.items() if each != old[name]})
    return value


def _edits(edits: Sequence[Edit], workspace: Workspace) -> Iterator[Edit]:
    for cell, mine in groupby(sorted(edits), key=lambda edit: (edit.path, edit.cell)):
        yield from _shown(cell, list(mine), workspace)


def _shown(cell: Cell, edits: Sequence[Edit], workspace: Workspace) -> Sequence[Edit]:
    return workspace.source(cell).shown_edits(edits) if cell[1] else edits
