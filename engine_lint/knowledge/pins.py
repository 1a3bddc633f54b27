"""What a project pins: its own dependency metadata, read and never run.

Of several pins for one distribution a lock file's counts first, then an exact one, then ranges.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from engine_lint.knowledge import flask
from engine_lint.knowledge.dialects import backends_of_distribution
from engine_lint.knowledge.lockfiles import LOCK_FILES, locked
from engine_lint.knowledge.manifests import MANIFESTS
from engine_lint.knowledge.requirements import Pin, Rank, requirements_file, text_of
from engine_lint.knowledge.specifiers import both, either
from engine_lint.model.engine import Backend
from engine_lint.model.versions import VersionRange, Versions

REPOSITORY_MARKS = (".git", ".hg", ".svn")
_REQUIREMENT_FOLDERS = ("requirements", "reqs", "deps")
_DECLARATIONS = {
    "pyproject.toml": ("[project]", "[project.", "[tool.poetry", "[dependency-groups]", "[tool.pdm", "[tool.uv", "[tool.pixi", "[tool.flit"),
    "setup.cfg": ("[options", "[metadata]"),
}
"""What a file of that name must hold to be dependency metadata: many hold nothing but settings of tools."""


def pins(root: Path) -> Versions:
    """The versions that a project pins.

    Args:
        root: the project's folder. A lock file may also lie above it, in the same repository (a workspace).
    """
    files = list(_metadata(root))
    own = [pin for path in files for pin in _read(path, root)]
    chosen = list(locked(root))
    if not chosen and own:
        names = {pin.name for pin in own}
        chosen = [pin for pin in _locked_above(root) if pin.name in names]
    found: dict[str, list[Pin]] = {}
    for pin in (*chosen, *own):
        found.setdefault(pin.name, []).append(pin)
    ranges = {name: _settled(each) for name, each in found.items() if not all(pin.constraint for pin in each)}
    return Versions(ranges, has_metadata=bool(files) or bool(chosen))


def _settled(found: list[Pin]) -> VersionRange:
    """One range out of all that is said of a distribution."""
    rank = max(pin.rank for pin in found)
    best = [pin for pin in found if pin.rank is rank]
    if rank is not Rank.RANGE:
        return either(_informative(best))
    required = [pin for pin in best if not pin.constraint]
    by_file: dict[str, list[Pin]] = {}
    for pin in required or best:
        by_file.setdefault(pin.range.source, []).append(pin)
    allowed = either(_informative([Pin(pins_[0].name, _of_file(pins_), rank) for pins_ in by_file.values()]))
    return reduce(both, (pin.range for pin in best if pin.constraint), allowed)


def _informative(found: list[Pin]) -> list[VersionRange]:
    """Those that say anything, where any does: a bare name beside a range is no evidence against the range."""
    known = [pin.range for pin in found if pin.range.known]
    return known or [found[0].range]


def _of_file(found: list[Pin]) -> VersionRange:
    """Requirements of one file hold together, unless environment markers choose among them."""
    ranges = [pin.range for pin in found]
    return either(ranges) if any(pin.alternative for pin in found) else reduce(both, ranges)


def _read(path: Path, root: Path) -> Iterator[Pin]:
    read = MANIFESTS.get(path.name)
    if read is not None:
        yield from read(path)
    elif path.name not in LOCK_FILES:
        yield from requirements_file(path, path.relative_to(root).as_posix())


def _metadata(root: Path) -> Iterator[Path]:
    """The files of a folder that say what its code depends on, in a fixed order."""
    try:
        names = sorted(path.name for path in root.iterdir())
    except OSError:
        return
    for name in names:
        if name in LOCK_FILES or (name in MANIFESTS and _declares(root / name)) or _is_requirements(name):
            yield root / name
        elif name in _REQUIREMENT_FOLDERS:
            yield from _requirement_files(root / name)


def _requirement_files(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".in") and path.is_file())
    except OSError:
        return


def _is_requirements(name: str) -> bool:
    return "requirements" in name.lower() and name.endswith((".txt", ".in"))


def _declares(path: Path) -> bool:
    words = _DECLARATIONS.get(path.name)
    if words is None:
        return path.is_file()
    text = text_of(path)
    return any(word in text for word in words)


def _locked_above(root: Path) -> list[Pin]:
    """The pins of the nearest lock file in a folder above, within the repository."""
    folders = []
    for folder in root.parents:
        folders.append(folder)
        if _is_repository(folder):
            break
    else:
        return []
    if _is_repository(root):
        return []
    return next((found for found in (list(locked(folder)) for folder in folders) if found), [])


def _is_repository(folder: Path) -> bool:
    return any((folder / mark).exists() for mark in REPOSITORY_MARKS)


def find_root(path: Path) -> Path:
    """The project that a file or folder belongs to.

    The nearest folder at or above it with dependency metadata, not beyond the repository it lies in; else the
    repository's root; else the folder itself.
    """
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        if next(_metadata(folder), None) is not None or _is_repository(folder):
            return folder
    return start


def depends_on_flask_sqlalchemy(versions: Versions) -> bool:
    """Whether a project may use Flask-SQLAlchemy: its metadata names it or something that brings it along, or there is none."""
    return not versions.has_metadata or any(name in versions.ranges for name in flask.distributions())


def only_driver(versions: Versions) -> Backend:
    """What the drivers among the dependencies tell of the backend, where they are all for the same one.

    It is evidence and no proof (``complete`` is false): SQLite needs no dependency.
    """
    found = {name: backends for name in versions.ranges if (backends := backends_of_distribution(name))}
    shared = set(found.values())
    if not shared:
        return Backend()
    common = frozenset.intersection(*shared)
    if not common or (len(shared) > 1 and not any(common == each for each in shared)):
        return Backend()
    return Backend(common, complete=False, evidence=f"the only database driver among the dependencies ({', '.join(sorted(found))})")
