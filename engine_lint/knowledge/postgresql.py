"""The variables of PostgreSQL that files set, and how the server reads what is written for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.knowledge.tables import table

POSTGRESQL = "postgresql"
_NUMBER = expression(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([A-Za-z]*)\s*")
_MILLISECONDS = {"": 1.0, "us": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}
"""Its units of time, in milliseconds. A bare number of a timeout counts these. Names of units are case-sensitive."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable; ``lowest`` and ``highest`` are in its ``unit``."""

    name: str
    unit: str
    lowest: int
    highest: int
    source: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What the server makes of a text: the value it then holds (seconds, 0 for never; or a count), or why it refuses it."""

    value: int | None
    refused: str = ""


@cache
def variables() -> Mapping[str, Variable]:
    """The variables by name."""
    return {row["name"]: Variable(**row) for row in table("postgresql")["variable"]}


def taken(variable: Variable, text: str) -> Taken:
    """What the server makes of a text that stands for a variable's value, quotes taken away. It rounds times to whole milliseconds."""
    match = _NUMBER.fullmatch(text)
    is_time = variable.unit == "milliseconds"
    if match is None or (match[2] and not is_time) or match[2] not in _MILLISECONDS:
        return Taken(None, f"{text!r} is no value that PostgreSQL takes for {variable.name}")
    number = round(float(match[1][:40]) * (_MILLISECONDS[match[2]] if is_time else 1))
    if not variable.lowest <= number <= variable.highest:
        return Taken(None, f"{text!r} is out of the range that PostgreSQL takes for {variable.name}")
    return Taken(max(number // 1000, 1) if is_time and number else number)
