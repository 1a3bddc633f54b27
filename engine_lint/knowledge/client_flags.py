"""The constants of MySQL drivers for the flags that a client connects with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine_lint.knowledge.tables import table


@cache
def _flags() -> Mapping[str, int]:
    held = table("client_flags")
    return {f"{each}.{name}": bit for each in held["classes"] for name, bit in held["flags"].items()}


def client_flag(dotted: str) -> int | None:
    """The value of a driver's constant (``pymysql.constants.CLIENT.INTERACTIVE``), None for what is none."""
    return _flags().get(dotted)
