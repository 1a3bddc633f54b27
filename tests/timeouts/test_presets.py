from __future__ import annotations

import pytest

from engine_lint.model.timeout import Source
from engine_lint.timeouts.presets import comparable, presets, timeouts_of


def test_every_preset_has_its_source() -> None:
    assert len(presets()) == 96
    assert all(each.stated_in.startswith(("https://", "Debian package ")) for each in presets().values())


def test_only_timers_that_cut_resting_connections_can_be_named() -> None:
    assert "pgbouncer-server-idle" in presets() and "pgbouncer-server-idle" not in comparable()
    assert all(each.seconds and each.comparable for each in comparable().values())


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
        ("aws-nlb-tpc", "'aws-nlb-tcp' is close"),
        ("zzz", "engine-lint timeouts"),
        ("pgbouncer-client-idle", "idle-timeout"),
        ("mysql-net-read-timeout", "idle-timeout"),
    ],
)
def test_names_that_cannot_be_meant_say_why(name: str, hint: str) -> None:
    with pytest.raises(ValueError, match=r"platform|resting") as caught:
        timeouts_of([name])
    assert hint in str(caught.value)
