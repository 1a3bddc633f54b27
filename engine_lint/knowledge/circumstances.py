"""The circumstances that an engine may run under: which releases, which backend."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.dialects import networked
from engine_lint.knowledge.frameworks import favoured_backends, frameworks, pairs, steps
from engine_lint.knowledge.options import engine_options
from engine_lint.knowledge.pools import asyncio_checked_since
from engine_lint.knowledge.releases import Release, possible, since
from engine_lint.knowledge.tables import table
from engine_lint.model.engine import Engine
from engine_lint.model.versions import Versions

LOWEST_SQLALCHEMY: Release = (1, 2)
LOWEST_ASYNCIO: Release = (1, 4)
"""What is assumed where a project pins nothing."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """One combination. ``framework`` is empty where there is none; ``backend`` is empty for one that is not known."""

    sqlalchemy: Release
    framework: Release
    backend: str


def circumstances(engine: Engine, versions: Versions) -> Iterator[Circumstances]:
    """Every combination that makes a difference to an engine, by the versions that its project pins."""
    names = _backends(engine)
    lowest = LOWEST_ASYNCIO if engine.site.is_async else LOWEST_SQLALCHEMY
    releases = possible(_steps(engine, names), versions.of("sqlalchemy"), lowest)
    framework = frameworks().get(engine.site.framework)
    framework_releases: tuple[Release, ...] = ((),)
    if framework is not None:
        framework_releases = possible(steps(framework.name), versions.of(framework.distribution), framework.lowest)
    found = list(product(releases, framework_releases))
    fitting = [(ours, theirs) for ours, theirs in found if framework is None or pairs(framework.name, theirs, ours)]
    for (ours, theirs), name in product(fitting or found, names):
        yield Circumstances(ours, theirs, name)


def _backends(engine: Engine) -> tuple[str, ...]:
    """The backends to judge for: those that keep connections, where there are such; an unknown one as an empty name."""
    backend = engine.backend
    names = set(networked(backend))
    if not backend.complete or not backend.names:
        names.add("")
        names |= favoured_backends(engine.site.framework) - backend.excluded
    return tuple(sorted(names or backend.names))


def _steps(engine: Engine, names: tuple[str, ...]) -> set[Release]:
    """The SQLAlchemy releases at which something changes for an engine with these options and backends."""
    found = set(_steps_of_backends(names))
    for name in engine.options:
        option = engine_options().get(name)
        if option is not None:
            found |= {bound for bound in (option.released.since, option.released.until) if bound is not None}
    if "poolclass" in engine.options or "pool" in engine.options:
        found.add(asyncio_checked_since())
    if engine.site.framework:
        found |= steps(engine.site.framework, "sqlalchemy_")
    return found


@cache
def _steps_of_backends(names: tuple[str, ...]) -> frozenset[Release]:
    rows = (since(row) for row in table("dialects")["default_pool"] if row["dialect"] in names)
    return frozenset(bound for each in rows for bound in (each.since, each.until) if bound is not None)
