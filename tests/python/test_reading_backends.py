"""Which backend an engine has, as far as the text shows it."""

from __future__ import annotations

import pytest

from .reading_help import engines, one, option, reading

HEAD = "import os\nfrom sqlalchemy import create_engine, make_url, URL\nimport sqlalchemy as sa\n"

BACKENDS = {
    "literal": ("create_engine('mysql://h/d')", {"mysql"}, True, ""),
    "driver": ("create_engine('mysql+pymysql://h/d')", {"mysql"}, True, "pymysql"),
    "keyword": ("create_engine(url='postgresql://h/d')", {"postgresql"}, True, ""),
    "f-string": ("create_engine(f'mysql+pymysql://{user}@{host}/d')", {"mysql"}, True, "pymysql"),
    "format": ("create_engine('mysql://{}@{}'.format(a, b))", {"mysql"}, True, ""),
    "percent": ("create_engine('postgresql://%s@%s' % (a, b))", {"postgresql"}, True, ""),
    "plus": ("create_engine('postgresql+psycopg2://' + rest)", {"postgresql"}, True, "psycopg2"),
    "scheme only": ("create_engine(f'mysql+{driver}://h/d')", {"mysql"}, True, ""),
    "URL.create": ("create_engine(URL.create('mysql+pymysql', host='h'))", {"mysql"}, True, "pymysql"),
    "URL.create keyword": ("create_engine(sa.engine.URL.create(drivername='mssql+pyodbc', host='h'))", {"mssql"}, True, "pyodbc"),
    "make_url": ("create_engine(make_url('mysql://h'))", {"mysql"}, True, ""),
    "constant": ("DB = 'oracle://h'\ncreate_engine(DB)", {"oracle"}, True, ""),
    "env default": ("create_engine(os.environ.get('DB', 'sqlite:///x.db'))", {"sqlite"}, False, ""),
    "env": ("create_engine(os.environ['DB'])", set(), False, ""),
    "replace": ("create_engine(os.environ['DB'].replace('postgres://', 'postgresql://'))", {"postgresql"}, False, ""),
    "replace known": ("DB = 'postgres://h'\ncreate_engine(DB.replace('postgres://', 'postgresql://', 1))", {"postgresql"}, True, ""),
    "unknown prefix": ("create_engine(f'{scheme}://h')", set(), False, ""),
    "known scheme variable": ("S = 'mysql'\ncreate_engine(f'{S}://{h}')", {"mysql"}, True, ""),
    "connect_args": ("create_engine(u, connect_args={'check_same_thread': False})", {"sqlite"}, True, ""),
    "creator": ("import sqlite3\ndef c():\n    return sqlite3.connect('x')\ncreate_engine(u, creator=c)", {"sqlite"}, True, ""),
    "URL of a dialect's package": ("from snowflake.sqlalchemy import URL as U\ncreate_engine(U(account='a'))", {"snowflake"}, True, ""),
    "URL of a driver's package": ("import cnosdb_connector\ncreate_engine(cnosdb_connector.make_cnosdb_langchain_uri())", {"cnosdb"}, True, ""),
    "URL of some package": ("import settings_of_ours\ncreate_engine(settings_of_ours.make_url())", set(), False, ""),
    "str of a URL": ("create_engine(str(URL.create('mysql')))", {"mysql"}, True, ""),
}


@pytest.mark.parametrize(("text", "names", "complete", "driver"), BACKENDS.values(), ids=BACKENDS.keys())
def test_backend(text: str, names: set[str], complete: bool, driver: str) -> None:
    backend = one(HEAD + text).backend
    assert set(backend.names) == names
    assert backend.complete is complete
    assert backend.driver == driver


GUARDS = {
    "startswith": "u.startswith('sqlite')",
    "in": "'sqlite' in u",
    "equals": "make_url(u).get_backend_name() == 'sqlite'",
    "split": "u.split(':')[0] == 'sqlite'",
    "attribute": "make_url(u).drivername == 'sqlite'",
    "tuple": "u.startswith(('sqlite', 'sqlite+aiosqlite'))",
    "flag name": "IS_SQLITE",
    "settings flag": "settings.is_sqlite",
    "function": "is_sqlite(u)",
    "in variable": "guard",
}


@pytest.mark.parametrize("guard", GUARDS.values(), ids=GUARDS.keys())
def test_a_guard_tells_the_backend_of_both_arms(guard: str) -> None:
    text = f"guard = u.startswith('sqlite')\nif {guard}:\n    e = create_engine(u)\nelse:\n    e = create_engine(u)\n"
    first, second = engines(HEAD + text)
    assert first.backend.only() == "sqlite"
    assert second.backend.excluded == {"sqlite"} and not second.backend.names


def test_a_negated_guard() -> None:
    first, second = engines(HEAD + "if not u.startswith('sqlite'):\n    e = create_engine(u)\nelse:\n    e = create_engine(u)\n")
    assert first.backend.excluded == {"sqlite"}
    assert second.backend.only() == "sqlite"


