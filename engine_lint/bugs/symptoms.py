"""What a report is about, a crash or a finding, and whether a text still shows it."""

from __future__ import annotations

import os
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from engine_lint.dataclass import dataclass
from engine_lint.errors import EngineLintError
from engine_lint.failures import internal_error
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.settings import Lookup

Crash = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a text is checked: under which path and settings; ``said`` tells people how."""

    path: str
    lookup: Lookup
    said: str

    def crashes(self, data: bytes) -> list[Crash]:
        """The crashes of engine-lint's own code when it checks and mends these bytes."""
        try:
            outcome = run(Request((), self.lookup, {self.path: data}, Fixing.COMPUTE, unsafe=True))
        except EngineLintError:
            return []
        except Exception as error:
            return [internal_error(self.path, "the whole run", error).crash]
        return [each.crash for each in outcome.failures if each.crash]

    def codes(self, data: bytes) -> set[str]:
        """The rules that say something of these bytes, or have it silenced in no way."""
        try:
            return {each.code for each in run(Request((), self.lookup, {self.path: data}, ignores=False)).findings}
        except Exception:
            return set()


class Symptom(ABC):
    """What must still be seen."""

    @abstractmethod
    def shows(self, data: bytes, stand: Stand) -> bool:
        """Whether it is seen in these bytes."""

    @abstractmethod
    def describe(self, data: bytes, stand: Stand) -> list[str]:
        """It in lines of Markdown, as these bytes show it."""


@dataclass(frozen=True, slots=True)
class CrashSymptom(Symptom):
    """An error of that type on that line of engine-lint."""

    kind: str
    at: tuple[str, ...]

    def shows(self, data: bytes, stand: Stand) -> bool:
        """Whether the same crash happens."""
        return any(self._is(each) for each in stand.crashes(data))

    def describe(self, data: bytes, stand: Stand) -> list[str]:
        """What crashed where."""
        crash = next((each for each in stand.crashes(data) if self._is(each)), ("", self.kind, *self.at))
        return [f"Internal error{f' in {crash[0]}' if crash[0] else ''}: {crash[1]}", "", *(f"- {frame}" for frame in crash[2:])]

    def _is(self, crash: Crash) -> bool:
        return crash[1] == self.kind and crash[2:3] == self.at


@dataclass(frozen=True, slots=True)
class FindingSymptom(Symptom):
    """A finding of a rule."""

    code: str

    def shows(self, data: bytes, stand: Stand) -> bool:
        """Whether the rule still says something."""
        return self.code in stand.codes(data)

    def describe(self, data: bytes, stand: Stand) -> list[str]:
        """Which rule says something."""
        return [f"{self.code} is reported. What is wrong about that: <please say>"]


def crash_symptom(crash: Crash) -> CrashSymptom:
    """The symptom that a crash is."""
    return CrashSymptom(crash[1], crash[2:3])


@contextmanager
def stands(path: str, lookup: Lookup) -> Iterator[list[Stand]]:
    """The ways to check a file, from the one that tells most: alone and without settings, alone with them, where it is."""
    with tempfile.TemporaryDirectory(prefix="engine-lint-") as folder:
        alone = f"{os.path.realpath(folder)}/{os.path.basename(path)}".replace(os.sep, "/")
        cwd = os.path.dirname(alone)
        settings = lookup.for_file(path).file
        found = [Stand(alone, Lookup(cwd, isolated=True), "The file alone shows it, without any settings.")]
        if settings:
            found.append(Stand(alone, Lookup(cwd, config=settings), "The file alone shows it, but only with the settings of the project."))
        yield [*found, Stand(path, lookup, "It shows only beside the other files of the project.")]


@dataclass(slots=True)
class Patience:
    """Asks whether texts show a symptom for so many seconds, and says no from then on."""

    symptom: Symptom
    stand: Stand
    seconds: float
    _since: float = -1.0

    def __call__(self, data: bytes) -> bool:
        """Whether these bytes show it, False when time is up."""
        now = time.monotonic()
        if self._since < 0:
            self._since = now
        return now - self._since < self.seconds and self.symptom.shows(data, self.stand)
