from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.model.engine import Backend, Engine, Site
from engine_lint.model.place import FILE_START, Place
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Known, Option
from engine_lint.timeouts.declared import Declared, declared
from engine_lint.timeouts.presets import timeouts_of
from engine_lint.timeouts.resolve import recycle_below, timeouts_for

HERE = Place("app.py", FILE_START)


def engine(*names: str, complete: bool = True, connect_args: dict[str, Any] | None = None, driver: str = "") -> Engine:
    options = {}
    if connect_args is not None:
        options["connect_args"] = Option("connect_args", Known({key: Known(value) for key, value in connect_args.items()}), HERE, HERE)
    return Engine(Site("call", "create_engine", HERE), options, Backend(frozenset(names), complete and bool(names), driver=driver))


def seconds(subject: Engine, *entries: IdleTimeout, others: tuple[IdleTimeout, ...] = ()) -> list[int]:
    return [each.seconds for each in timeouts_for(subject, Declared(entries), others)]


def found(length: int, backend: str = "mysql", label: str = "wait_timeout", source: Source = Source.FOUND) -> IdleTimeout:
    return IdleTimeout(length, source, "server", label, "my.cnf", backend)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (engine("mysql"), [28800]), (engine("mariadb"), [28800]), (engine("mysql", "mariadb"), [28800]), (engine("postgresql"), []), (engine(), []),
        (engine("mysql", complete=False), []), (engine("mysql", "postgresql"), []), (engine("sqlite"), []), (engine("mysql", "sqlite"), [28800]),
        (engine("mysql", driver="auroradataapi"), []),
    ],
)  # fmt: skip
def test_documented_defaults_are_for_backends_that_are_certain(subject: Engine, expected: list[int]) -> None:
    assert seconds(subject) == expected


def test_the_documented_default_says_where_it_is_from() -> None:
    (timer,) = timeouts_for(engine("mariadb"), Declared())
    assert (timer.label, timer.source, timer.backend) == ("wait_timeout", Source.DEFAULT, "mariadb")
    assert "MariaDB" in timer.where and timer.url.startswith("https://mariadb.com/")


@pytest.mark.parametrize("subject", [engine("mysql"), engine("postgresql"), engine(), engine("mysql", complete=False), engine("sqlite", complete=False)])
def test_a_declared_timeout_holds_for_every_network_backend(subject: Engine) -> None:
    assert seconds(subject, declared(600, "pyproject.toml")) == [600]


@pytest.mark.parametrize("subject", [engine("sqlite"), engine("duckdb"), engine("bigquery")])
def test_nothing_holds_where_no_socket_rests(subject: Engine) -> None:
    assert seconds(subject, declared(600, "pyproject.toml"), others=timeouts_of(["aws-nlb-tcp"])) == []


def test_a_declared_timeout_replaces_the_default_also_upwards() -> None:
    assert seconds(engine("mysql"), declared(86400, "pyproject.toml")) == [86400]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (engine("mysql"), [300]),
        (engine("mariadb"), [300]),
        (engine("postgresql"), [900]),
        (engine(), [900]),
        (engine("mysql", "postgresql"), [300]),
        (engine("cockroachdb"), [900]),
    ],
)
def test_a_timeout_for_the_backend_comes_before_the_one_for_all(subject: Engine, expected: list[int]) -> None:
    assert seconds(subject, declared(300, "x", "mysql"), declared(900, "x")) == expected


def test_mysql_and_mariadb_are_told_apart_where_both_are_declared() -> None:
    entries = declared(300, "x", "mysql"), declared(500, "x", "mariadb")
    assert seconds(engine("mysql"), *entries) == [300]
    assert seconds(engine("mariadb"), *entries) == [500]


def test_what_is_found_holds_for_its_backend_only() -> None:
    others = (found(600),)
    assert seconds(engine("mysql"), others=others) == [600]
    assert seconds(engine("mariadb"), others=others) == [600]
    assert seconds(engine("postgresql"), others=others) == []
    assert seconds(engine(), others=others) == []


def test_the_better_source_wins_for_one_timer() -> None:
    others = (found(100), found(200, source=Source.MEASURED))
    assert seconds(engine("mysql"), others=others) == [200]
    assert seconds(engine("mysql"), declared(500, "x"), others=others) == [500]


def test_of_equal_sources_the_shorter_counts() -> None:
    assert seconds(engine("mysql"), others=(found(700), found(600), found(800))) == [600]


def test_different_timers_all_apply_the_shortest_first() -> None:
    others = timeouts_of(["rds-proxy-idle-client", "aws-nlb-tcp"])
    assert seconds(engine("mysql"), others=others) == [350, 1800, 28800]


def test_the_engines_own_setting_replaces_the_servers() -> None:
    own = engine("mysql", connect_args={"init_command": "SET SESSION wait_timeout=120"})
    assert seconds(own, declared(600, "x"), others=(found(60),)) == [120]
    assert seconds(own, others=timeouts_of(["pythonanywhere-mysql"])) == [120, 300]


def test_interactive_connections_have_the_other_timeout() -> None:
    others = (found(600), found(900, label="interactive_timeout"))
    assert seconds(engine("mysql"), others=others) == [600]
    assert seconds(engine("mysql", connect_args={"client_flag": 1024 | 2}), others=others) == [900]


@pytest.mark.parametrize(
    ("timeout", "preferred", "expected"),
    [
        (300, None, 280), (600, None, 570), (28800, None, 3600), (1800, None, 1710), (41, None, 21), (40, None, 20), (30, None, 15), (29, None, None),
        (1, None, None), (None, None, 3600), (None, 900, 900), (600, 500, 500), (600, 600, 570), (600, 900, 570), (28800, 1800, 1800), (20, 10, None),
    ],
)  # fmt: skip
def test_the_recycle_that_is_written(timeout: int | None, preferred: int | None, expected: int | None) -> None:
    assert recycle_below(timeout, preferred) == expected


@given(st.integers(min_value=1, max_value=10**9), st.none() | st.integers(min_value=1, max_value=10**6))
def test_the_recycle_is_always_below_the_timeout(timeout: int, preferred: int | None) -> None:
    value = recycle_below(timeout, preferred)
    assert value is None or 10 <= value < timeout or value == preferred
    assert (value is None) is (timeout < 30)
