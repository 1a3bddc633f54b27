"""Timers that an engine sets for its own sessions: listeners to ``connect``, ``init_command``, client flags."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.model.engine import Engine
from engine_lint.timeouts.declared import Declared
from engine_lint.timeouts.resolve import timeouts_for
from engine_lint.timeouts.session import is_interactive
from tests.python.reading_help import engines, one, project

HEAD = "from sqlalchemy import create_engine, event, text\nfrom sqlalchemy.engine import Engine\n"
MYSQL = "engine = create_engine('mysql+pymysql://h/d')\n"
SETS = "    cursor = connection.cursor()\n    cursor.execute('SET SESSION wait_timeout = 120')\n"


def timers(engine: Engine) -> list[tuple[int, str]]:
    return [(each.seconds, each.where) for each in timeouts_for(engine, Declared())]


OWN = [(120, "the engine's own listener")]
DEFAULT = [(28800, "MySQL's documented default")]


@pytest.mark.parametrize(
    "code",
    [
        MYSQL + "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n" + SETS,
        MYSQL + "@event.listens_for(Engine, 'connect')\ndef f(connection, record):\n" + SETS,
        MYSQL + "@event.listens_for(engine.pool, 'connect', insert=True)\ndef f(connection, record):\n" + SETS,
        MYSQL + "def f(connection, record):\n" + SETS + "event.listen(engine, 'connect', f)\n",
        MYSQL + "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n    connection.query('SET wait_timeout=300; SET wait_timeout=120')\n",
        MYSQL
        + "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n    with connection.cursor() as c:\n        c.execute(\"SET @@session.wait_timeout = 120\")\n",
        MYSQL + "def helper(connection):\n" + SETS + "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n    helper(connection)\n",
        "engine = create_engine('mysql+pymysql://h/d', connect_args={'init_command': 'SET wait_timeout=9'})\n"
        "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n" + SETS,
    ],
)
def test_a_listener_sets_the_timer(code: str) -> None:
    assert timers(one(HEAD + code)) == OWN


@pytest.mark.parametrize(
    "code",
    [
        MYSQL + "@event.listens_for(engine, 'checkout')\ndef f(connection, record, proxy):\n" + SETS,
        MYSQL + "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n    connection.cursor().execute('SET GLOBAL wait_timeout = 120')\n",
        MYSQL + "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n    connection.cursor().execute('SET innodb_lock_wait_timeout = 120')\n",
        MYSQL + "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n    connection.cursor().execute('SET wait_timeout = %s', (seconds,))\n",
        MYSQL + "@event.listens_for(engine, 'connect')\ndef f(connection, record):\n    '''SET wait_timeout = 120'''\n    log('SET wait_timeout = 120')\n",
        MYSQL + "def f(connection, record):\n" + SETS,
        MYSQL + "@listens_for(engine, 'connect')\ndef f(connection):\n    pass\n",
    ],
)
def test_what_sets_no_timer_of_the_session(code: str) -> None:
    assert timers(one(HEAD + code)) == DEFAULT


def test_a_listener_on_one_engine_is_not_the_other_ones() -> None:
    code = HEAD + MYSQL + "other = create_engine('mysql+pymysql://h/e')\n@event.listens_for(engine, 'connect')\ndef f(connection, record):\n" + SETS
    assert [timers(each) for each in engines(code)] == [OWN, DEFAULT]


def test_a_listener_on_all_engines_is_none_of_another_backend() -> None:
    code = HEAD + "engine = create_engine('postgresql://h/d')\n@event.listens_for(Engine, 'connect')\ndef f(connection, record):\n" + SETS
    assert timers(one(code)) == []


def test_a_listener_in_another_module(tmp_path: Path) -> None:
    files = {
        "db.py": HEAD + MYSQL,
        "hooks.py": "from sqlalchemy import event\nfrom db import engine\n\n@event.listens_for(engine, 'connect')\ndef f(connection, record):\n" + SETS,
    }
    (engine,) = project(tmp_path, files, "db.py").engines
    assert timers(engine) == OWN


def test_the_engine_of_a_config() -> None:
    code = "SQLALCHEMY_DATABASE_URI = 'mysql+pymysql://h/d'\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\n"
    listener = "from sqlalchemy import event\n@event.listens_for(db.engine, 'connect')\ndef f(connection, record):\n" + SETS
    assert timers(one(f"class Config:\n    {code}\n{listener}")) == OWN


@pytest.mark.parametrize(
    ("imported", "flag", "expected"),
    [
        ("from pymysql.constants import CLIENT", "CLIENT.INTERACTIVE", True),
        ("from pymysql.constants import CLIENT", "CLIENT.MULTI_STATEMENTS | CLIENT.INTERACTIVE", True),
        ("from pymysql.constants.CLIENT import INTERACTIVE as FLAG", "FLAG", True),
        ("import MySQLdb.constants", "MySQLdb.constants.CLIENT.INTERACTIVE", True),
        ("from mysql.connector.constants import ClientFlag", "ClientFlag.INTERACTIVE", True),
        ("", "1024", True),
        ("from pymysql.constants import CLIENT", "CLIENT.FOUND_ROWS", False),
        ("from shop.constants import CLIENT", "CLIENT.INTERACTIVE", False),
        ("from pymysql.constants import CLIENT", "CLIENT.UNHEARD_OF", False),
        ("", "2", False),
    ],
)
def test_interactive_clients_are_known_by_their_flag(imported: str, flag: str, expected: bool) -> None:
    engine = one(f"from sqlalchemy import create_engine\n{imported}\nengine = create_engine('mysql+pymysql://h/d', connect_args={{'client_flag': {flag}}})")
    assert is_interactive(engine) is expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("[ClientFlag.FOUND_ROWS, ClientFlag.INTERACTIVE]", True),
        ("(ClientFlag.INTERACTIVE,)", True),
        ("[1024]", True),
        ("[ClientFlag.FOUND_ROWS]", False),
        ("[-1024]", False),
        ("[]", False),
        ("flags()", False),
    ],
)
def test_one_driver_takes_a_list_of_flags(flags: str, expected: bool) -> None:
    head = "from mysql.connector.constants import ClientFlag\nfrom sqlalchemy import create_engine\n"
    engine = one(f"{head}engine = create_engine('mysql+mysqlconnector://h/d', connect_args={{'client_flags': {flags}}})")
    assert is_interactive(engine) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("'mysql+pymysql://h/d?init_command=SET%20SESSION%20wait_timeout%3D600'", 600),
        ("'mysql://h/d?charset=utf8mb4&init_command=set+wait_timeout=300'", 300),
        ("make_url('mysql://h/d?init_command=SET wait_timeout=90')", 90),
        ("URL.create('mysql+pymysql', query={'init_command': 'SET SESSION wait_timeout=90'})", 90),
        ("'mysql+pymysql://h/d?init_command=SET%20GLOBAL%20wait_timeout%3D600'", 28800),
        ("'mysql+pymysql://h/d?init_command=SET%20NAMES%20utf8mb4'", 28800),
        ("'mysql+pymysql://h/d?charset=utf8mb4'", 28800),
        ("'mysql+pymysql://h/d?read_timeout=600'", 28800),
        ("'mysql+pymysql://h/d'", 28800),
    ],
)
def test_a_command_in_the_query_of_a_url(url: str, expected: int) -> None:
    engine = one(f"from sqlalchemy import create_engine\nfrom sqlalchemy.engine import URL, make_url\nengine = create_engine({url})")
    assert [seconds for seconds, _ in timers(engine)] == [expected]


URL = "'mysql+pymysql://h/d?init_command=SET SESSION wait_timeout=90'"


@pytest.mark.parametrize(
    "config",
    [
        f"app.config['SQLALCHEMY_DATABASE_URI'] = {URL}\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {{'pool_recycle': 280}}",
        f"class Config:\n    SQLALCHEMY_DATABASE_URI = {URL}",
        f"app.config['SQLALCHEMY_BINDS'] = {{'b': {URL}}}",
        f"app.config['SQLALCHEMY_BINDS'] = {{'b': {{'url': {URL}, 'pool_recycle': 280}}}}",
    ],
    ids=["options", "none", "bind", "bind in dict form"],
)
def test_a_command_in_the_url_of_a_flask_config(config: str) -> None:
    engine, *_ = engines(f"from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\n{config}\ndb = SQLAlchemy(app)")
    assert [seconds for seconds, _ in timers(engine)] == [90]


def test_a_command_in_the_url_of_a_server_that_has_no_such_timer() -> None:
    assert timers(one("from sqlalchemy import create_engine\nengine = create_engine('postgresql://h/d?init_command=SET wait_timeout=9')")) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("{'options': '-c idle_session_timeout=600000'}", [600]),
        ("{'options': '-csearch_path=x -c idle_session_timeout=10min'}", [600]),
        ("{'options': '--idle-session-timeout=60s'}", [60]),
        ("{'server_settings': {'idle_session_timeout': '60000'}}", [60]),
        ("{'options': '-c idle_session_timeout=0'}", []),
        ("{'options': '-c idle_in_transaction_session_timeout=60000'}", []),
        ("{'options': '-c statement_timeout=60000'}", []),
        ("{'server_settings': {'application_name': 'idle_session_timeout'}}", []),
    ],
)
def test_sessions_of_postgresql(arguments: str, expected: list[int]) -> None:
    engine = one(f"from sqlalchemy import create_engine\nengine = create_engine('postgresql://h/d', connect_args={arguments})")
    assert [seconds for seconds, _ in timers(engine)] == expected
