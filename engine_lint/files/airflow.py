"""``airflow.cfg``: the engine of Airflow's metadata database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.files.ini import IniFiles
from engine_lint.model.source import Source

if TYPE_CHECKING:
    from engine_lint.files.ini_syntax import Ini
    from engine_lint.model.engine import Engine
    from engine_lint.python.project import Project


class AirflowConfig(IniFiles):
    """Airflow reads it with ``getint`` and ``getboolean``, and has defaults of its own."""

    suffixes = ()
    names = ("airflow.cfg",)

    def may_hold_site(self, data: bytes) -> bool:
        """Whether any of Airflow's keys for SQLAlchemy stands there."""
        return b"sql_alchemy_" in data

    def may_concern(self, ini: Ini) -> bool:
        """Whether one of its sections holds any."""
        from engine_lint.files.airflow_sites import sections

        return any(True for _ in sections(ini))

    def engines(self, source: Source, ini: Ini, project: Project) -> Iterator[Engine]:
        """The engine of each such section."""
        from engine_lint.files.airflow_sites import engines

        return engines(source, ini, project)
