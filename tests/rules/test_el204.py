"""EL204 recycle-churn."""

from __future__ import annotations

import pytest

from engine_lint.model.change import literal
from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.value import Known, OneOf, Unknown


@pytest.mark.parametrize("recycle", [0, 1, 5, 9, 0.5, -0.5, 9.9])
def test_below_ten_seconds_is_churn(judge, build, recycle):
    report = judge.one(build.engine(pool_recycle=recycle))
    assert (report.fix.safety, report.fix.changes[0].value) == (Safety.UNSAFE, literal(3600))


@pytest.mark.parametrize("recycle", [-1, -2, 10, 3600, True, False, "5", None, Unknown("a setting")])
def test_off_plausible_and_other_values_are_silent(judge, build, recycle):
    assert judge(build.engine(pool_recycle=recycle)) == []


def test_zero_is_told_from_off(judge, build):
    assert "off is -1" in judge.one(build.engine(pool_recycle=0)).message


def test_the_shortest_timer_decides_what_is_written(judge, build):
    assert judge.one(build.engine(pool_recycle=1), timeouts=(build.timeout(300),)).fix.changes[0].value == literal(280)
    assert judge.one(build.engine(pool_recycle=1), timeouts=(build.timeout(20),)).fix is None


def test_a_default_of_the_environment_is_medium_and_not_rewritten(judge, build):
    report = judge.one(build.engine(pool_recycle=OneOf((Known(5), Unknown("the environment decides")))))
    assert (report.confidence, report.fix) == (Confidence.MEDIUM, None)


def test_no_pool_and_no_socket_are_silent(judge, build):
    assert judge(build.engine(poolclass=build.NULL_POOL, pool_recycle=1)) == []
    assert judge(build.engine(build.SQLITE, pool_recycle=1)) == []
