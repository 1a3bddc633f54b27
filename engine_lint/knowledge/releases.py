"""Releases of libraries: comparing them, and which of them a project may run with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.model.versions import VersionRange

Release: TypeAlias = tuple[int, ...]
"""The numbers of a release: ``(2, 0, 38)``."""


def release(text: str) -> Release:
    """``"2.0.38"`` as numbers."""
    return tuple(int(part) for part in text.split("."))


@dataclass(frozen=True, slots=True)
class Since:
    """The releases from ``since`` (inclusive) to ``until`` (exclusive); None for no bound."""

    since: Release | None = None
    until: Release | None = None

    def holds(self, at: Release) -> bool:
        """Whether ``at`` lies in it."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


def since(row: dict[str, Any], prefix: str = "") -> Since:
    """The ``since`` and ``until`` of a data row."""
    low, high = row.get(f"{prefix}since"), row.get(f"{prefix}until")
    return Since(release(low) if low else None, release(high) if high else None)


def boundaries(content: object, prefix: str = "") -> Iterator[Release]:
    """Every release that a data file names as a boundary, wherever it stands in it."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in {f"{prefix}since", f"{prefix}until"} and isinstance(value, str):
                yield release(value)
            else:
                yield from boundaries(value, prefix)
    elif isinstance(content, list):
        for value in content:
            yield from boundaries(value, prefix)


def possible(steps: Iterable[Release], pinned: VersionRange, lowest: Release) -> tuple[Release, ...]:
    """Of releases at which something changes, those that say how a project may behave.

    Args:
        steps: every release at which behaviour changes.
        pinned: what the project pins.
        lowest: what is assumed where no lower bound is pinned.

    Returns:
        For each stretch between two steps that the pin allows, the first release of it, in order; at least one.
    """
    low = pinned.low or ()
    if not low and not pinned.surely_below(lowest):
        low = lowest
    ordered = sorted({(0,), *steps})
    ends: list[Release | None] = [*ordered[1:], None]
    found = (max(start, low) for start, end in zip(ordered, ends, strict=True) if (end is None or low < end) and (pinned.high is None or start < pinned.high))
    return tuple(found) or (low,)
