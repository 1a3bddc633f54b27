"""The pins that hold for a project: its own, else those of the folders above it, else those of the folders beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from engine_lint.knowledge.dependencies.implied import implying
from engine_lint.knowledge.dependencies.metadata import has_metadata
from engine_lint.knowledge.dependencies.pins import pins
from engine_lint.knowledge.dependencies.specifiers import either
from engine_lint.model.versions import Versions

_DIRECT = frozenset({"sqlalchemy", "sqlmodel"})
_PASSED_OVER = frozenset(
    {"test", "tests", "testing", "doc", "docs", "example", "examples", "sample", "samples", "benchmark", "benchmarks", "demo", "demos"}
    | {"node_modules", "venv", "env", "vendor", "third_party", "site-packages", "dist"}
)
_MOST_FOLDERS = 500


def tells(versions: Versions) -> bool:
    """Whether a project's metadata says what it uses of SQLAlchemy: it names it, or what brings it along."""
    return not versions.ranges.keys().isdisjoint(_DIRECT | implying("flask-sqlalchemy"))


def project_pins(root: str, base: str, beside: bool = True) -> Versions:
    """The versions that hold for a project.

    Args:
        root: its folder.
        base: the repository's folder, or the root itself.
        beside: whether other folders below ``base`` are its too.
    """
    found = pins(Path(root), Path(base))
    for folder in _above(root, base):
        if tells(found):
            return found
        if has_metadata(folder):
            found = _joined(found, pins(Path(folder), Path(base)))
    return found if tells(found) or not beside else _joined(found, _beside(root, base))


def _above(root: str, base: str) -> Iterator[str]:
    current = root
    while current != base and os.path.dirname(current) != current:
        current = os.path.dirname(current)
        yield current


def _beside(root: str, base: str) -> Versions:
    """What the folders say that lie beside a project, or below it: the nearest ones that say anything."""
    for folder in (root, *_above(root, base)):
        found = [each for below in _folders(folder) if has_metadata(below) and tells(each := pins(Path(below), Path(base)))]
        if found:
            return _either(found)
    return Versions()


def _folders(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
    return [f"{folder.rstrip('/')}/{name}" for name in names if not name.startswith(".") and name.lower() not in _PASSED_OVER][:_MOST_FOLDERS]


def _either(found: list[Versions]) -> Versions:
    """What several folders say: any of them may be meant, so that they make one range together."""
    names = dict.fromkeys(name for each in found for name in each.ranges)
    ranges = {name: [each.ranges[name] for each in found if name in each.ranges] for name in names}
    joined = {name: either([each for each in said if each.known] or said) for name, said in ranges.items()}
    required = frozenset.intersection(*(each.required for each in found))
    optional = frozenset.union(*(each.required | each.optional for each in found)) - required
    limits = {name: limit for each in found for name, limit in each.limits.items()}
    return Versions(joined, has_metadata=True, required=required, optional=optional, limits=limits)


def _joined(near: Versions, far: Versions) -> Versions:
    ranges = {**far.ranges, **near.ranges}
    limits = {**far.limits, **near.limits}
    return replace(far if not near.has_metadata else near, ranges=ranges, has_metadata=near.has_metadata or far.has_metadata, limits=limits)
