"""Programs that run jobs in processes of their own."""

from __future__ import annotations

from functools import cache

from engine_lint.knowledge.tables import table


@cache
def _marks() -> dict[str, frozenset[str]]:
    return {row["package"]: frozenset(row["marks"]) for row in table("jobs")["runner"]}


def runs_jobs(module: str) -> bool:
    """Whether a module (``airflow.decorators``) is of a package that runs jobs."""
    return module.partition(".")[0] in _marks()


def marks_jobs(module: str, name: str) -> bool:
    """Whether who uses a name of a module has jobs that such a package runs."""
    return name in _marks().get(module.partition(".")[0], ())
