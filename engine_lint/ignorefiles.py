"""What .gitignore files and .git/info/exclude leave out."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import field

from engine_lint.cache.witnesses import looked_for
from engine_lint.dataclass import dataclass
from engine_lint.patterns import Patterns, compiled

_OWN = ".gitignore"


@dataclass(slots=True)
class IgnoreFiles:
    """Answers whether git would ignore a path, reading each folder's .gitignore once.

    ``top`` is a folder above which no .gitignore counts, empty for the repository's root.
    """

    top: str = ""
    _chains: dict[str, tuple[Patterns, ...]] = field(default_factory=dict)

    def listed(self, folder: str, names: Collection[str]) -> None:
        """Say what a folder holds, so that the disk need not be asked for files that are not there."""
        if folder != self.top and _OWN not in names and ".git" not in names:
            parent = os.path.dirname(folder)
            self._chains.setdefault(folder, self._chain(parent) if parent != folder else ())

    def ignores(self, path: str, *, folder: bool = False, parent: str = "") -> bool:
        """Whether an absolute posix path is ignored by the files above it. Folders above it are taken to be looked into; ``parent`` is the first of them."""
        for patterns in self._chain(parent or os.path.dirname(path)):
            verdict = patterns.verdict(path, folder=folder)
            if verdict is not None:
                return verdict
        return False

    def ignores_with_parents(self, path: str) -> bool:
        """Whether a file, or a folder above it, is ignored."""
        while True:
            parent = os.path.dirname(path)
            if parent == path:
                return False
            if self.ignores(path) or self.ignores(parent, folder=True):
                return True
            path = parent

    def _chain(self, folder: str) -> tuple[Patterns, ...]:
        """The patterns that speak of paths in a folder, the nearest first; none from above the repository's root."""
        known = self._chains.get(folder)
        if known is None:
            own = Patterns(folder, _lines(f"{folder}/{_OWN}"))
            if folder == self.top:
                above: tuple[Patterns, ...] = ()
            elif os.path.exists(looked_for(f"{folder}/.git")):
                above = (Patterns(folder, _lines(f"{folder}/.git/info/exclude")),)
            else:
                parent = os.path.dirname(folder)
                above = self._chain(parent) if parent != folder else ()
            known = self._chains[folder] = tuple(each for each in (own, *above) if each.globs)
        return known


def _lines(path: str) -> tuple[str, ...]:
    """The patterns of an ignore file; a malformed line means nothing, as it does to git."""
    if not os.path.isfile(looked_for(path)):
        return ()
    try:
        with open(path, encoding="utf-8-sig", errors="surrogateescape") as file:
            lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    except OSError:
        return ()
    return tuple(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    try:
        compiled([line])
    except ValueError:
        return False
    return True
