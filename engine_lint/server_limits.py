"""How many connections a server takes: declared, measured, or found in what files of the project set on it.

PostgreSQL keeps 3 of ``max_connections`` for superusers where nothing sets another number
(https://www.postgresql.org/docs/current/runtime-config-connection.html). MySQL and MariaDB have one more, beyond ``max_connections``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from engine_lint.model.capacity import Limit
from engine_lint.model.engine import Backend
from engine_lint.model.server import ServerConfig
from engine_lint.model.timeout import Source

MAX_CONNECTIONS = "max_connections"
POSTGRESQL = "postgresql"
_MYSQL = frozenset({"mysql", "mariadb"})
SERVED = {name: _MYSQL for name in _MYSQL}
"""URLs that start with ``mysql`` reach MariaDB servers as well."""
RESERVED = {"superuser_reserved_connections": 3, "reserved_connections": 0}
"""PostgreSQL's variables that take something off ``max_connections``, with their defaults."""


def found_limits(configs: Iterable[ServerConfig], base: str, for_tests: Callable[[ServerConfig], bool]) -> tuple[Limit, ...]:
    """The limits of production servers.

    Args:
        configs: what the files of the project set.
        base: the repository's folder; paths in messages start there.
        for_tests: whether one is for tests or CI alone.
    """
    return tuple(dict.fromkeys(limit for each in configs if not for_tests(each) for limit in _limits(each, base)))


def _limits(config: ServerConfig, base: str) -> Iterator[Limit]:
    setting = config.effective(MAX_CONNECTIONS)
    if setting is None or setting.value is None:
        return
    where = f"{os.path.relpath(setting.place.path, base).replace(os.sep, '/')}:{setting.place.span.start.line}"
    for backend in config.backends:
        reserved = _reserved(config) if backend == POSTGRESQL else 0
        yield Limit(setting.value, Source.FOUND, where, backend, reserved, setting.place)


def _reserved(config: ServerConfig) -> int:
    found = {name: config.effective(name) for name in RESERVED}
    return sum(default if (setting := found[name]) is None or setting.value is None else setting.value for name, default in RESERVED.items())


def limit_for(backend: Backend, limits: Iterable[Limit]) -> Limit | None:
    """The limit that holds for a backend: declared before measured before found; of several of one source the largest, so that no other server is meant.

    Those for one backend come before those for all. A backend that is not known has none but these last.
    """
    held = [each for each in limits if _holds(each, backend)]
    best = max(held, key=lambda each: (each.source, bool(each.backend), each.left), default=None)
    if best is None or best.source is Source.FOUND or backend.only() != POSTGRESQL:
        return best
    return replace(best, reserved=sum(RESERVED.values()))


def _holds(limit: Limit, backend: Backend) -> bool:
    return not limit.backend or (backend.complete and bool(backend.names) and backend.names <= SERVED.get(limit.backend, {limit.backend}))
