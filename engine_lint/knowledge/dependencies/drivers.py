"""What the drivers among a project's dependencies tell of its databases."""

from __future__ import annotations

from engine_lint.knowledge.dialects import SOCKET, backends_of_distribution, transport
from engine_lint.model.engine import Backend
from engine_lint.model.versions import Versions

PACKAGE_METADATA = frozenset({"setup.py", "setup.cfg", "pyproject.toml"})


def only_driver(versions: Versions) -> Backend:
    """The backend that all drivers among the dependencies are for, where one is required and none, in extras either, is for another.

    It is evidence and no proof (``complete`` is false): SQLite needs no dependency. A project that requires a driver for SQLite all the
    same may well run on it; other in-process drivers do not count.
    """
    if any("sqlite" in backends_of_distribution(name) for name in versions.required):
        return Backend()
    found = {name: backends for name in versions.required | versions.optional if (backends := _networked(name))}
    required = found.keys() & versions.required
    common = frozenset.intersection(*found.values()) if found else frozenset()
    if not required or common not in found.values():
        return Backend()
    drivers = "drivers" if len(required) > 1 else "driver"
    return Backend(common, complete=False, evidence=f"the only database {drivers} among the dependencies ({', '.join(sorted(required))})")


def without_servers(versions: Versions) -> str:
    """The list of all that an application runs with, where it pins SQLAlchemy and names no driver for a server; else empty.

    What a package's own metadata requires is no such list: its users install what they need beside it.
    """
    pinned = versions.of("sqlalchemy")
    name = pinned.source.rpartition("/")[2]
    if not pinned.series or pinned.others or not name or name in PACKAGE_METADATA:
        return ""
    return "" if any(_networked(each) for each in versions.ranges.keys() | versions.required | versions.optional) else pinned.source


def may_be_a_library(versions: Versions) -> bool:
    """Whether a package's own metadata requires its drivers, and no lock file or requirements file says what it runs with."""
    sources = {versions.of(name).source.rpartition("/")[2] for name in versions.required if _networked(name)}
    return not sources.isdisjoint(PACKAGE_METADATA)


def _networked(distribution: str) -> frozenset[str]:
    return frozenset(name for name in backends_of_distribution(distribution) if transport(name) == SOCKET)
