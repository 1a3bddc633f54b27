"""Idle timeouts that files of the project set on its database servers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from engine_lint.model.server import ServerConfig, ServerSetting
from engine_lint.model.timeout import IdleTimeout, Source

WAIT, INTERACTIVE, SESSION = "wait_timeout", "interactive_timeout", "idle_session_timeout"
TIMERS = (WAIT, INTERACTIVE, SESSION)
"""The variables that cut resting connections. For the last one, 0 means never."""
SERVER_DEFAULT = 28_800
"""Seconds: what ``wait_timeout`` and ``interactive_timeout`` are where nothing sets them (MySQL, MariaDB)."""
AURORA = "aurora-mysql"
"""The product that closes resting connections of every client after the shorter one of the two."""


def without_parts(configs: Iterable[ServerConfig]) -> tuple[ServerConfig, ...]:
    """The configurations but those of files that another file includes: what they set is told there, as it comes out in the end."""
    every = tuple(configs)
    parts = {part for each in every for part in each.parts if part != each.place.path}
    return tuple(each for each in every if each.place.path not in parts)


def found_timeouts(configs: Iterable[ServerConfig], base: str, for_tests: Callable[[ServerConfig], bool]) -> tuple[IdleTimeout, ...]:
    """The timers of production servers.

    Args:
        configs: what the files of the project set.
        base: the repository's folder; paths in messages start there.
        for_tests: whether one is for tests or CI alone.
    """
    timers = (timer for each in configs if not for_tests(each) for timer in _timers(each, base))
    return tuple(dict.fromkeys(timers))


def _timers(config: ServerConfig, base: str) -> Iterator[IdleTimeout]:
    settings = [each for each in map(config.effective, TIMERS) if each is not None and each.value is not None]
    if config.product == AURORA:
        settings = _shorter(settings)
    for each in settings:
        backend = "postgresql" if each.variable == SESSION else _backend(config)
        if each.value and backend:
            label = f"{each.variable}{AURORA_NOTE}" if config.product == AURORA and each.variable == INTERACTIVE else each.variable
            where = f"{os.path.relpath(each.place.path, base).replace(os.sep, '/')}:{each.place.span.start.line}"
            yield IdleTimeout(each.value, Source.FOUND, "server", label, where, backend, place=each.place, user=config.user, database=config.database)


AURORA_NOTE = " (which Aurora heeds for every client)"


def _backend(config: ServerConfig) -> str:
    return next((each for each in config.backends if each in ("mysql", "mariadb")), "")


def _shorter(settings: Sequence[ServerSetting]) -> list[ServerSetting]:
    """Of Aurora's two, the one that acts, if it is shorter than the default of the other."""
    held = [each for each in settings if each.variable in (WAIT, INTERACTIVE)]
    least = min(held, key=lambda each: each.value or 0, default=None)
    others = [each for each in settings if each not in held]
    return [*others, least] if least is not None and (len(held) > 1 or (least.value or 0) < SERVER_DEFAULT) else others
