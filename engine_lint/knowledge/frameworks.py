"""Frameworks and libraries that make engines themselves: what each adds to the options, release by release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.knowledge import flask
from engine_lint.knowledge.releases import Release, Since, boundaries, release, since
from engine_lint.knowledge.tables import table
from engine_lint.model.versions import VersionRange, Versions

TABLES = ("flask", "third_party", "airflow")


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework or library by the name that ``Site.framework`` has.

    ``lowest`` is the release that is assumed where none is pinned; ``coerces_since`` the first that hands the options to
    ``engine_from_config``, None for never. ``read_by`` are the releases that read the options as the tables say.
    ``generic`` tells that its module's name may well be somebody else's.
    """

    name: str
    title: str
    distribution: str
    lowest: Release
    coerces_since: Release | None
    read_by: Since
    generic: bool

    def coerces(self, at: Release) -> bool:
        """Whether a release turns strings into numbers."""
        return self.coerces_since is not None and at >= self.coerces_since


@dataclass(frozen=True, slots=True)
class Default:
    """Something that a framework adds by itself.

    ``backend`` and ``drivers`` limit it (empty: all), ``never`` is a backend that it spares; ``in_memory`` limits it to
    in-memory databases, or to files; None for both. ``pool`` is a pool class that is set, ``options`` are options that are.
    ``forced``: even over the project's own. ``unless`` names an option whose presence stops it. ``queue_only``: not where
    another pool class is given.
    """

    framework: str
    released: Since
    backend: str
    never: str
    drivers: frozenset[str]
    in_memory: bool | None
    pool: str
    options: Mapping[str, object]
    forced: bool
    unless: str
    queue_only: bool

    def concerns(self, backend: str, driver: str, in_memory: bool) -> bool:
        """Whether it is for such a database; ``backend`` is empty for one that is not known."""
        named = self.backend in ("", backend) and not (self.never and backend in ("", self.never))
        return named and (not self.drivers or driver in self.drivers) and self.in_memory in (None, in_memory)


def _framework(row: dict[str, Any]) -> Framework:
    coerces = row.get("coerces_since")
    return Framework(
        name=row["name"],
        title=row["title"],
        distribution=row.get("distribution", row["name"]),
        lowest=release(row.get("lowest", "0")),
        coerces_since=release(coerces) if coerces else None,
        read_by=since(row),
        generic=row.get("generic", False),
    )


def _default(row: dict[str, Any]) -> Default:
    return Default(
        framework=row["framework"],
        released=since(row),
        backend=row.get("backend", ""),
        never=row.get("never", ""),
        drivers=frozenset(row.get("drivers", ())),
        in_memory=row.get("memory"),
        pool=row.get("pool", ""),
        options=row.get("options", {}),
        forced=row.get("forced", False),
        unless=row.get("unless", ""),
        queue_only=row.get("queue_only", False),
    )


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every framework by its name."""
    return {row["name"]: _framework(row) for name in TABLES for row in table(name)["framework"]}


@cache
def _defaults(framework: str) -> tuple[Default, ...]:
    rows = (row for name in TABLES for row in table(name).get("default", ()))
    return tuple(_default(row) for row in rows if row["framework"] == framework)


def defaults(framework: str, at: Release, backend: str, driver: str, in_memory: bool) -> Iterator[Default]:
    """What a framework adds to the options of an engine.

    Args:
        framework: its name in the tables.
        at: its release.
        backend: backend name, empty for one that is not known.
        driver: driver as written in the URL, empty without one.
        in_memory: whether the database is an in-memory one.
    """
    return (each for each in _defaults(framework) if each.released.holds(at) and each.concerns(backend, driver, in_memory))


@cache
def favoured_backends(framework: str) -> frozenset[str]:
    """Backends that a framework treats in a way of their own; where the backend is not known, each is possible."""
    return frozenset(name for each in _defaults(framework) for name in (each.backend, "mysql" if each.never else "") if name and each.in_memory is None)


def pairs(framework: str, at: Release, sqlalchemy: Release) -> bool:
    """Whether a release of the framework runs with a SQLAlchemy release."""
    return all(theirs.holds(sqlalchemy) for ours, theirs in _pairings(framework) if ours.holds(at))


@cache
def _pairings(framework: str) -> tuple[tuple[Since, Since], ...]:
    rows = (row for name in TABLES for row in table(name).get("pairing", ()))
    return tuple((since(row), since(row, "sqlalchemy_")) for row in rows if row["framework"] == framework)


@cache
def steps(framework: str, prefix: str = "") -> frozenset[Release]:
    """The releases at which something changes, of the framework itself or (``sqlalchemy_``) of SQLAlchemy beneath it."""
    own: tuple[Release, ...] = ()
    if framework == flask.FLASK_SQLALCHEMY and not prefix:
        own = (flask.engine_options_since(), flask.removed_in())
    rows = [row for name in TABLES for kind in ("default", "pairing") for row in table(name).get(kind, ()) if row["framework"] == framework]
    return frozenset((*boundaries(rows, prefix), *own))


def applies(framework: str, versions: Versions) -> bool:
    """Whether a project may use the framework as the tables describe it, by what its metadata pins."""
    known = frameworks().get(framework)
    if known is None:
        return True
    pinned = versions.of(known.distribution)
    if known.generic and versions.has_metadata and known.distribution not in versions.ranges:
        return False
    return not _outside(known.read_by, pinned)


def _outside(read_by: Since, pinned: VersionRange) -> bool:
    too_old = read_by.since is not None and pinned.surely_below(read_by.since)
    return too_old or (read_by.until is not None and pinned.surely_at_least(read_by.until))
