"""TOML files that Flask configs load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine_lint.files.kind import Comment
from engine_lint.files.loaded import LoadedFiles
from engine_lint.model.change import Change, Edit
from engine_lint.model.source import Source, SourceOf


class TomlFiles(LoadedFiles):
    """Tables under headers, in braces or by dotted keys."""

    suffixes = (".toml",)
    comments_behind = True

    def comments(self, text: Source) -> Iterator[Comment]:
        """All of them; none where the text is not TOML."""
        from engine_lint.files.toml_syntax import read_toml

        try:
            spans = read_toml(text.text).comments
        except ValueError:
            return
        for start, end in sorted(spans):
            at = text.position(start)
            yield at.line, at.column, text.text[start:end]

    def plan(self, changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
        """Key by key."""
        from engine_lint.files.toml_writing import plan_toml

        return plan_toml(changes, sources)

    def verify(self, before: Source, after: str, changes: Sequence[Change], sources: SourceOf, ready: Sequence[Edit]) -> None:
        """By values, comments and lines."""
        from engine_lint.files.toml_checks import verify_toml

        verify_toml(before, after, changes, ready)
