"""Dotenv files, for Flask configs that are loaded by ``from_prefixed_env``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine_lint.files.kind import Comment
from engine_lint.files.loaded import LoadedFiles
from engine_lint.model.change import Change, Edit
from engine_lint.model.source import Source, SourceOf


class EnvFiles(LoadedFiles):
    """The files that Flask's command line loads by itself."""

    names = (".env", ".flaskenv")

    def comments(self, text: Source) -> Iterator[Comment]:
        """The lines that begin with ``#``."""
        from engine_lint.files.ini_syntax import comment_lines

        return (each for each in comment_lines(text) if text.line(each[0]).lstrip().startswith("#"))

    def plan(self, changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
        """Line by line."""
        from engine_lint.files.env_writing import plan_env

        return plan_env(changes, sources)

    def verify(self, before: Source, after: str, changes: Sequence[Change], sources: SourceOf, ready: Sequence[Edit]) -> None:
        """By entries, and by the text around them."""
        from engine_lint.files.env_writing import verify_env

        verify_env(before, after, changes, ready)
