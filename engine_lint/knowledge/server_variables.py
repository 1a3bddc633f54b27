"""The variables of database servers that files set, and how a server reads the numbers that are written for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from engine_lint.knowledge.tables import table

POSTGRESQL = "postgresql"
_SUFFIXES = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5, "e": 6}
_MYSQL_NUMBER = re.compile(r"\s*([+-]?\d+)([kmgtpeKMGTPE]?)\s*")
_POSTGRESQL_NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([A-Za-z]*)\s*")
_MILLISECONDS = {"": 1.0, "us": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}
"""PostgreSQL's units of time, in milliseconds. A bare number of a timeout counts these."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable; ``lowest`` and ``highest`` are in its ``unit``."""

    name: str
    backends: tuple[str, ...]
    unit: str
    lowest: int
    highest: int
    source: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a server makes of a text: the value it then holds (seconds or a count), or why it refuses to start or to obey."""

    value: int | None
    refusal: str = ""


@cache
def _variables() -> Mapping[tuple[str, str], Variable]:
    rows = [Variable(**{**row, "backends": tuple(row["backends"])}) for row in table("server_variables")["variable"]]
    return {(backend, row.name): row for row in rows for backend in row.backends}


def variable(backend: str, name: str) -> Variable | None:
    """The variable of that name, with underscores and in lower case; None for one that does not matter here."""
    return _variables().get((backend, name))


def taken(subject: Variable, text: str) -> Taken:
    """What the server makes of a text that stands for a variable's value on a command line or in SQL, quotes taken away."""
    return _by_postgresql(subject, text) if POSTGRESQL in subject.backends else _by_mysql(subject, text)


def _by_mysql(subject: Variable, text: str) -> Taken:
    """A whole number with or without K, M, G, ..., clamped. ``-1`` becomes the lowest value on MySQL, and MariaDB refuses it."""
    match = _MYSQL_NUMBER.fullmatch(text)
    if match is None:
        return Taken(None, f"{text!r} is no number that the server reads, so that it does not start")
    digits, suffix = match.groups()
    number = int(digits[:40]) * 1024 ** _SUFFIXES[suffix.lower()]
    return Taken(min(max(number, subject.lowest), subject.highest))


def _by_postgresql(subject: Variable, text: str) -> Taken:
    """A number with a unit for times, which the server rounds to whole milliseconds; what is out of range is refused."""
    match = _POSTGRESQL_NUMBER.fullmatch(text)
    is_time = subject.unit == "milliseconds"
    if match is None or (match[2] and not is_time) or match[2] not in _MILLISECONDS:
        return Taken(None, f"{text!r} is no value that PostgreSQL takes for {subject.name}")
    number = round(float(match[1][:40]) * (_MILLISECONDS[match[2]] if is_time else 1))
    if not subject.lowest <= number <= subject.highest:
        return Taken(None, f"{text!r} is out of the range that PostgreSQL takes for {subject.name}")
    return Taken(max(number // 1000, 1) if is_time and number else number)
