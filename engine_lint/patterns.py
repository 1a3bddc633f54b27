"""Path patterns as settings hold them: gitignore syntax, relative to the folder of the settings file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from engine_lint.expression import expression

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_BARE = expression(r"[\w.@+-]+(?: [\w.@+-]+)*")


class Patterns(NamedTuple):
    """Some patterns and the folder (absolute, posix) that they are relative to."""

    root: str
    globs: tuple[str, ...] = ()

    def match(self, path: str, *, folder: bool = False) -> bool:
        """Whether an absolute posix path matches; never for one outside the root. ``folder`` says that it is a folder."""
        return bool(self.verdict(path, folder=folder))

    def verdict(self, path: str, *, folder: bool = False) -> bool | None:
        """True where the last pattern that speaks of the path takes it in, False where it takes it out again (``!``), None for none."""
        if not self.globs:
            return None
        relative = below(self.root, path)
        if not relative:
            return None
        names, others = _split(self.globs)
        if not names.isdisjoint(relative.split("/")):
            return True
        return _spec(others).check_file(relative + "/" if folder else relative).include if others else None


def below(root: str, path: str) -> str:
    """The path relative to ``root``, empty where it is the root itself or not below it."""
    base = root.rstrip("/") + "/"
    return path[len(base) :] if path.startswith(base) else ""


def match_any(patterns: Iterable[Patterns], path: str, *, folder: bool = False) -> bool:
    """Whether one of several sets of patterns matches."""
    return any(each.match(path, folder=folder) for each in patterns)


@lru_cache(maxsize=4096)
def _split(globs: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Bare names, which a set finds faster than one expression each, and the rest; all in the rest where ``!`` makes the order count."""
    if any(glob.startswith("!") for glob in globs):
        return frozenset(), globs
    names = frozenset(glob for glob in globs if _BARE.fullmatch(glob))
    return names, tuple(glob for glob in globs if glob not in names)


@lru_cache(maxsize=4096)
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    return compiled(globs)


def compiled(globs: Iterable[str]) -> GitIgnoreSpec:
    """What matches some patterns.

    Raises:
        ValueError: one of them is none.
    """
    import warnings

    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        try:
            return GitIgnoreSpec.from_lines(globs)
        except re.error as error:
            raise ValueError(str(error)) from error
