"""SQL scripts: statements that set variables of a server, told apart from what only looks like them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.errors import TooLarge
from engine_lint.files.infra.sql_tokens import mysql_statements, postgresql_statements
from engine_lint.files.servers import Around
from engine_lint.files.sql import SqlFiles
from engine_lint.model.source import Source
from tests.servers import configs, told

NAME = "setup.sql"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SET GLOBAL wait_timeout = 600;", ["mysql/mariadb wait_timeout=600"]),
        ("set global wait_timeout=600", ["mysql/mariadb wait_timeout=600"]),
        ("SET @@GLOBAL.wait_timeout = 600;", ["mysql/mariadb wait_timeout=600"]),
        ("SET @@global.`wait_timeout` = 600;", ["mysql/mariadb wait_timeout=600"]),
        ("SET GLOBAL `wait_timeout` := 60 * 10;", ["mysql/mariadb wait_timeout=600"]),
        ("SET PERSIST wait_timeout = 600;", ["mysql wait_timeout=600"]),
        ("SET PERSIST_ONLY max_connections = 500;", ["mysql max_connections=500"]),
        ("SET GLOBAL wait_timeout=600, interactive_timeout=60;", ["mysql/mariadb wait_timeout=600", "mysql/mariadb interactive_timeout=60"]),
        ("SET GLOBAL wait_timeout=600, SESSION interactive_timeout=60;", ["mysql/mariadb wait_timeout=600"]),
        ("SET GLOBAL wait_timeout=600; SET GLOBAL wait_timeout=60;", ["mysql/mariadb wait_timeout=60"]),
        ("USE shop;\n-- ten minutes\nSET GLOBAL\n  wait_timeout = 600\n;", ["mysql/mariadb wait_timeout=600"]),
        ("/*!50001 SET GLOBAL wait_timeout = 600 */;", ["mysql/mariadb wait_timeout=600"]),
        ("SET GLOBAL wait_timeout = 0;", ["mysql/mariadb wait_timeout=1"]),
        ("SET GLOBAL wait_timeout = @old;", ["mysql/mariadb wait_timeout=?"]),
        ("SET GLOBAL wait_timeout = ${WAIT};", ["mysql/mariadb wait_timeout=?"]),
        ("SET GLOBAL wait_timeout = '600';", ["mysql/mariadb wait_timeout=!"]),
        ("SET GLOBAL init_connect = 'SET SESSION wait_timeout = 600';", ["mysql/mariadb wait_timeout=600"]),
        ("SET GLOBAL init_connect='SET NAMES utf8mb4; SET wait_timeout=60';", ["mysql/mariadb wait_timeout=60"]),
        ("ALTER SYSTEM SET idle_session_timeout = '10min';", ["postgresql idle_session_timeout=600"]),
        ("alter system set idle_session_timeout to 600000;", ["postgresql idle_session_timeout=600"]),
        ("ALTER SYSTEM SET max_connections = 200;", ["postgresql max_connections=200"]),
        ("ALTER ROLE app SET idle_session_timeout = '1h';", ["role app postgresql idle_session_timeout=3600"]),
        ("ALTER ROLE ALL IN DATABASE shop SET idle_session_timeout = 5000;", ["role all in database shop postgresql idle_session_timeout=5"]),
        ('ALTER DATABASE "Shop" SET idle_session_timeout = $$2min$$;', ["database Shop postgresql idle_session_timeout=120"]),
        ("ALTER ROLE App IN DATABASE Shop SET idle_session_timeout = '1h';", ["role app in database shop postgresql idle_session_timeout=3600"]),
        ("ALTER USER app SET idle_session_timeout TO E'90s';", ["user app postgresql idle_session_timeout=90"]),
        ("ALTER SYSTEM SET idle_session_timeout = '10 minutes';", ["postgresql idle_session_timeout=!"]),
    ],
)
def test_what_a_script_sets(text: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, NAME, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SET wait_timeout = 600;",
        "SET SESSION wait_timeout = 600;",
        "SET @@wait_timeout = 600;",
        "SET @@SESSION.wait_timeout = 600;",
        "SET LOCAL idle_session_timeout = '5min';",
        "SET idle_session_timeout = 5000;",
        "-- SET GLOBAL wait_timeout = 600;",
        "# SET GLOBAL wait_timeout = 600;",
        "/* SET GLOBAL wait_timeout = 600; */",
        "/* never closed SET GLOBAL wait_timeout = 600;",
        "SELECT 'SET GLOBAL wait_timeout = 600;';",
        "INSERT INTO notes VALUES ('it''s; SET GLOBAL wait_timeout = 600; \\'; SET GLOBAL wait_timeout = 6');",
        "SET GLOBAL innodb_lock_wait_timeout = 60; -- not wait_timeout",
        "SHOW GLOBAL VARIABLES LIKE 'wait_timeout';",
        "SELECT @@GLOBAL.wait_timeout = 600;",
        "SET GLOBAL wait_timeout = DEFAULT;",
        "SET GLOBAL init_connect = 'SET NAMES utf8mb4'; -- wait_timeout",
        "CREATE TABLE global (wait_timeout INT);",
        "SELECT $$ALTER SYSTEM SET idle_session_timeout = 5$$;",
        "ALTER SYSTEM RESET idle_session_timeout; -- set idle_session_timeout",
        "ALTER TABLE jobs SET max_connections = 5;",
        "ALTER ROLE app SET idle_session_timeout FROM CURRENT;",
        "ALTER ROLE SET idle_session_timeout = 5000;",
        "ALTER ROLE app IN DATABASE shop SET;",
        "ALTER SYSTEM app SET idle_session_timeout = 5000;",
        "ALTER SYSTEM SET idle_session_timeout = DEFAULT;",
    ],
)
def test_near_misses(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, NAME, text) == []


@pytest.mark.parametrize(
    ("folder", "statement", "lost"),
    [
        ("docker-entrypoint-initdb.d", "SET GLOBAL", True),
        ("initdb", "SET GLOBAL", False),
        ("docker-entrypoint-initdb.d", "SET PERSIST", False),
        ("sql", "SET GLOBAL", False),
    ],
)
def test_what_init_scripts_set_globally_is_lost(folder: str, statement: str, lost: bool, tmp_path: Path) -> None:
    (config,) = configs(tmp_path, f"{folder}/tune.sql", f"{statement} wait_timeout = 600;")
    assert bool(config.settings[0].ineffective) is lost
    assert (config.effective("wait_timeout") is None) is lost


def test_large_dumps_are_not_read() -> None:
    statement = b"SET GLOBAL wait_timeout = 600;"
    assert SqlFiles().texts("/a.sql", statement)
    with pytest.raises(TooLarge):
        SqlFiles().texts("/a.sql", statement + b"-" * 1_000_000)


def test_comments_may_silence() -> None:
    text = Source("a.sql", "SET GLOBAL wait_timeout = 1; -- engine-lint: ignore[EL502] on purpose\nSELECT 1; # noqa\n")
    assert list(SqlFiles().comments(text)) == [(1, 30, "#  engine-lint: ignore[EL502] on purpose"), (2, 11, "# noqa")]


SQL = st.lists(
    st.sampled_from(
        [
            *"'\"`\\;,=()@#$*-/\n ",
            "--",
            "/*",
            "/*!",
            "*/",
            "$$",
            "SET ",
            "GLOBAL ",
            "wait_timeout",
            "600",
            "ALTER ",
            "SYSTEM ",
            "idle_session_timeout",
            "é😀",
            "E'",
        ]
    ),
    max_size=40,
).map("".join)


@given(SQL | st.text(max_size=100))
def test_whatever_the_text_reading_it_ends(text: str) -> None:
    source = Source("/repo/a.sql", text)
    for config in SqlFiles().servers(source, Around("/repo", lambda path: None)):
        assert all(source.read(each.place) == each.written for each in config.settings)


@given(SQL)
def test_no_character_is_read_twice(text: str) -> None:
    for statements in (mysql_statements(text), postgresql_statements(text)):
        tokens = [token for statement in statements for token in statement]
        assert all(first.end <= second.start for first, second in pairwise(tokens))


@pytest.mark.parametrize(
    ("whom", "user", "database"),
    [
        ("SYSTEM", "", ""),
        ("ROLE ALL", "", ""),
        ("ROLE app", "app", ""),
        ("USER App", "app", ""),
        ('ROLE "App"', "App", ""),
        ('ROLE "all"', "all", ""),
        ("ROLE app IN DATABASE shop", "app", "shop"),
        ("ROLE ALL IN DATABASE shop", "", "shop"),
        ("DATABASE Shop", "", "shop"),
    ],
)
def test_whose_connections_are_meant(whom: str, user: str, database: str, tmp_path: Path) -> None:
    (config,) = configs(tmp_path, NAME, f"ALTER {whom} SET idle_session_timeout = '1h';")
    assert (config.user, config.database) == (user, database)
