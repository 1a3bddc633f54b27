"""Spans of time as a reader of timelines wants them."""

from __future__ import annotations

_UNITS = ((31_536_000, "y"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def short(seconds: float) -> str:
    """In the greatest unit that gives few digits: ``8 h``, ``90 s``, ``1.5 h``, ``0.5 s``."""
    for unit, name in _UNITS:
        if seconds >= unit and (seconds * 2) % unit == 0:
            return f"{seconds / unit:g} {name}"
    return f"{seconds:g} s"


def spelt(seconds: float) -> str:
    """In seconds, as options are written, and what that is: ``28800 s (8 h)``, ``350 s``."""
    plain = f"{int(seconds)} s" if seconds == int(seconds) else f"{seconds:g} s"
    brief = short(seconds)
    return plain if brief.endswith(" s") else f"{plain} ({brief})"
