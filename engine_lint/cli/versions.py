"""The part of ``engine-lint config`` that tells which library versions hold, and where each was read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.dependencies.implied import concerned
from engine_lint.knowledge.dialects import backends_of_distribution
from engine_lint.model.versions import VersionRange, Versions
from engine_lint.report.view import View
from engine_lint.settings import Settings
from engine_lint.workspace import Workspace

_FIRST = ("sqlalchemy", "flask-sqlalchemy")


@dataclass(frozen=True, slots=True)
class Pinned:
    """The versions that hold for a path. ``root`` is the folder of its project, ``base`` the one that sources are named from."""

    root: str
    base: str
    versions: Versions

    @property
    def names(self) -> list[str]:
        """The libraries that matter here: SQLAlchemy, what is built on it, drivers."""
        names = {name for name in self.versions.ranges if name in concerned() or backends_of_distribution(name)}
        return [*(name for name in _FIRST if name in names), *sorted(names.difference(_FIRST))]


def pinned(path: str, settings: Settings) -> Pinned:
    """The versions that hold for a file or folder."""
    folder = os.path.isdir(path)
    file = f"{path}/." if folder else path
    workspace = Workspace((path,) if folder else ())
    root = workspace.root(file)
    return Pinned(root, workspace.base(root), workspace.versions(file, settings))


def as_text(found: Pinned, view: View) -> Iterator[str]:
    """Lines for people."""
    yield f"project: {view.name(found.root) if found.root != view.cwd else '.'}"
    if not found.names:
        said = "its dependency metadata names nothing of SQLAlchemy" if found.versions.has_metadata else "no dependency metadata found"
        yield f"versions: unknown, {said}"
        return
    shown = {name: str(found.versions.of(name)) or "any version" for name in found.names}
    width, wide = max(map(len, shown)), max(map(len, shown.values()))
    for name, text in shown.items():
        yield f"{name:<{width}} {text:<{wide}}  # {_where(found.versions.of(name), found, view)}"


def as_json(found: Pinned) -> dict[str, Any]:
    """The same as data."""
    versions = {}
    for name in found.names:
        each = found.versions.of(name)
        low, high = (".".join(map(str, bound)) if bound is not None else None for bound in (each.low, each.high))
        versions[name] = {"range": str(each), "from": low, "below": high, "source": each.source or None, "line": each.line or None}
    return {"root": found.root, "has_metadata": found.versions.has_metadata, "versions": versions}


def _where(each: VersionRange, found: Pinned, view: View) -> str:
    file = f"{found.base}/{each.source}"
    if each.source and os.path.isfile(file):
        return f"{view.name(file)}:{each.line}" if each.line else view.name(file)
    return each.where or "unknown"
