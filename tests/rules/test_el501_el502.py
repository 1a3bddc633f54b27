"""What rules say of servers; option files are shown in the rules' own examples."""

from __future__ import annotations

from typing import Any

import pytest

from engine_lint.model.finding import Confidence
from engine_lint.model.place import Place, span_of
from engine_lint.model.server import ServerConfig, ServerSetting
from engine_lint.rules.registry import find
from engine_lint.rules.rule import Context, Report


def config(*settings: ServerSetting, path: str = "/p/compose.yaml", **more: Any) -> ServerConfig:
    fields: dict[str, Any] = {"form": "Compose service", "server": "db", "backends": ("mysql",), **more}
    return ServerConfig(settings=settings, place=Place(path, span_of(1, 1, 1, 1)), **fields)


def setting(variable: str, value: int | None, line: int = 3, **more: str) -> ServerSetting:
    return ServerSetting(variable, value, more.pop("written", str(value)), Place("/p/compose.yaml", span_of(line, 1, line, 9)), **more)


def told(code: str, subject: ServerConfig) -> list[Report]:
    rule = find(code)
    assert rule is not None and rule.check is not None
    return list(rule.check(subject, Context()))


@pytest.mark.parametrize("value", [28801, 86400, 31536000])
def test_a_raised_timeout_is_told_with_what_it_costs(value: int) -> None:
    (report,) = told("EL501", config(setting("wait_timeout", value), setting("max_connections", 20)))
    assert report.confidence is Confidence.HIGH and report.place is not None
    assert str(value) in report.message and "(20 here)" in report.help[0]


def test_the_number_of_connections_is_not_made_up() -> None:
    (report,) = told("EL501", config(setting("wait_timeout", 86400), setting("max_connections", None, reason="a variable")))
    assert "an unknown number" in report.help[0]
    (report,) = told("EL501", config(setting("wait_timeout", 86400)))
    assert "(151 here)" in report.help[0]


@pytest.mark.parametrize(
    "subject",
    [
        config(setting("wait_timeout", 28800)),
        config(setting("wait_timeout", 60)),
        config(setting("wait_timeout", None, reason="a variable")),
        config(setting("wait_timeout", 600), setting("interactive_timeout", 5)),
        config(setting("max_connections", 5)),
        config(setting("idle_session_timeout", 86400), backends=("postgresql",)),
        config(),
    ],
)
def test_what_is_neither_long_nor_short_nor_lost(subject: ServerConfig) -> None:
    assert told("EL501", subject) == told("EL502", subject) == []


@pytest.mark.parametrize(
    ("value", "written", "expected"), [(59, "59", "is 59 s"), (1, "0", "of 0 does not turn"), (1, "'0'", "of 0 does not turn"), (1, "1", "is 1 s")]
)
def test_a_very_low_timeout_is_told_in_its_own_words(value: int, written: str, expected: str) -> None:
    (report,) = told("EL502", config(setting("wait_timeout", value, written=written)))
    assert expected in report.message


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ((setting("wait_timeout", 600), setting("interactive_timeout", 30)), ["interactive_timeout"]),
        ((setting("wait_timeout", 30), setting("interactive_timeout", 600)), ["wait_timeout"]),
        ((setting("interactive_timeout", 600),), []),
        ((setting("wait_timeout", 600),), []),
    ],
)
def test_aurora_heeds_both(settings: tuple[ServerSetting, ...], expected: list[str]) -> None:
    reports = told("EL502", config(*settings, product="aurora-mysql"))
    assert [report.message.partition(" ")[0] for report in reports] == expected


def test_what_no_server_takes_is_told_once_for_each_place() -> None:
    lost = [setting("wait_timeout", None, line, ineffective="no server reads the group [client]") for line in (3, 5)]
    reports = told("EL502", config(*lost, setting("interactive_timeout", 600)))
    assert [report.place.span.start.line for report in reports if report.place] == [3, 5]
    assert told("EL502", config(*lost, setting("wait_timeout", 600, 9))) == []


def test_the_wrong_one_of_two_is_told_where_nothing_can_stand_beside() -> None:
    assert len(told("EL502", config(setting("interactive_timeout", 600)))) == 1
    assert told("EL502", config(setting("interactive_timeout", 600), path="/p/mysql/conf.d/a.cnf")) == []


@pytest.mark.parametrize("code", ["EL501", "EL502"])
def test_servers_for_tests_are_judged_at_low_confidence(code: str) -> None:
    value = 5 if code == "EL502" else 86400
    assert [each.confidence for each in told(code, config(setting("wait_timeout", value), in_tests=True))] == [Confidence.LOW]
