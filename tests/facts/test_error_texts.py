"""The errors that rule pages quote, each brought about in the libraries themselves. What servers say when they cut is brought about in ``tests/live``."""

from __future__ import annotations

import doctest
import re
import warnings
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool, QueuePool

from engine_lint.rules.page import EXAMPLES, section
from engine_lint.rules.registry import load, page
from tests.facts.test_against_libraries import FLASK_SQLALCHEMY, numbers_of

SAID_BY_SERVERS = ("(1040, ", "(2006, ", "(2013, ", "(4031, ", "SSL connection ", "FATAL: ", "sqlalchemy.exc.OperationalError: ", "sqlalchemy.exc.InterfaceError: ")
SAID_BY_US = ("shop/db.py:", ">>> ")
"""Reports are compared in ``tests/rules/test_page_blocks.py``, a session in Python below."""
NOWHERE = "127.0.0.1:1"


def quoted(code: str) -> list[str]:
    """The errors that a rule's page quotes, each on one line. What is indented goes on from the line above."""
    text = page(next(rule for rule in load() if rule.code == code))
    blocks = re.findall(r"^```text\n(.*?)^```$", text.replace(section(text, EXAMPLES), ""), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in re.sub(r"\n +", " ", block).splitlines()]


def connected(**options: Any) -> None:
    """Two connections of a small pool, so that each of its options is looked at."""
    pool = create_engine("sqlite://", poolclass=QueuePool, **options)
    pool.connect().close()
    with pool.connect(), pool.connect():
        pass


def address(driver: str) -> str:
    return f"{driver}://app@{NOWHERE}/shop?pool_recycle=280"


def with_pool() -> None:
    create_engine("mysql+pymysql://", pool=QueuePool(lambda: None), pool_size=10, pool_recycle=120, pool_pre_ping=True)


def with_mysqlclient() -> None:
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed in this environment")
    create_engine(address("mysql+mysqldb")).connect()


def with_flask(hook: str = "", **config: Any) -> None:
    """An app's engine, with a config, or with a hook that returns nothing."""
    import flask
    import flask_sqlalchemy

    app = flask.Flask("app")
    app.config.update(SQLALCHEMY_DATABASE_URI="mysql+pymysql://h/d", SQLALCHEMY_TRACK_MODIFICATIONS=False, **config)
    hooks = {hook: lambda self, app, *given: None} if hook else {}
    type("Database", (flask_sqlalchemy.SQLAlchemy,), hooks)(app).get_engine(app)


ANY = {
    ("EL203", "TypeError: '>' not supported between instances of 'str' and 'int'"): lambda: connected(pool_recycle="3600"),
    ("EL203", "TypeError: '>' not supported between instances of 'NoneType' and 'int'"): lambda: connected(max_overflow=None),
    ("EL203", "TypeError: '<' not supported between instances of 'datetime.timedelta' and 'int'"): lambda: connected(
        pool_size=1, max_overflow=0, pool_timeout=timedelta(seconds=5)
    ),
    ("EL205", "TypeError: Connection.__init__() got"): lambda: create_engine(address("mysql+pymysql")).connect(),
    ("EL205", "TypeError: 'pool_recycle' is an invalid"): with_mysqlclient,
    ("EL205", "sqlalchemy.exc.ProgrammingError: "): lambda: create_engine(address("postgresql+psycopg2")).connect(),
    ("EL205", "SAWarning: "): lambda: create_engine("sqlite:///?pool_recycle=280").connect().close(),
    ("EL401", "TypeError: "): with_pool,
    ("EL401", "AttributeError: "): lambda: create_engine("mysql+pymysql://", poolclass="QueuePool"),
    ("EL402", "TypeError: "): lambda: create_engine("postgresql+psycopg2://", poolclass=NullPool, pool_size=5, max_overflow=1),
}
FLASK_3 = {("EL302", "ValueError: "): lambda: with_flask(SQLALCHEMY_ENGINE_OPTIONS=({"pool_pre_ping": True},))}
FLASK_2 = {
    ("EL301", "DeprecationWarning: "): lambda: with_flask(SQLALCHEMY_POOL_RECYCLE=280),
    ("EL304", "AttributeError: "): lambda: with_flask("apply_pool_defaults"),
    ("EL304", "TypeError: "): lambda: with_flask("apply_driver_hacks"),
}
SINCE = {("EL205", "SAWarning: "): (2, 1)}
"""The release of SQLAlchemy from which a text is said. Before it nothing is, as the page says too."""
HERE = {**ANY, **(FLASK_2 if FLASK_SQLALCHEMY and numbers_of(FLASK_SQLALCHEMY) < (3,) else FLASK_3 if FLASK_SQLALCHEMY else {})}


def said_by(act: Callable[[], object]) -> list[str]:
    """The error and the warnings that something ends with, as Python prints them."""
    said: list[BaseException | Warning] = []
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            act()
        except Exception as error:
            said.append(error)
    said += [each.message for each in warned if isinstance(each.message, Warning)]
    return [" ".join(f"{_name(each)}: {each}".split()) for each in said]


def _name(said: BaseException) -> str:
    kind = type(said)
    return kind.__name__ if kind.__module__ == "builtins" or isinstance(said, Warning) else f"{kind.__module__}.{kind.__name__}"


@pytest.mark.skipif(sqlalchemy.__version__ < "2", reason="texts of SQLAlchemy 2 and of Flask-SQLAlchemy 2.5 on 1.4")
@pytest.mark.parametrize(("code", "begin"), sorted(ANY))
def test_sqlalchemy_and_drivers_say_what_pages_quote(code: str, begin: str) -> None:
    _compare(code, begin)


@pytest.mark.parametrize(("code", "begin"), sorted(set(HERE) - set(ANY)))
def test_flask_sqlalchemy_says_what_pages_quote(code: str, begin: str) -> None:
    _compare(code, begin)


def _compare(code: str, begin: str) -> None:
    if numbers_of(sqlalchemy.__version__)[:2] < SINCE.get((code, begin), (0,)):
        assert not said_by(HERE[code, begin])
        return
    (text,) = {" ".join(line.split()) for line in quoted(code) if line.startswith(begin)}
    assert [line for line in said_by(HERE[code, begin]) if line.startswith(text)], said_by(HERE[code, begin])


def test_each_error_that_a_page_quotes_is_brought_about_somewhere() -> None:
    known = {**ANY, **FLASK_2, **FLASK_3}
    for rule in load():
        for line in quoted(rule.code):
            if line.startswith(SAID_BY_SERVERS + SAID_BY_US) or line == "True":
                continue
            assert any(code == rule.code and line.startswith(begin) for code, begin in known), line


def test_a_session_that_a_page_shows_prints_what_it_shows() -> None:
    session = "\n".join(quoted("EL403")) + "\n"
    said: list[str] = []
    example = doctest.DocTestParser().get_doctest(f">>> import os\n{session}", {}, "EL403", "EL403", 0)
    doctest.DocTestRunner().run(example, out=said.append)
    assert (len(example.examples), said) == (2, [])
