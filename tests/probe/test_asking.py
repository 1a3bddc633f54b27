"""What live servers say of themselves, through every driver, and with what statements they are asked."""

from __future__ import annotations

import re

import pymysql
import pytest

from engine_lint.model.answer import Answer, Rest, Variable, measured_from
from engine_lint.model.measured import Measured
from engine_lint.probe.address import address_of
from engine_lint.probe.connecting import asked
from engine_lint.probe.questions import _number
from engine_lint.timeouts.measured import measured_timeouts
from tests.probe.conftest import Server

MYSQL_DRIVERS = ("pymysql", "mysqldb", "mysqlconnector", "aiomysql", "asyncmy")
POSTGRESQL_DRIVERS = ("psycopg", "psycopg2", "pg8000", "asyncpg", "psycopg_async")
PATIENCE = 30


def answer(url: str) -> Answer:
    return asked(address_of(url), PATIENCE)


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_mariadb_states_its_limits(mariadb: Server, driver: str, backend: str) -> None:
    found = answer(mariadb.url(driver).replace("mysql", backend, 1))
    assert found.variables == (Variable("wait_timeout", 600, 600), Variable("interactive_timeout", 7200, 7200), Variable("max_connections", None, 151))
    assert (found.backend, found.driver, found.read_only, found.product) == ("mariadb", driver, True, "")
    assert "MariaDB" in found.version


@pytest.mark.parametrize("driver", POSTGRESQL_DRIVERS)
def test_postgresql_states_its_limits(postgres: Server, driver: str) -> None:
    found = answer(postgres.url(driver))
    assert found.variables == (
        Variable("idle_session_timeout", 1800, 1800),
        Variable("idle_in_transaction_session_timeout", 90, 90),
        Variable("max_connections", None, 40),
    )
    assert (found.backend, found.driver, found.read_only) == ("postgresql", driver, True)
    assert re.match(r"\d+\.\d+", found.version)


def test_without_a_driver_in_the_url_one_that_is_installed_is_taken(mariadb: Server, postgres: Server) -> None:
    assert answer(mariadb.url()).driver == "pymysql"
    assert answer(postgres.url()).driver == "psycopg"
    assert answer(postgres.url().replace("postgresql:", "postgres:")).driver == "psycopg"


def test_the_session_of_the_url_is_told_apart_from_the_server(mariadb: Server, postgres: Server) -> None:
    found = answer(mariadb.url("pymysql", query="init_command=SET%20SESSION%20wait_timeout%3D33"))
    assert found.variable("wait_timeout") == Variable("wait_timeout", 33, 600)
    own = answer(postgres.url(user="quick", password="quick-canary"))
    assert own.variable("idle_session_timeout") == Variable("idle_session_timeout", 2, None, "user")
    assert own.variable("idle_in_transaction_session_timeout") == Variable("idle_in_transaction_session_timeout", 90, 90)


def test_mariadb_is_asked_with_show_and_select_in_a_read_only_transaction(mariadb: Server) -> None:
    with pymysql.connect(host="127.0.0.1", port=mariadb.port, user="root2", password="root2-canary", autocommit=True) as own, own.cursor() as cursor:
        cursor.execute("SET GLOBAL general_log_file = %s, GLOBAL general_log = 1", (str(mariadb.log),))
        answer(mariadb.url("pymysql"))
        cursor.execute("SET GLOBAL general_log = 0")
    statements = re.findall(r"\tQuery\t(.*)|\s+\d+ Query\s+(.*)", mariadb.log.read_text(encoding="utf-8", errors="replace"))
    said = [first or second for first, second in statements if "general_log" not in first + second]
    assert "START TRANSACTION READ ONLY" in said and said[-1] == "ROLLBACK"
    usual = r"(?i)SET NAMES |SET AUTOCOMMIT ?= ?0|START TRANSACTION READ ONLY$|ROLLBACK$|SHOW |SELECT "
    assert [each for each in said if not re.match(usual, each)] == []


def test_postgresql_is_asked_with_show_and_select_in_a_read_only_transaction(postgres: Server) -> None:
    before = len(postgres.log.read_text(encoding="utf-8"))
    answer(postgres.url("psycopg2"))
    said = re.findall(r"LOG:  (?:statement|execute [^:]*): (.*)", postgres.log.read_text(encoding="utf-8")[before:])
    assert any("READ ONLY" in each for each in said) and any("pg_settings" in each for each in said)
    usual = r"(?i)BEGIN|ROLLBACK|SHOW |SELECT |SET SESSION CHARACTERISTICS AS TRANSACTION READ (?:ONLY|WRITE)|SET default_transaction_read_only"
    assert [each for each in said if not re.match(usual, each.strip())] == []


def test_what_is_worth_keeping_of_an_answer() -> None:
    found = Answer("postgresql", "17.2", "psycopg", (Variable("idle_session_timeout", 0.25, 0.25), Variable("max_connections", None, 40)))
    assert measured_from(found, None, "db", "2026-11-27").values == {"idle_session_timeout": 1, "max_connections": 40}
    quick = Answer("mysql", "8.4", "pymysql", (Variable("wait_timeout", 600, 28800), Variable("interactive_timeout", None, 28800)))
    assert measured_from(quick, None, "db", "2026-11-27").values == {"wait_timeout": 600, "interactive_timeout": 28800}


def test_a_cut_that_is_earlier_than_the_servers_own_is_kept() -> None:
    answered = Answer("mysql", "8.4", "pymysql", (Variable("wait_timeout", 600, 600),))
    cuts = {Rest(350.4, 350.4): 350, Rest(600.02, 600.02): None, Rest(599.3, 599.3): None, Rest(700, None, 700): None, Rest(400, 400, 200, silent=True): 200}
    assert {rest: measured_from(answered, rest, "", "").values.get("idle_cut_off") for rest in cuts} == cuts


def test_aurora_heeds_the_shorter_timer_for_every_client() -> None:
    timers = measured_timeouts([Measured("mysql", {"wait_timeout": 28800, "interactive_timeout": 300}, product="aurora-mysql", where="x")])
    assert [(each.label, each.seconds) for each in timers] == [("wait_timeout", 300), ("interactive_timeout", 300)]


@pytest.mark.parametrize(("text", "number"), [("600", 600), ("0", 0), (None, None), ("", None), ("-1", None), ("nan", None), ("inf", None), ("1e300", None)])
def test_numbers_that_cannot_be_are_none(text: str | None, number: float | None) -> None:
    assert _number(text) == number
