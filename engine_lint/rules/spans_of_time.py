"""Spans of time in people's words."""

from __future__ import annotations

import re

from engine_lint.expression import expression

_SPAN = expression(
    r"(?:[=~:]|ca\.?|about|approx\.?|i\.?e\.?|every|after|recycle(?: connections?)?(?: after| every)?)?\s*"
    r"(?P<count>\d+(?:\.\d+)?|an?|one|half an?)\s*"
    r"(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b[\s.!]*(?:in seconds|in secs?)?",
    re.IGNORECASE,
)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_WORDS = {"a": 1.0, "an": 1.0, "one": 1.0, "half a": 0.5, "half an": 0.5}


def seconds_said(text: str) -> float | None:
    """The seconds that a text speaks of, where it says nothing else: ``30 mins``, ``half an hour``."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        return None
    count = match["count"].lower()
    return (_WORDS[count] if count in _WORDS else float(count)) * _UNITS[match["unit"][0].lower()]
