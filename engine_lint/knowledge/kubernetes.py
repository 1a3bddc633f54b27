"""Resources of Kubernetes operators that set variables of database servers."""

from __future__ import annotations

from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class Resource:
    """How one kind of resource sets variables. Paths are tuples of keys from its ``spec`` on, empty where it has no such thing; see the data."""

    group: str
    kind: str
    backend: str
    head: str
    engine: tuple[str, ...]
    option_file: tuple[str, ...]
    parameters: tuple[str, ...]
    flags: tuple[str, ...]


@cache
def _resources() -> tuple[Resource, ...]:
    paths = ("engine", "option_file", "parameters", "flags")
    return tuple(
        Resource(row["group"], row["kind"], row.get("backend", ""), row.get("head", ""), *(tuple(row[key].split(".")) if key in row else () for key in paths))
        for row in table("kubernetes")["resource"]
    )


def resource(version: str, kind: str) -> Resource | None:
    """The resource of a kind with an apiVersion (``postgresql.cnpg.io/v1``), None for one that sets no server's variables."""
    return next((each for each in _resources() if each.kind == kind and version.startswith(each.group)), None)
