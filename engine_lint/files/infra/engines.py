"""Which server a cloud's name for an engine or a family of parameters means."""

from __future__ import annotations

import re

from engine_lint.knowledge.postgresql import POSTGRESQL

_ENGINES = (
    (re.compile(r"aurora-mysql|aurora(?:5\.6)?$"), ("mysql",), "aurora-mysql"),
    (re.compile(r"aurora-postgres"), (POSTGRESQL,), "aurora-postgresql"),
    (re.compile(r"mysql|percona"), ("mysql",), ""),
    (re.compile(r"mariadb"), ("mariadb",), ""),
    (re.compile(r"postgres"), (POSTGRESQL,), ""),
)


def backends_of_engine(name: str) -> tuple[tuple[str, ...], str]:
    """The backends of a name (``aurora-mysql8.0``, ``MYSQL_8_0``) and the product where that has rules of its own; none for another server."""
    return next(((backends, product) for pattern, backends, product in _ENGINES if pattern.match(name.lower())), ((), ""))
