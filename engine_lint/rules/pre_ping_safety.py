"""Why adding ``pool_pre_ping`` might stop a working program."""

from __future__ import annotations

import os

from engine_lint.model.engine import Engine
from engine_lint.model.place import Place
from engine_lint.model.value import Known, Unknown, alternatives
from engine_lint.model.versions import VersionRange, Versions
from engine_lint.rules.engine_facts import allows_before
from engine_lint.rules.wording import pinned

_BROKEN_ASYNC_PING = (((1, 4, 50), (1, 4, 55)), ((2, 0, 23), (2, 0, 50)))
"""SQLAlchemy versions whose aiomysql and asyncmy ping fails with PyMySQL 1.2 (https://github.com/sqlalchemy/sqlalchemy/issues/13306)."""
_PYMYSQL_WITHOUT_RECONNECT = (1, 2)
_RESETS_AUTOCOMMIT = ((1, 4), (1, 4, 36))
"""SQLAlchemy versions whose psycopg2 ping ends with ``autocommit = False`` (https://github.com/sqlalchemy/sqlalchemy/issues/7930)."""
_KNOWS_4031 = (1, 4, 37)
"""The first release that takes MySQL's error 4031 for a disconnection (https://docs.sqlalchemy.org/en/14/changelog/changelog_14.html, issue 8036)."""
_ERRORS_OF_PINGS = (2, 0)
"""The first release that hands what a ping raises to ``handle_error`` (https://docs.sqlalchemy.org/en/20/core/events.html, ``DialectEvents.handle_error``)."""
_ASYNC_MYSQL = frozenset({"aiomysql", "asyncmy"})
_PSYCOPG2 = frozenset({"psycopg2", "psycopg2-binary"})
_MYSQL = frozenset({"mysql", "mariadb"})


def ping_doubts(engine: Engine, versions: Versions) -> tuple[str, ...]:
    """Why adding pre-ping might stop a working program."""
    sqlalchemy = versions.of("sqlalchemy")
    doubts: list[str] = []
    old_pymysql = versions.of("pymysql").surely_below(_PYMYSQL_WITHOUT_RECONNECT)
    if not old_pymysql and _may_be_async_mysql(engine, versions) and any(sqlalchemy.may_be_within(low, high) for low, high in _BROKEN_ASYNC_PING):
        doubts.append("on SQLAlchemy 1.4.50-1.4.54 and 2.0.23-2.0.49 the ping of aiomysql and asyncmy fails with PyMySQL 1.2")
    resets = sqlalchemy.known and sqlalchemy.may_be_within(*_RESETS_AUTOCOMMIT)
    if resets and _may_be_psycopg2(engine, versions) and _may_autocommit(engine):
        doubts.append("before SQLAlchemy 1.4.36 the ping of psycopg2 resets AUTOCOMMIT")
    if engine.error_listener is not None and not sqlalchemy.surely_below(_ERRORS_OF_PINGS):
        doubts.append(_replacing(engine.error_listener))
    if allows_before(sqlalchemy, (1, 2)):
        doubts.append(f"{_allowing(sqlalchemy)} SQLAlchemy before 1.2, which has no pool_pre_ping")
    flask = versions.of("flask-sqlalchemy")
    if engine.site.framework == "flask-sqlalchemy" and allows_before(flask, (2, 4)):
        doubts.append(f"{_allowing(flask)} Flask-SQLAlchemy before 2.4, which reads no engine options")
    return tuple(doubts)


def ping_limits(engine: Engine, versions: Versions) -> tuple[str, ...]:
    """What the ping does not help against in the pinned version."""
    if engine.backend.names.isdisjoint(_MYSQL) or not versions.of("sqlalchemy").surely_below(_KNOWS_4031):
        return ()
    return (f"{pinned(versions, 'sqlalchemy')[:-1]}: before 1.4.37 the ping does not recover from MySQL's error 4031 (8.0.24 and later); pool_recycle does.",)


def _replacing(listener: Place) -> str:
    where = f"{listener.line} of {os.path.basename(listener.path)}"
    return f"the handle_error listener in {where} gives an error of its own in the place of a new connection, unless it returns where context.is_pre_ping"


def _allowing(found: VersionRange) -> str:
    return f"{found.source or 'the project'} allow{'' if ' and ' in found.source else 's'}"


def _may_be_async_mysql(engine: Engine, versions: Versions) -> bool:
    backend = engine.backend
    if backend.driver in _ASYNC_MYSQL:
        return True
    if not engine.site.is_async or (backend.driver and backend.complete):
        return False
    if backend.names & _MYSQL:
        return not backend.driver
    return not backend.complete and not backend.excluded >= _MYSQL and any(name in versions.ranges for name in _ASYNC_MYSQL)


def _may_autocommit(engine: Engine) -> bool:
    """Whether new connections of the engine may be in autocommit: by its isolation level, by a listener or a ``creator``, or by options that cannot be seen.

    A level that is set for a connection, or by ``execution_options``, is set after the ping.
    """
    if engine.is_open or engine.autocommit_listener is not None or engine.option("creator") is not None:
        return True
    level = engine.option("isolation_level")
    found = alternatives(level.value) if level is not None else ()
    return any(isinstance(each, Unknown) or (isinstance(each, Known) and str(each.value).upper() == "AUTOCOMMIT") for each in found)


def _may_be_psycopg2(engine: Engine, versions: Versions) -> bool:
    """Whether the engine speaks through psycopg2, as far as its URL tells; where it tells nothing, whether the project names that driver."""
    backend = engine.backend
    if engine.site.is_async or backend.driver:
        return backend.driver == "psycopg2"
    if backend.complete and (backend.only() or "postgresql" not in backend.names):
        return backend.only() == "postgresql"
    return "postgresql" not in backend.excluded and not _PSYCOPG2.isdisjoint(versions.required | versions.optional)
