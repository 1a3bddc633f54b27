"""What engine-lint computes for a piece of code, in the terms in which the libraries were observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from engine_lint.knowledge.effective import effective
from engine_lint.model.source import Source
from engine_lint.model.value import Known, Value
from engine_lint.model.versions import VersionRange, Versions
from engine_lint.python.project import Project
from engine_lint.python.reading import read

LIBRARIES = ("apscheduler", "optuna", "quart-sqlalchemy")
"""Some of those that the nox session of other libraries installs, so that one is there in each of its environments."""


def _is_installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True


collect_ignore = [] if any(map(_is_installed, LIBRARIES)) else ["test_third_party.py"]


@dataclass(frozen=True)
class Outcome:
    """An engine: made or not, and what its pool does. A value that is not certain is given as its repr."""

    accepted: bool
    pool_class: str
    pre_ping: object
    recycle: object


def exactly(release: str) -> VersionRange:
    numbers = tuple(int(part) for part in release.split(".")[:3])
    return VersionRange(numbers, (*numbers[:-1], numbers[-1] + 1), "a test")


def plain(value: Value) -> object:
    return value.value if isinstance(value, Known) else repr(value)


@pytest.fixture
def compute(tmp_path: Path) -> Callable[[str, dict[str, str], bool], Outcome]:
    """From source text and releases by distribution to the outcome; of several engines the last one, or the first."""

    def outcome(text: str, releases: dict[str, str], last: bool) -> Outcome:
        path = (tmp_path / "app.py").as_posix()
        engines = read(Source(path, text), Project(tmp_path.as_posix())).engines
        versions = Versions({name: exactly(release) for name, release in releases.items()}, True)
        found = effective(engines[-1 if last else 0], versions)
        return Outcome(not found.rejected and not found.fails, found.pool_class, plain(found.pre_ping), plain(found.recycle))

    return outcome
