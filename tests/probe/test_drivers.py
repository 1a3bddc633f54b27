"""Which driver asks, and what is said where none can."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from engine_lint.errors import CannotProbe
from engine_lint.probe import drivers as module
from engine_lint.probe.address import address_of
from engine_lint.probe.drivers import choose, drivers
from tests.shell import REPOSITORY


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Hides installed drivers."""

    def hide(*names: str) -> None:
        monkeypatch.setattr(module, "find_spec", lambda name: None if name in names else find_spec(name))

    return hide


def chosen(url: str, *, with_socket: bool = False) -> tuple[str, str, str]:
    found = choose(address_of(url), with_socket=with_socket)
    return found.driver.name, found.url.drivername, found.instead_of


def test_the_driver_of_the_url_is_taken_where_it_is_installed() -> None:
    for driver in drivers():
        if driver.installed:
            backend = "mysql" if driver.family == "mysql" else "postgresql"
            assert chosen(f"{backend}+{driver.name}://h/db") == (driver.name, f"{backend}+{driver.name}", "")


def test_a_url_without_a_driver_takes_the_first_that_is_installed(without: Any) -> None:
    assert chosen("mysql://h/db")[:2] == ("pymysql", "mysql+pymysql")
    assert chosen("mariadb://h/db")[:2] == ("pymysql", "mariadb+pymysql")
    without("pymysql")
    assert chosen("mysql://h/db")[0] == "mysqldb"
    without("pymysql", "MySQLdb", "mysql.connector", "mariadb")
    assert chosen("mysql://h/db")[0] == "aiomysql"
    without("psycopg")
    assert chosen("postgresql://h/db")[0] == "psycopg2"


def test_an_async_driver_that_is_missing_has_siblings(without: Any) -> None:
    without("asyncpg")
    name, drivername, instead = chosen("postgresql+asyncpg://u:p@h/db?ssl=require")
    assert (name, drivername, instead) == ("psycopg", "postgresql+psycopg", "asyncpg")
    assert choose(address_of("postgresql+asyncpg://u:p@h/db?ssl=require")).url.query == {"sslmode": "require"}
    without("aiomysql")
    assert chosen("mysql+aiomysql://h/db")[0] == "pymysql"


def test_resting_needs_a_driver_that_shows_its_socket() -> None:
    assert chosen("mysql+aiomysql://h/db", with_socket=True)[0] == "pymysql"
    assert chosen("postgresql+asyncpg://h/db", with_socket=True)[0] == "psycopg"
    assert chosen("mysql+mysqldb://h/db", with_socket=True)[0] == "mysqldb"


@pytest.mark.parametrize(
    ("url", "hidden", "said"),
    [
        ("mysql+mysqldb://h/db", ("MySQLdb",), "the driver mysqldb is not installed; pip install mysqlclient, or write +pymysql, which is installed"),
        (
            "postgresql+psycopg2://h/db",
            ("psycopg2", "psycopg", "pg8000", "asyncpg"),
            'the driver psycopg2 is not installed; pip install psycopg2-binary, or pip install "engine-lint[probe]"',
        ),
        (
            "postgresql://h/db",
            ("psycopg2", "psycopg", "pg8000", "asyncpg"),
            'no driver for postgresql is installed; pip install "engine-lint[probe]", or pip install "psycopg[binary]"',
        ),
        ("mysql+cymysql://h/db", (), "the driver cymysql is not installed (cymysql is missing); install it, or leave it out of the URL"),
        ("mysql+nonsense://h/db", (), "the SQLAlchemy that is installed knows no such driver for mysql; use one of pymysql, mysqldb,"),
    ],
)
def test_a_driver_that_is_missing_is_named_with_what_installs_it(without: Any, url: str, hidden: tuple[str, ...], said: str) -> None:
    without(*hidden)
    with pytest.raises(CannotProbe) as caught:
        choose(address_of(url))
    assert str(caught.value).startswith(said)


def test_resting_without_such_a_driver_says_what_to_install(without: Any) -> None:
    without("pymysql", "MySQLdb", "mysql.connector", "mariadb")
    with pytest.raises(CannotProbe, match="--watch-idle needs a driver whose socket it can look at; pip install PyMySQL"):
        choose(address_of("mysql+aiomysql://h/db"), with_socket=True)


@pytest.mark.parametrize(
    ("absent", "arguments", "said"),
    [
        ("sqlalchemy", ("mysql://u:canary@h/db",), 'SQLAlchemy is not installed, and it is what connects; pip install "engine-lint[probe]"'),
    ],
)
def test_a_library_that_is_missing_is_named_with_the_extra_that_has_it(tmp_path: Path, absent: str, arguments: tuple[str, ...], said: str) -> None:
    code = f"import sys; sys.modules[{absent!r}] = None; sys.argv[1:] = {['probe', *arguments]!r}; from engine_lint.cli import main; main()"
    ran = subprocess.run([sys.executable, "-c", code], check=False, cwd=tmp_path, env={"PYTHONPATH": str(REPOSITORY)}, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", f"error: {said}\n")
