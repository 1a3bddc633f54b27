"""Durations as people write them: ``600``, ``"10m"``, ``"8h"``, ``"1h30m"``."""

from __future__ import annotations

import re

from engine_lint.expression import expression

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_PART = expression(r"([0-9]+)\s*([smhd])", re.IGNORECASE)
_WHOLE = expression(rf"(?:{_PART.pattern}\s*)+", re.IGNORECASE)
LONGEST = 10 * 365 * 86400

EXPECTED = 'seconds (600) or a duration ("90s", "10m", "8h", "1h30m")'


def seconds_of(value: object) -> int:
    """The whole seconds of a duration, at least 1.

    Raises:
        ValueError: it is not one; the message says what is expected.
    """
    seconds = _parse(value)
    if seconds is None:
        raise ValueError(f"{value!r} is not a duration; write {EXPECTED}")
    if not 1 <= seconds <= LONGEST:
        raise ValueError(f"{value!r} is out of range; a duration is between 1 second and 10 years")
    return seconds


def _parse(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return int(text[:12])
    if not _WHOLE.fullmatch(text):
        return None
    return sum(int(number[:12]) * _UNITS[unit.lower()] for number, unit in _PART.findall(text))


def in_words(seconds: int) -> str:
    """``28800`` as ``8h``; seconds that fill no larger unit as ``90s``."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
