"""What files set on servers, as timers of engines."""

from __future__ import annotations

import pytest

from engine_lint.model.place import Place, span_of
from engine_lint.model.server import ServerConfig, ServerSetting
from engine_lint.timeouts.found import found_timeouts, without_parts

BASE = "/repo"


def place(line: int = 1, path: str = f"{BASE}/db/my.cnf") -> Place:
    return Place(path, span_of(line, 1, line, 20))


def setting(variable: str, value: int | None, line: int = 1, **more: str) -> ServerSetting:
    return ServerSetting(variable, value, str(value), place(line), **more)


def config(*settings: ServerSetting, backends: tuple[str, ...] = ("mysql", "mariadb"), **more: object) -> ServerConfig:
    fields = {"server": "", "place": place(), **more}
    return ServerConfig(form="option file", backends=backends, settings=settings, **fields)  # type: ignore[arg-type]


def timers(*configs: ServerConfig) -> list[tuple[str, int, str]]:
    return [(each.label.partition(" ")[0], each.seconds, each.backend) for each in found_timeouts(configs, BASE, lambda each: each.in_tests)]


def test_a_timer_says_where_it_stands() -> None:
    (timer,) = found_timeouts([config(setting("wait_timeout", 600, 12))], BASE, lambda each: False)
    assert (timer.where, timer.timer, timer.place) == ("db/my.cnf:12", "server", place(12))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (config(setting("wait_timeout", 600), setting("max_connections", 20)), [("wait_timeout", 600, "mysql")]),
        (config(setting("wait_timeout", 600), backends=("mariadb",)), [("wait_timeout", 600, "mariadb")]),
        (config(setting("idle_session_timeout", 600), backends=("postgresql",)), [("idle_session_timeout", 600, "postgresql")]),
        (config(setting("wait_timeout", 600), setting("interactive_timeout", 60)), [("wait_timeout", 600, "mysql"), ("interactive_timeout", 60, "mysql")]),
    ],
)
def test_variables_that_cut_resting_connections_are_timers(given: ServerConfig, expected: list[tuple[str, int, str]]) -> None:
    assert timers(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        config(setting("max_connections", 20)),
        config(setting("wait_timeout", None, reason="the variable has no default")),
        config(setting("wait_timeout", 600, ineffective="no server reads [client]")),
        config(setting("idle_session_timeout", 0), backends=("postgresql",)),
        config(setting("idle_in_transaction_session_timeout", 60), backends=("postgresql",)),
        config(setting("wait_timeout", 600), in_tests=True),
        config(setting("wait_timeout", 600), backends=()),
    ],
)
def test_everything_else_is_none(given: ServerConfig) -> None:
    assert timers(given) == []


@pytest.mark.parametrize(
    ("wait", "interactive", "expected"),
    [
        (600, 60, [("interactive_timeout", 60, "mysql")]),
        (60, 600, [("wait_timeout", 60, "mysql")]),
        (None, 60, [("interactive_timeout", 60, "mysql")]),
        (None, 86400, []),
        (86400, None, []),
        (86400, 86400, [("wait_timeout", 86400, "mysql")]),
    ],
)
def test_aurora_heeds_the_shorter_of_two(wait: int | None, interactive: int | None, expected: list[tuple[str, int, str]]) -> None:
    named = (("wait_timeout", wait), ("interactive_timeout", interactive))
    given = config(*(setting(name, value) for name, value in named if value is not None), backends=("mysql",), product="aurora-mysql")
    assert timers(given) == expected


def test_an_included_file_is_told_of_where_it_is_included() -> None:
    part = config(setting("wait_timeout", 60), place=place(1, f"{BASE}/db/part.cnf"))
    whole = config(setting("wait_timeout", 600), parts=(f"{BASE}/db/part.cnf",))
    assert without_parts([part, whole]) == (whole,)
    assert without_parts([part]) == (part,)
    itself = config(setting("wait_timeout", 60), parts=(f"{BASE}/db/my.cnf",))
    assert without_parts([itself]) == (itself,)


def test_the_same_setting_of_two_servers_is_one_timer() -> None:
    assert len(timers(config(setting("wait_timeout", 600)), config(setting("wait_timeout", 600), server="replica"))) == 1
