from __future__ import annotations

import re

import pytest

from engine_lint.knowledge.tables import rows
from engine_lint.model.timeout import Source
from engine_lint.timeouts.presets import comparable, presets, timeouts_of


def test_every_preset_has_its_source_and_what_is_known_of_it() -> None:
    assert len(presets()) == 96
    for each in presets().values():
        assert each.stated_in.startswith(("https://", "Debian package ")), each.id
        assert each.confidence in ("documented", "maintainer said", "user report"), each.id
        assert each.kind in ("server", "proxy", "loadbalancer", "platform", "driver"), each.id
        assert re.fullmatch(r"[a-z0-9.-]+", each.id) and each.product and each.setting, each.id
        assert each.seconds is None or (each.shortest or 0) <= each.seconds <= (each.longest or each.seconds), each.id


def test_rows_hold_what_their_presets_are_made_of_and_no_more() -> None:
    names = {name for row in rows("timeouts") for name in row}
    assert all(set(row) == names for row in rows("timeouts"))
    assert len({row["id"] for row in rows("timeouts")}) == len(rows("timeouts"))


def test_only_timers_that_cut_resting_connections_can_be_named() -> None:
    assert "pgbouncer-server-idle" in presets() and "pgbouncer-server-idle" not in comparable()
    assert all(each.seconds and each.cuts and not each.why_not for each in comparable().values())
    assert all(each.why_not for name, each in presets().items() if name not in comparable())


@pytest.mark.parametrize("name", [name for name in presets() if name in comparable()])
def test_every_platform_that_can_be_named_is_a_timer_with_its_source(name: str) -> None:
    (timer,) = timeouts_of([name], "pyproject.toml")
    assert timer.seconds > 0 and timer.label and timer.where == f"platform {name}, pyproject.toml"
    assert timer.url == (presets()[name].stated_in if presets()[name].stated_in.startswith("https://") else "")


def test_a_platform_that_is_named_twice_counts_once() -> None:
    assert len(timeouts_of(["azure-lb", "aws-nlb-tcp", "azure-lb"])) == 2


def test_a_platform_becomes_a_timeout() -> None:
    (timer,) = timeouts_of(["pythonanywhere-mysql"])
    assert (timer.seconds, timer.source, timer.timer) == (300, Source.PRESET, "platform:pythonanywhere-mysql")
    assert timer.backend == "" and timer.url


def test_ages_and_silent_paths_are_marked() -> None:
    age, silent = timeouts_of(["planetscale-24h", "azure-lb"])
    assert age.is_age and not age.silent
    assert silent.silent and not silent.is_age


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("aws-nlb-tpc", "did you mean `aws-nlb-tcp`"),
        ("zzz", "`engine-lint timeouts` lists them"),
        ("pgbouncer-client-idle", "off by default; where it is set, declare its length with idle-timeout"),
        ("pgbouncer-server-idle", "it cuts no connection that rests in the pool: PgBouncer-to-PostgreSQL side; not visible to the app;"),
        ("mysql-net-read-timeout", "it acts in the middle of a request only"),
        ("postgres-idle-in-tx", "it acts inside an open transaction only"),
        ("sqlserver-keepalive", "it is a keepalive"),
        ("celery-db-backend", "a default of `pool_recycle` itself"),
        ("mysql-8.0-interactive-timeout", "CLIENT_INTERACTIVE"),
    ],
)
def test_names_that_cannot_be_meant_say_why(name: str, hint: str) -> None:
    with pytest.raises(ValueError, match=r"platform|cannot be named") as caught:
        timeouts_of([name])
    assert hint in str(caught.value)
