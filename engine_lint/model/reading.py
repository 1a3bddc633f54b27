"""What reading one file gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.engine import Engine
    from engine_lint.model.flask import ConfigKeys, LateOptions, PoolHook
    from engine_lint.model.place import Place
    from engine_lint.model.server import ServerConfig
    from engine_lint.model.subject import Subject


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file shows. Engines come without effective configuration and timeouts."""

    engines: tuple[Engine, ...] = ()
    config_keys: tuple[ConfigKeys, ...] = ()
    pool_hooks: tuple[PoolHook, ...] = ()
    late_options: tuple[LateOptions, ...] = ()
    notes: tuple[tuple[Place, str], ...] = ()
    """What could not be followed, and why."""
    unread: tuple[tuple[Place, str], ...] = ()
    """Texts of the file that may hold a site and could not be parsed, where they stop making sense, and why."""
    servers: tuple[ServerConfig, ...] = ()
    remarks: tuple[str, ...] = ()
    """Sentences about what was not read and is no defect of the project, so that a run is complete without it."""

    @property
    def others(self) -> tuple[Subject, ...]:
        """The subjects that are no engines."""
        return (*self.config_keys, *self.pool_hooks, *self.late_options, *self.servers)
