"""Delta debugging: the parts of a text without which it no longer shows what it should."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

_Part = TypeVar("_Part")


def shrunk(parts: Sequence[_Part], holds: Callable[[Sequence[_Part]], bool]) -> list[_Part]:
    """As few of the parts, in their order, as still hold: none of those left can go alone.

    Args:
        parts: all of them, which hold.
        holds: whether some of them do. It may begin to answer False at any time, and what was found until then is given.
    """
    left = list(parts)
    size = max(len(left) // 2, 1)
    while left:
        kept = _without(left, size, holds)
        if size == 1 and len(kept) == len(left):
            return kept
        size = max(min(size // 2, len(kept) // 2), 1)
        left = kept
    return left


def _without(parts: list[_Part], size: int, holds: Callable[[Sequence[_Part]], bool]) -> list[_Part]:
    """The parts without the stretches of ``size`` that can go, from the last one on."""
    left = parts
    for start in range((len(parts) - 1) // size * size, -1, -size):
        fewer = left[:start] + left[start + size :]
        if holds(fewer):
            left = fewer
    return left
