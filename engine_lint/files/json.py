"""JSON files that Flask configs load."""

from __future__ import annotations

from collections.abc import Sequence

from engine_lint.files.loaded import LoadedFiles
from engine_lint.model.change import Change, Edit
from engine_lint.model.source import Source, SourceOf


class JsonFiles(LoadedFiles):
    """Objects, nested or not."""

    suffixes = (".json",)
    comment_mark = ""

    def plan(self, changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
        """Object by object, in the layout that each has."""
        from engine_lint.files.json_writing import plan_json

        return plan_json(changes, sources)

    def verify(self, before: Source, after: str, changes: Sequence[Change], sources: SourceOf, ready: Sequence[Edit]) -> None:
        """By values, and by how the others are written."""
        from engine_lint.files.json_writing import verify_json

        verify_json(before, after, changes)
