"""A ``handle_error`` listener and pre-ping, in SQLAlchemy itself: SQLite connections that are closed behind the pool's back."""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

from engine_lint.python.sites.error_handling import gives_its_own

TWO = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2]) >= (2, 0)


class OwnError(Exception):
    pass


RAISES = "def f(context):\n    raise OwnError from context.sqlalchemy_exception\n"
RETURNS = "def f(context):\n    return OwnError()\n"
UNWRAPS = "def f(context):\n    if context.original_exception:\n        raise context.original_exception\n"
ASKS = "def f(context):\n    if getattr(context, 'is_pre_ping', False) or context.is_disconnect:\n        return\n    raise OwnError\n"
NARROW = "def f(context):\n    if isinstance(context.original_exception, sqlite3.IntegrityError):\n        raise OwnError\n"
LOGS = "def f(context):\n    print(context.original_exception)\n"
NOTHING = "def f(context):\n    return None\n"


def survives(listener: Callable[[Any], Any], folder: Path) -> bool:
    """Whether pre-ping replaces a dead connection while a listener is there."""
    engine = create_engine(f"sqlite:///{folder / 'shop.db'}", poolclass=QueuePool, pool_pre_ping=True)
    event.listen(engine, "handle_error", listener)
    held = engine.raw_connection()
    inner = held.dbapi_connection if hasattr(held, "dbapi_connection") else held.connection
    held.close()
    inner.close()
    try:
        engine.connect().close()
    except (OwnError, sqlite3.Error):
        return False
    finally:
        engine.dispose()
    return True


def made(code: str) -> Callable[[Any], Any]:
    names: dict[str, Any] = {"OwnError": OwnError, "sqlite3": sqlite3}
    exec(code, names)
    listener: Callable[[Any], Any] = names["f"]
    return listener


@pytest.mark.parametrize("code", [RAISES, RETURNS, UNWRAPS])
def test_an_error_of_its_own_takes_the_place_of_the_new_connection_from_2_0_on(code: str, tmp_path: Path) -> None:
    assert survives(made(code), tmp_path) is not TWO
    assert gives_its_own(ast.parse(code).body[0])


@pytest.mark.parametrize("code", [ASKS, NARROW, LOGS, NOTHING])
def test_other_listeners_leave_pre_ping_alone(code: str, tmp_path: Path) -> None:
    assert survives(made(code), tmp_path)
    assert not gives_its_own(ast.parse(code).body[0])
