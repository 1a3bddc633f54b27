"""What a project pins: its own dependency metadata, read and never run.

Of several pins for one distribution a lock file's counts first, then an exact one, then ranges; what only developers install
counts where nothing else is said. Ranges of several files are alternatives, but for those of the package
itself and of constraints, which hold wherever it is installed. Requirements files are installed from without the lock: where one pins another
release exactly, both are possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from pathlib import Path

from engine_lint.knowledge.dependencies.conda import environment
from engine_lint.knowledge.dependencies.implied import brought_by_extra
from engine_lint.knowledge.dependencies.lockfiles import LOCK_READERS, OF_ENVIRONMENTS, locked
from engine_lint.knowledge.dependencies.metadata import holds_requirements, is_conda, is_requirements, metadata
from engine_lint.knowledge.dependencies.pyproject import pipfile, pixi, pyproject
from engine_lint.knowledge.dependencies.requirements import Pin, Rank, Written, is_for_development, requirements_file, text_of
from engine_lint.knowledge.dependencies.setuptools import setup_cfg, setup_py
from engine_lint.knowledge.dependencies.specifiers import both, either
from engine_lint.model.versions import VersionRange, Versions

_OPTIONAL = ("extras", "optional", "extra")
MANIFESTS: Mapping[str, Callable[[Written], Iterator[Pin]]] = {
    "pyproject.toml": pyproject,
    "Pipfile": pipfile,
    "pixi.toml": pixi,
    "setup.cfg": setup_cfg,
    "setup.py": setup_py,
}


def pins(root: Path, base: Path | None = None) -> Versions:
    """The versions that the metadata of a folder pins.

    Args:
        root: the folder. A lock file may also lie above it (a workspace).
        base: the repository's folder, beyond which nothing is read, and which messages name files from; the root itself where it is not given.
    """
    files = list(metadata(str(root)))
    own = [pin for name in files for pin in _read(root / name, _shown(root / name, base or root), name.rpartition("/")[0])]
    chosen = list(locked(root, lambda path: _shown(path, base or root)))
    if not chosen and own:
        names = {pin.name for pin in own}
        chosen = [pin if pin.name in names else replace(pin, constraint=True) for pin in _locked_above(root, base or root)]
    return settled([*chosen, *own], has_metadata=bool(files) or bool(chosen))


def settled(found: list[Pin], has_metadata: bool) -> Versions:
    """The versions out of all that several places say."""
    found = [*found, *(each for pin in found for each in _of_extras(pin))]
    by_name: dict[str, list[Pin]] = {}
    for pin in found:
        by_name.setdefault(pin.name, []).append(pin)
    is_package = any(map(_is_published, found))
    everything = {name: _settled(each, is_package) for name, each in by_name.items()}
    limits = {name: everything.pop(name) for name, each in by_name.items() if all(pin.constraint for pin in each)}
    required = frozenset(pin.name for pin in found if pin.required and not pin.constraint)
    optional = frozenset(pin.name for pin in found if not pin.required and not pin.constraint and pin.rank is not Rank.LOCK)
    return Versions(everything, has_metadata, required, optional - required, limits)


def _of_extras(pin: Pin) -> Iterator[Pin]:
    """The drivers that a requirement asks for as extras."""
    source = VersionRange(source=pin.range.source, line=pin.range.line)
    for extra in pin.extras:
        name = brought_by_extra(pin.name, extra)
        if name:
            yield replace(pin, name=name, range=source, rank=min(pin.rank, Rank.RANGE), extras=())


def _settled(found: list[Pin], is_package: bool) -> VersionRange:
    """One range out of all that is said of a distribution."""
    telling = [pin for pin in found if pin.range.known or pin.rank >= Rank.EXACT] or found
    rank = max(pin.rank for pin in telling)
    best = [pin for pin in telling if pin.rank is rank]
    if rank is not Rank.RANGE:
        chosen = either(_informative(best))
        beside = [pin.range for pin in telling if rank is Rank.LOCK and _is_another_way(pin) and _disagree(chosen, pin.range)]
        return replace(either([chosen, *beside]), others=is_package and not any(_is_published(pin) for pin in best), split=bool(beside))
    required = [pin for pin in best if not pin.constraint]
    by_file: dict[str, list[Pin]] = {}
    for pin in required or best:
        by_file.setdefault(pin.range.source, []).append(pin)
    allowed = either(_informative([Pin(pins_[0].name, _of_file(pins_), rank) for pins_ in by_file.values()]))
    published = [_of_file(pins_) for pins_ in by_file.values() if all(map(_is_published, pins_))]
    return reduce(both, (*published, *(pin.range for pin in best if pin.constraint)), allowed)


def _is_another_way(pin: Pin) -> bool:
    """Whether a pin is an exact one of a requirements file, which people install from whatever a lock file says."""
    folder, _, name = pin.range.source.rpartition("/")
    return pin.rank is Rank.EXACT and pin.required and not pin.constraint and (is_requirements(name) or holds_requirements(folder))


def _disagree(one: VersionRange, other: VersionRange) -> bool:
    return any(low.high is not None and high.low is not None and low.high <= high.low for low, high in ((one, other), (other, one)))


def _is_published(pin: Pin) -> bool:
    """Whether a requirement is one that a package has of its users' environments."""
    published = pin.range.source.rpartition("/")[2] in ("setup.py", "setup.cfg", "pyproject.toml")
    return published and pin.required and not pin.constraint


def _informative(found: list[Pin]) -> list[VersionRange]:
    """Those that say anything, where any does: a bare name beside a range is no evidence against the range."""
    known = [pin.range for pin in found if pin.range.known]
    return known or [found[0].range]


def _of_file(found: list[Pin]) -> VersionRange:
    """Requirements of one file hold together, unless environment markers choose among them."""
    ranges = [pin.range for pin in found]
    return either(ranges) if any(pin.alternative for pin in found) else reduce(both, ranges)


def _shown(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name


def _read(path: Path, shown: str, below: str) -> Iterator[Pin]:
    """The pins of a metadata file, in a folder ``below`` the project's; a lock file's are read for a whole folder."""
    read = MANIFESTS.get(path.name) or (environment if is_conda(path.name) else None)
    if read is not None:
        yield from read(Written(path, shown, text_of(path)))
    elif path.name not in LOCK_READERS:
        folder = below.rpartition("/")[2]
        aside = folder in _OPTIONAL or is_for_development(folder)
        yield from (pin.optional(folder) if aside else pin for pin in requirements_file(path, shown, constraint="constraints" in path.name))


def _locked_above(root: Path, base: Path) -> list[Pin]:
    """The pins of the nearest lock file in a folder above, not beyond ``base``."""
    folders = [folder for folder in root.parents if folder.is_relative_to(base)]
    return next((found for found in (list(locked(folder, lambda path: _shown(path, base), OF_ENVIRONMENTS)) for folder in folders) if found), [])
