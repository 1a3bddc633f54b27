"""``engine-lint timeouts``: the list at several widths, one timer in full, JSON against its schema, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from engine_lint.report.timeouts.schema import json_schema
from engine_lint.report.timeouts.wording import recycle_of
from engine_lint.timeouts.presets import comparable, presets
from tests.inprocess import engine_lint
from tests.shell import REPOSITORY, Ran


def listed(folder: Path, *arguments: str, columns: int = 80) -> Ran:
    ran = engine_lint("timeouts", *arguments, cwd=folder, env={"COLUMNS": str(columns)})
    assert ran.code == 0 and ran.err == ""
    return ran


def ids(ran: Ran) -> list[str]:
    return [each["id"] for each in ran.report["timeouts"]]


def test_the_list_holds_what_a_platform_setting_may_name_and_fits_80_columns(tmp_path: Path) -> None:
    lines = listed(tmp_path).lines
    assert [line for line in lines if len(line) > 80 and "://" not in line] == []
    named = {line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ") and line.split()[0] != "platform"}
    assert named == set(comparable())
    assert ["aws-nlb-tcp", "350", "s", "330", "documented"] in [line.split() for line in lines]
    assert lines[lines.index("    AWS Network Load Balancer, TCP listener: tcp.idle_timeout.seconds") + 1].startswith("    https://docs.aws.amazon.com/")
    assert f"{len(comparable())} timers for `platform = [...]`." in lines


def test_piped_output_is_plain_and_colour_can_be_forced(tmp_path: Path) -> None:
    assert "\x1b" not in listed(tmp_path).text
    assert "\x1b[1mProxies and poolers\x1b[0m" in listed(tmp_path, "--color", "always").text


def test_a_narrow_terminal_gets_names_on_lines_of_their_own(tmp_path: Path) -> None:
    lines = listed(tmp_path, columns=50).lines
    assert [line for line in lines if len(line) > 50 and "://" not in line] == []
    assert lines[lines.index("  aws-nlb-tcp") + 1].split() == ["350", "s", "330", "documented"]


def test_each_group_begins_with_what_acts_first(tmp_path: Path) -> None:
    lines = listed(tmp_path, "--kind", "platform").lines
    seconds = [int(line.split()[1]) for line in lines if line.endswith(("documented", "user report", "measured"))]
    assert seconds == sorted(seconds) and seconds[0] == 90


def test_all_adds_those_that_are_not_comparable_with_the_reason(tmp_path: Path) -> None:
    said = " ".join(listed(tmp_path, "--all", "--kind", "proxy").text.split())
    assert (
        "pgbouncer-server-idle 600 s - documented PgBouncer: server_idle_timeout it cuts no connection that rests in the pool: PgBouncer-to-PostgreSQL" in said
    )
    assert "pgbouncer-client-idle off - documented PgBouncer: client_idle_timeout it is off by default" in said
    assert "pgbouncer" not in listed(tmp_path, "--kind", "proxy").text


def test_filters_hold_for_json_too(tmp_path: Path) -> None:
    every, able = ids(listed(tmp_path, "--all", "--output-format", "json")), ids(listed(tmp_path, "--comparable", "--output-format", "json"))
    assert (every, able) == (list(presets()), list(comparable()))
    some = ids(listed(tmp_path, "--kind", "platform", "--kind", "driver", "--all", "--output-format", "json"))
    assert {presets()[name].kind for name in some} == {"platform", "driver"}


def test_json_follows_the_published_schema(tmp_path: Path) -> None:
    published = json.loads((REPOSITORY / "docs" / "schemas" / "timeouts.json").read_text(encoding="utf-8"))
    assert published == json_schema()
    report = listed(tmp_path, "--all", "--output-format", "json").report
    jsonschema.validate(report, published)
    rows = {each["id"]: each for each in report["timeouts"]}
    assert rows["pythonanywhere-mysql"]["recycle"] == {"seconds": 280, "by_vendor": True}
    assert rows["aws-nlb-tcp"]["settable"] == {"min": 60, "max": 6000}
    assert rows["mysql-8.0-wait-timeout"]["source"]["measured"].startswith("8.0.46")
    assert rows["postgres-idle-session"]["seconds"] is None and "off by default" in rows["postgres-idle-session"]["because"]
    assert rows["azure-lb"]["silent"] is True


@pytest.mark.parametrize("name", comparable())
def test_the_recycle_is_strictly_below_the_timer(name: str) -> None:
    preset = presets()[name]
    recycle = recycle_of(preset)
    assert recycle is not None and preset.seconds is not None and 0 < recycle < preset.seconds


def test_one_timer_in_full(tmp_path: Path) -> None:
    assert (
        listed(tmp_path, "aws-nlb-tcp").text
        == """\
aws-nlb-tcp: AWS Network Load Balancer, TCP listener
  kind       load balancers, NAT, firewalls
  setting    tcp.idle_timeout.seconds
  default    350 s; can be set from 60 s to 6000 s
  platform   platform = ["aws-nlb-tcp"] in the settings, or --platform
             aws-nlb-tcp
  recycle    pool_recycle=330
  notes      Per listener attribute.
  versions   all
  sourced    documented by its maker
  source     https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html
"""
    )


def test_timers_that_cannot_be_compared_are_explained_too(tmp_path: Path) -> None:
    said = " ".join(listed(tmp_path, "pgbouncer-server-idle", "postgres-idle-session").text.split())
    assert "cannot be named: it cuts no connection that rests in the pool: PgBouncer-to-PostgreSQL side; not visible to the app" in said
    assert "default off" in said and "cannot be named: it is off by default; where it is set, declare its length with idle-timeout" in said
    assert ids(listed(tmp_path, "pgbouncer-server-idle", "--output-format", "json")) == ["pgbouncer-server-idle"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("aws_nlb", "did you mean `aws-nlb-t"), ("pgbouncer-serveridle", "did you mean `pgbouncer-server-idle`"), ("qqq", "`engine-lint timeouts` lists them")],
)
def test_an_unknown_name_is_refused_with_those_that_are_near(tmp_path: Path, name: str, hint: str) -> None:
    ran = engine_lint("timeouts", name, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, b"")
    assert f"there is no platform {name!r}" in ran.err and hint in ran.err


def test_the_list_can_go_to_a_file(tmp_path: Path) -> None:
    ran = listed(tmp_path, "--output-format", "json", "-o", "timeouts.json")
    assert ran.out == b"" and json.loads((tmp_path / "timeouts.json").read_text())["schema_version"] == 1
