from __future__ import annotations

import pytest

from engine_lint.knowledge import dialects
from engine_lint.model.engine import Backend


@pytest.mark.parametrize(
    ("word", "backend"),
    [
        ("mysql", "mysql"), ("MySQL", "mysql"), ("mariadb", "mariadb"), ("postgres", "postgresql"), ("pg", "postgresql"), ("psql", "postgresql"),
        ("sqlite", "sqlite"), ("sqlite3", "sqlite"), ("mssql", "mssql"), ("athena", "awsathena"), ("db2", "ibm_db_sa"), ("clickhousedb", "clickhouse"),
        ("gsheets", "shillelagh"), ("maxcompute", "odps"), ("drill", ""), ("crate", ""), ("access", ""), ("http", ""), ("", ""),
    ],
)  # fmt: skip
def test_words_that_mean_a_backend(word: str, backend: str) -> None:
    assert dialects.backend_of_word(word) == backend


@pytest.mark.parametrize(
    ("drivername", "expected"),
    [
        ("mysql+pymysql", ("mysql", "pymysql")),
        ("postgres", ("postgresql", "")),
        ("drill+sadrill", ("drill", "sadrill")),
        ("timescaledb", ("timescaledb", "")),
        ("athena+rest", ("awsathena", "rest")),
        ("gsheets", ("shillelagh", "")),
        ("impala4", ("impala", "")),
        ("d1", ("cloudflare_d1", "")),
        ("kustosql+https", ("kustokql", "https")),
        ("motherduck", ("duckdb", "")),
    ],
)
def test_drivernames_are_split(drivername: str, expected: tuple[str, str]) -> None:
    assert dialects.split_drivername(drivername) == expected


@pytest.mark.parametrize(
    ("name", "driver", "transport"),
    [
        ("mysql", "pymysql", "socket"), ("mysql", "auroradataapi", "http"), ("clickhouse", "", "http"), ("clickhouse", "native", "socket"),
        ("bigquery", "", "http"), ("awsathena", "rest", "http"), ("duckdb", "", "embedded"), ("sqlite", "aiosqlite", "embedded"), ("unheard_of", "", "socket"),
        ("snowflake", "", "http"), ("databricks", "connector", "http"), ("trino", "", "http"), ("presto", "", "http"), ("hive", "", "socket"), ("hive", "https", "http"),
        ("impala", "", "socket"), ("drill", "sadrill", "http"), ("drill", "odbc", "socket"), ("dremio", "flight", "http"), ("dremio", "pyodbc", "socket"),
        ("shillelagh", "safe", "http"), ("shillelagh", "multicorn2", "socket"), ("cloudflare_d1", "async", "http"), ("dynamodb", "", "http"), ("exa", "websocket", "socket"),
        ("clickhouse", "connect", "http"), ("clickhouse", "asynch", "socket"), ("sqlite", "libsql", "embedded"), ("postgresql", "auroradataapi", "http"),
        ("kustokql", "https", "http"), ("rqlite", "pyrqlite", "http"), ("singlestoredb", "mysql", "socket"), ("singlestoredb", "https", "http"), ("access", "pyodbc", "embedded"),
        ("cnosdb", "", "http"), ("chdb", "", "embedded"), ("kinetica", "", "http"), ("ydb", "", "http"), ("taosrest", "", "http"), ("taos", "", "socket"),
        ("iotdb", "", "socket"), ("postgresql", "neonserverless", "http"), ("phoenix", "", "http"), ("rockset", "", "http"), ("datafusion", "", "http"),
    ],
)  # fmt: skip
def test_transports(name: str, driver: str, transport: str) -> None:
    assert dialects.transport(name, driver) == transport


@pytest.mark.parametrize(
    ("backend", "may"),
    [
        (Backend(), True),
        (Backend(frozenset({"sqlite"}), True), False),
        (Backend(frozenset({"sqlite"}), False), True),
        (Backend(frozenset({"sqlite", "mysql"}), True), True),
        (Backend(frozenset({"duckdb", "bigquery"}), True), False),
    ],
)
def test_what_may_keep_sockets(backend: Backend, may: bool) -> None:
    assert dialects.may_keep_sockets(backend) is may


def test_default_drivers_by_release() -> None:
    assert dialects.default_driver("postgresql", (2, 0, 58)) == "psycopg2"
    assert dialects.default_driver("postgresql", (2, 1, 0)) == "psycopg"
    assert dialects.default_driver("oracle", (1, 4)) == "cx_oracle"
    assert dialects.default_driver("unheard_of", (2, 0)) == ""


def test_default_pools_of_aiosqlite_by_release() -> None:
    assert dialects.default_pool("sqlite", "aiosqlite", False, True, (2, 0, 37)) == "NullPool"
    assert dialects.default_pool("sqlite", "aiosqlite", False, True, (2, 0, 38)) == "AsyncAdaptedQueuePool"


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("pymysql", "mysql"),
        ("pymysql.connections", "mysql"),
        ("mysql.connector.pooling", "mysql"),
        ("MySQLdb", "mysql"),
        ("psycopg2", "postgresql"),
        ("sqlite3", "sqlite"),
    ],
)
def test_modules_show_the_backend(module: str, expected: str) -> None:
    assert dialects.backends_of_module(module) == dialects.family(expected)


def test_other_modules_show_nothing() -> None:
    assert not dialects.backends_of_module("mysql") and not dialects.backends_of_module("requests")


def test_options_and_connect_arguments_show_the_backend() -> None:
    assert dialects.backends_of_option("fast_executemany") == {"mssql"}
    assert dialects.backends_of_option("json_serializer") == frozenset()
    assert dialects.backends_of_connect_argument("check_same_thread") == {"sqlite"}
    assert dialects.backends_of_connect_argument("init_command") == {"mysql", "mariadb"}
    assert dialects.backends_of_connect_argument("connect_timeout") == frozenset()
