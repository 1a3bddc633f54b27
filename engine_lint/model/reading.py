"""What reading one file gives."""

from __future__ import annotations

from dataclasses import dataclass

from engine_lint.model.engine import ConfigKeys, Engine, LateOptions, PoolHook, Subject


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file shows. Engines come without effective configuration and timeouts."""

    engines: tuple[Engine, ...] = ()
    config_keys: tuple[ConfigKeys, ...] = ()
    pool_hooks: tuple[PoolHook, ...] = ()
    late_options: tuple[LateOptions, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    """Lines of the file that could not be followed, and why."""

    @property
    def others(self) -> tuple[Subject, ...]:
        """The subjects that are no engines."""
        return (*self.config_keys, *self.pool_hooks, *self.late_options)
