"""EL102 pre-ping-disabled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.engine import Ping
from engine_lint.model.value import Known, OneOf
from engine_lint.rules.registry import find


@pytest.mark.parametrize("value", [False, 0, None, "", OneOf((Known(False), Known(None)))])
def test_every_false_value_is_told(judge, build, value):
    report = judge.one(build.engine(pool_pre_ping=value))
    assert report.fix is None


@pytest.mark.parametrize("value", [True, "false", OneOf((Known(False), Known(True)))])
def test_what_may_be_true_is_silent(judge, build, value):
    assert judge(build.engine(pool_pre_ping=value)) == []


def test_where_a_condition_decides_nobody_turned_it_off(judge, build):
    engine = build.engine(pool_pre_ping=False)
    option = replace(engine.options["pool_pre_ping"], is_conditional=True)
    assert judge(replace(engine, options={"pool_pre_ping": option}, conditions=("not debug",))) == []


def test_where_a_condition_decides_about_something_else_it_is_told(judge, build):
    assert judge(build.engine(pool_pre_ping=False, _conditions=("not debug",)))


def test_it_is_shown_on_request_only():
    assert find("EL102").pedantic


def test_no_pool_sqlite_and_a_ping_of_its_own_are_silent(judge, build):
    assert judge(build.engine(pool_pre_ping=False, poolclass=build.NULL_POOL)) == []
    assert judge(build.engine(build.SQLITE, pool_pre_ping=False)) == []
    assert judge(build.engine(pool_pre_ping=False, _ping=Ping(build.place(9), "engine_connect"))) == []
