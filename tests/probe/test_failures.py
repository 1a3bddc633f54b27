"""Why a server could not be asked: every cause against real servers, through every driver that tells it in its own way."""

from __future__ import annotations

import pymysql
import pytest

from engine_lint.errors import CannotProbe
from engine_lint.probe.address import address_of
from engine_lint.probe.connecting import asked
from engine_lint.probe.drivers import choose
from engine_lint.probe.failures import Failed
from tests.live.server import free_port
from tests.probe.conftest import Server
from tests.probe.listeners import answers, closes, is_silent, listening, says
from tests.probe.test_asking import MYSQL_DRIVERS, POSTGRESQL_DRIVERS

CANARY = "wrong-canary"
PATIENCE = 20


def refused(url: str, patience: float = PATIENCE) -> str:
    with pytest.raises(CannotProbe) as caught:
        asked(address_of(url), patience)
    said = str(caught.value)
    assert CANARY not in said and caught.value.__cause__ is None and caught.value.__suppress_context__
    return said


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
def test_mysql_refusals(mariadb: Server, driver: str) -> None:
    where = f"cannot ask {mariadb.name}: "
    assert refused(mariadb.url(driver, password=CANARY)).startswith(f"{where}it refuses the user or the password ({driver} says: 1045")
    assert refused(mariadb.url(driver, user="nobody", password=CANARY)).startswith(f"{where}it refuses the user or the password")
    assert refused(mariadb.url(driver, user="clerk", password=None)).startswith(f"{where}it wants a password, and the URL has none")
    assert refused(mariadb.url(driver, user="root2", password="root2-canary", database="nope")).startswith(f"{where}it has no database of that name")
    assert refused(mariadb.url(driver, database="mysql")).startswith(f"{where}the user may not use that database")


def test_a_mariadb_that_demands_tls_says_the_same_as_to_a_wrong_password_and_the_hint_tells_of_both(mariadb: Server) -> None:
    with pymysql.connect(host="127.0.0.1", port=mariadb.port, user="root2", password="root2-canary", autocommit=True) as own, own.cursor() as cursor:
        cursor.execute("SET GLOBAL require_secure_transport = 1")
        try:
            said = refused(mariadb.url("pymysql"))
        finally:
            cursor.execute("SET GLOBAL require_secure_transport = 0")
    assert "it refuses the user or the password" in said and "a server that demands TLS" in said


def test_a_mysql_that_demands_tls_says_so_by_number(mariadb: Server) -> None:
    address = address_of(mariadb.url("pymysql"))
    error = pymysql.err.OperationalError(3159, "Connections using insecure transport are prohibited while --require_secure_transport=ON.")
    said = str(Failed(address, choose(address), PATIENCE, error).explained())
    assert "it accepts encrypted connections only" in said and "add the TLS parameters" in said


def test_mysql_that_has_no_connection_left(mariadb: Server) -> None:
    with pymysql.connect(host="127.0.0.1", port=mariadb.port, user="single", password="single-canary"):
        said = refused(mariadb.url("pymysql", user="single", password="single-canary"))
    assert "it has no connection left" in said and "pools of its clients" in said


@pytest.mark.parametrize("driver", POSTGRESQL_DRIVERS)
def test_postgresql_refusals(postgres: Server, driver: str) -> None:
    where = f"cannot ask {postgres.name}: "
    assert refused(postgres.url(driver, password=CANARY)).startswith(f"{where}it refuses the user or the password")
    assert refused(postgres.url(driver, user="nobody", password=CANARY)).startswith(f"{where}it refuses the user or the password")
    assert refused(postgres.url(driver, database="nope")).startswith(f"{where}it has no database of that name")
    assert refused(postgres.url(driver, database="closed")).startswith(f"{where}the user may not use that database")
    assert refused(postgres.url(driver, user="encrypted", password=CANARY)).startswith(f"{where}it accepts encrypted connections only")
    assert "password" in refused(postgres.url(driver, password=None))


@pytest.mark.parametrize(("backend", "driver"), [*(("mysql", each) for each in MYSQL_DRIVERS), *(("postgresql", each) for each in POSTGRESQL_DRIVERS)])
def test_nothing_at_the_other_end(backend: str, driver: str) -> None:
    url = f"{backend}+{driver}://clerk:{CANARY}@%s/shop"
    port = free_port()
    assert refused(url % f"127.0.0.1:{port}").startswith(f"cannot ask 127.0.0.1:{port}: nothing listens there: the connection was refused")
    assert refused(url % "no-such-host.invalid").startswith("cannot ask no-such-host.invalid: the host name is not known")


@pytest.mark.parametrize(("backend", "driver"), [("mysql", "pymysql"), ("mysql", "aiomysql"), ("postgresql", "psycopg"), ("postgresql", "asyncpg")])
def test_what_listens_is_no_database(backend: str, driver: str) -> None:
    title = {"mysql": "MySQL", "postgresql": "PostgreSQL"}[backend]
    for behaviour, what in (
        (says(b"SSH-2.0-OpenSSH_9.2\r\n"), "an SSH server listens there"),
        (answers(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "a web server listens there"),
        (closes, "something listens there that closes the connection at once"),
        (is_silent, "something listens there that says nothing"),
    ):
        with listening(behaviour) as port:
            said = refused(f"{backend}+{driver}://clerk:{CANARY}@127.0.0.1:{port}/shop", 1)
        assert said.startswith(f"cannot ask 127.0.0.1:{port}: it is no {title} server: {what}"), said


def test_one_database_in_the_place_of_another(mariadb: Server, postgres: Server) -> None:
    for driver in MYSQL_DRIVERS:
        said = refused(f"mysql+{driver}://clerk:{CANARY}@{postgres.name}/shop", 1)
        assert "it is no MySQL server: a PostgreSQL server listens there" in said and "begins with postgresql://" in said, said
    for driver in POSTGRESQL_DRIVERS:
        said = refused(f"postgresql+{driver}://clerk:{CANARY}@{mariadb.name}/shop", 1)
        assert "it is no PostgreSQL server: a MySQL or MariaDB server listens there" in said, said


@pytest.mark.parametrize("url", ["mysql+pymysql://clerk@%s/shop?no_such_option=1", "mysql+mysqldb://clerk@%s/shop?no_such_option=1"])
def test_an_option_that_the_driver_does_not_know(mariadb: Server, url: str) -> None:
    assert "the driver does not know a parameter of the URL's query" in refused(url % mariadb.name)


def test_an_option_that_libpq_does_not_know(postgres: Server) -> None:
    for driver in ("psycopg", "psycopg2"):
        said = refused(postgres.url(driver, password=CANARY, query="no_such_option=1"))
        assert "the driver does not know a parameter of the URL's query" in said


def test_a_socket_file_instead_of_a_host(postgres: Server) -> None:
    folder = postgres.log.parent
    assert asked(address_of(f"postgresql+psycopg2://owner@/shop?host={folder}&port={postgres.port}"), PATIENCE).variables
    said = refused(f"postgresql+psycopg2://owner@/shop?host={folder}/none")
    assert said.startswith("cannot ask the postgresql server of the URL: it cannot be asked (psycopg2 says:")
