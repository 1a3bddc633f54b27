"""Dotenv files: Airflow's variables, and those of Flask configs that are loaded by ``from_prefixed_env``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine_lint.files.kind import Comment
from engine_lint.files.loaded import LoadedFiles
from engine_lint.model.change import Change, Edit
from engine_lint.model.reading import Reading
from engine_lint.model.source import Source, SourceOf

if TYPE_CHECKING:
    from engine_lint.python.project import Project


class EnvFiles(LoadedFiles):
    """The files that Flask's command line, Compose and others load by themselves. Airflow's variables tell what they are for by their names alone."""

    names = (".env", ".flaskenv")
    looked_for = True

    def may_hold_site(self, data: bytes) -> bool:
        """Whether one of Airflow's keys for SQLAlchemy stands there."""
        return b"AIRFLOW__" in data and b"__SQL_ALCHEMY_" in data

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """Airflow's engine; code that loads the file tells what else is read of it."""
        (source,) = texts
        if not self.may_hold_site(source.text.encode("utf-8", "replace")):
            return Reading()
        from engine_lint.files.airflow_sites import variables_engines

        return Reading(tuple(variables_engines(source, project)))

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
