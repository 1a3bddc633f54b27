"""What reading one file gives."""

from __future__ import annotations

from dataclasses import dataclass

from engine_lint.model.engine import ConfigKeys, Engine


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file shows. Engines come without effective configuration and timeouts."""

    engines: tuple[Engine, ...] = ()
    config_keys: tuple[ConfigKeys, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    """Lines of the file that could not be followed, and why."""
