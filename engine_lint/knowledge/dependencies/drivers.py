"""What the drivers among a project's dependencies tell of its databases."""

from __future__ import annotations

from engine_lint.knowledge.dialects import SOCKET, backends_of_distribution, transport
from engine_lint.model.engine import Backend
from engine_lint.model.versions import Versions


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


def may_be_a_library(versions: Versions) -> bool:
    """Whether a package's own metadata requires its drivers, and no lock file or requirements file says what it runs with."""
    sources = {versions.of(name).source.rpartition("/")[2] for name in versions.required if _networked(name)}
    return not sources.isdisjoint(("setup.py", "setup.cfg", "pyproject.toml"))


def _networked(distribution: str) -> frozenset[str]:
    return frozenset(name for name in backends_of_distribution(distribution) if transport(name) == SOCKET)
