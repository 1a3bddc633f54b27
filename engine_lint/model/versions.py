"""Library versions that a project pins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from engine_lint.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class VersionRange:
    """The versions a project may run with: ``low`` inclusive, ``high`` exclusive, None for no bound.

    ``source`` is the file that says so, or the settings; ``line`` is the line in it, 0 where it is not one line. ``fork`` tells
    that it is taken from a repository that is not the library's own, ``others`` that the project is a package whose users may have other
    releases: what is pinned is only what its developers run. ``split`` tells that exact pins disagree: it is from the lowest to the highest of them.
    """

    low: tuple[int, ...] | None = None
    high: tuple[int, ...] | None = None
    source: str = ""
    line: int = field(default=0, compare=False)
    fork: bool = field(default=False, compare=False)
    others: bool = field(default=False, compare=False)
    split: bool = field(default=False, compare=False)

    def surely_below(self, version: tuple[int, ...]) -> bool:
        """Whether every possible version is below ``version``."""
        return self.high is not None and self.high <= version

    def surely_at_least(self, version: tuple[int, ...]) -> bool:
        """Whether every possible version is ``version`` or later."""
        return self.low is not None and self.low >= version

    def may_be_within(self, low: tuple[int, ...], high: tuple[int, ...]) -> bool:
        """Whether some possible version is at least ``low`` and below ``high``."""
        return not self.surely_below(low) and not self.surely_at_least(high)

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.low is not None or self.high is not None

    @property
    def where(self) -> str:
        """``requirements.txt:3``, or the source alone."""
        return f"{self.source}:{self.line}" if self.line else self.source

    @property
    def series(self) -> str:
        """``3.0.5`` for one release, ``2.0.x`` for the releases that begin alike; empty for any other range."""
        if self.low is None:
            return ""
        for count in range(len(self.low), 0, -1):
            shared = self.low[:count]
            if not any(self.low[count:]) and self.high == (*shared[:-1], shared[-1] + 1):
                return ".".join(map(str, shared)) + (".x" if count < len(self.low) else "")
        return ""

    def __str__(self) -> str:
        """``3.0.5``, ``2.0.x``, ``>=2.4,<3``; empty where nothing is known."""
        bounds = ((">=", self.low), ("<", self.high))
        return self.series or ",".join(f"{sign}{_short(bound)}" for sign, bound in bounds if bound is not None)


def _short(release: tuple[int, ...]) -> str:
    """``(2, 4, 0)`` as ``2.4``."""
    count = len(release)
    while count > 2 and release[count - 1] == 0:
        count -= 1
    return ".".join(map(str, release[:count]))


@dataclass(frozen=True, slots=True)
class Versions:
    """What the project pins, by normalised distribution name. ``has_metadata`` is false where no dependency metadata was found.

    ``required`` are those that the project cannot do without, ``optional`` those of its extras and development groups. What
    only a lock file names is neither. ``limits`` hold for what the project does not name itself, where another dependency brings
    it along: constraints, and the lock file of a workspace.
    """

    ranges: Mapping[str, VersionRange] = field(default_factory=dict)
    has_metadata: bool = False
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    limits: Mapping[str, VersionRange] = field(default_factory=dict)

    def of(self, distribution: str) -> VersionRange:
        """The range for a distribution; an unknown one where it is not pinned."""
        return self.ranges.get(distribution, VersionRange())
