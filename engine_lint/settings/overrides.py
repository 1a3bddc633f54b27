"""Settings that hold for some files only."""

from __future__ import annotations

from engine_lint.dataclass import dataclass
from engine_lint.model.capacity import Limit
from engine_lint.model.timeout import IdleTimeout
from engine_lint.patterns import Patterns


@dataclass(frozen=True, slots=True)
class PathOverride:
    """What holds for files that match: idle timeouts, limits, a backend. ``platforms`` and ``pooler`` replace what holds elsewhere, None leaves it."""

    patterns: Patterns
    timeouts: tuple[IdleTimeout, ...] = ()
    backend: str = ""
    platforms: tuple[IdleTimeout, ...] | None = None
    limits: tuple[Limit, ...] = ()
    pooler: bool | None = None


@dataclass(frozen=True, slots=True)
class PerFileIgnore:
    """Rules (codes) that are silent in files that match."""

    patterns: Patterns
    codes: frozenset[str]
