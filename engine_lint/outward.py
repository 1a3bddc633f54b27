"""Findings as somebody sees them who opens the file: in its own lines, where it was read in parts that have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from engine_lint.model.change import Edit
from engine_lint.model.finding import Finding, Fix
from engine_lint.model.place import Cell
from engine_lint.workspace import Workspace


def outward(finding: Finding, workspace: Workspace) -> Finding:
    """The finding with its places, those of what belongs to it, and its edits in the lines of the files."""
    related = tuple(replace(each, place=workspace.shown(each.place)) for each in finding.related)
    fix = replace(finding.fix, edits=tuple(_edits(finding.fix, workspace))) if finding.fix is not None else None
    return replace(finding, place=workspace.shown(finding.place), related=related, fix=fix)


def _edits(fix: Fix, workspace: Workspace) -> Iterator[Edit]:
    for cell, edits in groupby(sorted(fix.edits), key=lambda edit: (edit.path, edit.cell)):
        yield from _shown(cell, list(edits), workspace)


def _shown(cell: Cell, edits: Sequence[Edit], workspace: Workspace) -> Sequence[Edit]:
    return workspace.source(cell).shown_edits(edits) if cell[1] else edits
