"""What a server is asked, in ``SHOW`` and ``SELECT`` statements alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine_lint.model.answer import Answer, Variable
from engine_lint.model.measured import AURORA, CONNECTIONS, IN_TRANSACTION, INTERACTIVE, SESSION, WAIT

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_MYSQL = (WAIT, INTERACTIVE, CONNECTIONS)
_POSTGRESQL = (SESSION, IN_TRANSACTION, CONNECTIONS)
_AURORA = "aurora_version"
_BY_THE_SERVER = frozenset({"default", "configuration file", "command line", "environment variable", "override"})
"""Where ``pg_settings.source`` says that the server itself holds a value, and no role, database or client."""
_MOST = 2.0**31
_LONGEST_VERSION = 100
_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}


def ask(connection: Connection, backend: str, driver: str) -> Answer:
    """Ask for a server's limits.

    Args:
        connection: an open connection. Its transaction is rolled back at the end.
        backend: the URL's.
        driver: the name of the driver that is used.

    Raises:
        SQLAlchemyError: the server or the driver refused.
    """
    answer = _ask_postgresql if backend == "postgresql" else _ask_mysql
    try:
        return answer(connection, driver)
    finally:
        connection.rollback() if hasattr(connection, "rollback") else None


def _ask_mysql(connection: Connection, driver: str) -> Answer:
    read_only = _started_read_only(connection)
    listed = ", ".join(f"'{name}'" for name in (*_MYSQL, _AURORA))
    session, server = (_shown(connection, f"SHOW {scope} VARIABLES WHERE Variable_name IN ({listed})") for scope in ("SESSION", "GLOBAL"))
    version = _text(connection.exec_driver_sql("SELECT VERSION()").scalar() or "")[:_LONGEST_VERSION]
    names = [name for name in _MYSQL if name in session or name in server]
    found = [Variable(name, None if name == CONNECTIONS else _number(session.get(name)), _number(server.get(name))) for name in names]
    backend = "mariadb" if "mariadb" in version.lower() else "mysql"
    return Answer(backend, version, driver, tuple(found), read_only, AURORA if _AURORA in {*session, *server} else "")


def _started_read_only(connection: Connection) -> bool:
    """Begin a read-only transaction; false where the server, or a proxy in front of it, knows none."""
    from sqlalchemy.exc import DBAPIError

    try:
        connection.exec_driver_sql("START TRANSACTION READ ONLY")
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return False
    return True


def _shown(connection: Connection, statement: str) -> Mapping[str, str]:
    return {_text(name): _text(value) for name, value in connection.exec_driver_sql(statement)}


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else str(value)


def _number(text: str | None) -> float | None:
    """What a server gives for a number; None where that is none, or beyond all that a timer or a count can be."""
    try:
        number = float(text) if text is not None else -1.0
    except ValueError:
        return None
    return number if 0 <= number <= _MOST else None


def _ask_postgresql(connection: Connection, driver: str) -> Answer:
    names = ", ".join(f"'{name}'" for name in (*_POSTGRESQL, "server_version"))
    rows = connection.exec_driver_sql(f"SELECT name, setting, unit, source FROM pg_catalog.pg_settings WHERE name IN ({names})")
    found = {name: (setting, unit, source) for name, setting, unit, source in rows}
    variables = tuple(_postgresql_variable(name, *found[name]) for name in _POSTGRESQL if name in found)
    read_only = connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"
    return Answer("postgresql", _text(found.get("server_version", ("",))[0])[:_LONGEST_VERSION], driver, variables, read_only)


def _postgresql_variable(name: str, setting: str, unit: str | None, source: str) -> Variable:
    number = _number(setting)
    value = number * _UNITS.get(unit or "", 1.0) if number is not None else None
    by_server = source in _BY_THE_SERVER
    return Variable(name, None if name == CONNECTIONS else value, value if by_server or name == CONNECTIONS else None, "" if by_server else source)
