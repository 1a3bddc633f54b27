"""Conditions on the way to a piece of code, and paths: sets of conditions that hold or do not.

Values and dict entries remember the path under which they were written. Nothing is joined where branches meet; a
reader asks later what holds under the path that interests it, and splits that path where the answer depends on a
condition that it does not fix.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from engine_lint.dataclass import dataclass

Path: TypeAlias = frozenset[tuple[int, bool]]
"""Condition numbers with whether each holds. The empty path is always taken."""

ALWAYS: Path = frozenset()


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition about the backend: where it holds the backend is one of these.

    ``excludes`` tells that it is none of them where the condition does not hold; ``is_sqlite_memory`` does not tell that.
    """

    backends: frozenset[str]
    excludes: bool = True


@dataclass(frozen=True, slots=True)
class Condition:
    """One test in the code. ``text`` is its source; ``on_parameter`` tells that it asks about a caller's argument."""

    text: str
    guard: Guard | None = None
    on_parameter: bool = False


class Split(Exception):
    """The answer depends on a condition that the path leaves open."""

    def __init__(self, condition: int) -> None:
        super().__init__(condition)
        self.condition = condition


class Conditions:
    """All conditions met in a run, numbered. The same test in the same frame is the same condition."""

    def __init__(self) -> None:
        self._all: list[Condition] = []
        self._numbers: dict[tuple[int, str], int] = {}
        self._parts: dict[tuple[int, bool], Path] = {}
        self.survived: Path = ALWAYS
        """What has to be so that the modules that were run did not stop on the way."""

    def number(self, frame: int, text: str, guard: Guard | None = None, on_parameter: bool = False) -> int:
        """The number of a test in a frame."""
        key = (frame, text)
        if key not in self._numbers:
            self._numbers[key] = len(self._all)
            self._all.append(Condition(text, guard, on_parameter))
        return self._numbers[key]

    def combine(self, number: int, holds: bool, parts: Path) -> None:
        """Say that a combined test holds (``and``), or does not (``or``), exactly where all its parts do so."""
        self._parts[number, holds] = parts

    def survive(self, path: Path) -> None:
        """Say that a module was run to its end: what would have stopped it on the way did not hold, for whoever reads from it.

        Conditions about the backend are left out: they say something of that module's own engines alone.
        """
        self.survived |= frozenset(each for each in path if self._all[each[0]].guard is None)

    def closed(self, path: Path) -> Path:
        """A path with all that its combined tests imply, and what every module that was run has got past."""
        path = path | frozenset(each for each in self.survived if (each[0], not each[1]) not in path)
        while True:
            implied = path.union(*(self._parts.get(each, ALWAYS) for each in path))
            implied = implied.union(self._left_over(implied))
            if len(implied) == len(path):
                return path
            path = implied

    def _left_over(self, path: Path) -> Iterator[tuple[int, bool]]:
        """What cannot be so on a path because a combined test would come out otherwise: of ``a and b``, which is false, ``b`` where ``a`` is true."""
        for number, holds in path:
            parts = self._parts.get((number, not holds), ALWAYS)
            open_ones = [each for each in parts if each not in path and not self._is_refuted(each, path)]
            if len(open_ones) == 1:
                ((part, so),) = open_ones
                yield part, not so

    def is_consistent(self, path: Path) -> bool:
        """Whether no combined test denies what its parts say."""
        if any((number, not holds) in path for number, holds in path):
            return False
        denied = (self._parts.get((number, not holds)) for number, holds in path)
        return not any(parts is not None and all(each in path or self._is_refuted(each, path) for each in parts) for parts in denied)

    def _is_refuted(self, part: tuple[int, bool], path: Path) -> bool:
        """Whether the opposite of a part is a combined test, one of whose own parts is denied on a path."""
        number, holds = part
        parts = self._parts.get((number, not holds))
        return parts is not None and contradicts(parts, path)

    def __getitem__(self, number: int) -> Condition:
        return self._all[number]


def contradicts(one: Path, other: Path) -> bool:
    """Whether no run of the program can be on both paths."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    for number, holds in small:  # noqa: SIM110 - a generator would double the time of what is asked most often
        if (number, not holds) in large:
            return True
    return False


def undecided(write: Path, reader: Path) -> int | None:
    """A condition that ``write`` needs and ``reader`` does not fix, or None."""
    rest = write - reader
    return min(rest)[0] if rest else None