def test_a_guard_beside_another_test() -> None:
    first, second = engines(HEAD + "if u and u.startswith('sqlite'):\n    e = create_engine(u)\nelse:\n    e = create_engine(u)\n")
    assert first.backend.only() == "sqlite"
    assert not second.backend.names


def test_a_sqlite_default_is_ruled_out_by_a_guard() -> None:
    text = "DB = os.environ.get('DB', 'sqlite:///x')\nif DB.startswith('sqlite'):\n    e = create_engine(DB)\nelse:\n    e = create_engine(DB)\n"
    first, second = engines(HEAD + text)
    assert first.backend.only() == "sqlite"
    assert not second.backend.names and not second.backend.complete


def test_an_arm_that_the_url_rules_out_makes_no_engine() -> None:
    text = "DB = 'postgresql://h'\nif 'sqlite' in DB:\n    e = create_engine(DB)\nelse:\n    e = create_engine(DB)\n"
    engine = one(HEAD + text)
    assert engine.backend.only() == "postgresql"


def test_match_tells_the_backend() -> None:
    text = "match kind:\n    case 'sqlite':\n        u = f'sqlite:///{p}'\n    case 'postgres':\n        u = f'postgresql://{p}'\n    case _:\n        raise ValueError\ne = create_engine(u)\n"
    assert {engine.backend.only() for engine in engines(HEAD + text)} == {"sqlite", "postgresql"}


def test_in_memory_sqlite_is_known() -> None:
    assert one(HEAD + "create_engine('sqlite://')").backend.in_memory
    assert one(HEAD + "create_engine('sqlite:///:memory:')").backend.in_memory
    assert not one(HEAD + "create_engine('sqlite:///x.db')").backend.in_memory


def test_a_class_named_after_sqlite_is_sqlite() -> None:
    assert one(HEAD + "class AsyncSqliteDb:\n    def __init__(self, url):\n        self.e = create_engine(url)\n").backend.only() == "sqlite"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("def open_sqlite_engine(url):\n    return create_engine(url)\n", "sqlite"),
        ("class DuckDbConnector:\n    def connect(self, url):\n        return create_engine(url)\n", "duckdb"),
        ("class DuckDbConnector(Connector):\n    def go(self):\n        return made(self.url)\ndef made(url, **options):\n    return create_engine(url, **options)\n", "duckdb"),
    ],
)
def test_names_around_an_engine_tell_that_it_runs_in_process(text: str, name: str) -> None:
    assert name in {each.backend.only() for each in engines(HEAD + text)}


@pytest.mark.parametrize("name", ["sqlite_or_postgres_engine", "copy_sqlite_to_mysql", "sqlight_engine"])
def test_names_that_speak_of_servers_too_tell_nothing(name: str) -> None:
    assert not one(HEAD + f"def {name}(url):\n    return create_engine(url)\n").backend.names


def test_a_class_named_after_another_backend_shows_nothing() -> None:
    assert not one(HEAD + "class PostgresDb:\n    def __init__(self, url):\n        self.e = create_engine(url)\n").backend.names


def test_guards_compared_with_booleans() -> None:
    text = "if u.startswith('sqlite') is False:\n    e = create_engine(u)\nelse:\n    e = create_engine(u)\n"
    first, second = engines(HEAD + text)
    assert first.backend.excluded == {"sqlite"} and second.backend.only() == "sqlite"


def test_a_narrower_name_excludes_nothing() -> None:
    first, second = engines(HEAD + "if is_sqlite_memory:\n    e = create_engine(u)\nelse:\n    e = create_engine(u)\n")
    assert first.backend.only() == "sqlite" and not second.backend.excluded


def test_parts_of_a_combined_test_cannot_contradict_it() -> None:
    text = "if a and b:\n    o = {'x1': 1}\nelse:\n    o = {}\nif not a:\n    o['pool_size'] = 1\ne = create_engine(u, **o)\n"
    assert not [each for each in engines(HEAD + text) if {"x1", "pool_size"} <= set(each.options)]


def test_sqlite_lands_where_pool_options_are_refused() -> None:
    text = "try:\n    e = create_engine(u, pool_size=3)\nexcept TypeError:\n    e = create_engine(u)\n"
    first, second = engines(HEAD + text)
    assert not first.backend.names and second.backend.only() == "sqlite"


@pytest.mark.parametrize("test", ["0 < size <= 100", "not 0 < size <= 100", "lo <= size <= hi and flag"])
def test_a_chained_comparison_is_a_condition_like_any_other(test: str) -> None:
    text = f"""
        from sqlalchemy import create_engine

        def connect(url, size, lo, hi, flag):
            if {test}:
                raise ValueError(size)
            return create_engine(url, pool_size=size)
    """
    assert not reading(text).notes
    assert one(text).option("pool_size") is not None


def test_a_chained_comparison_decides_both_arms() -> None:
    text = """
        from sqlalchemy import create_engine

        def connect(size):
            if 0 < size < 9:
                return create_engine("mysql://h/d", pool_pre_ping=True)
            return create_engine("mysql://h/d", pool_size=size)
    """
    assert [option(each, "pool_pre_ping") for each in engines(text)] == [True, "absent"]
