"""EL206 recycle-implausible."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.value import Known, OneOf, Unknown


@pytest.mark.parametrize(("value", "text"), [(True, "1 s"), (False, "0 s")])
def test_a_bool_is_named_with_what_it_counts_as(judge, build, value, text):
    report = judge.one(build.engine(pool_recycle=value))
    assert text in report.message
    assert report.confidence is Confidence.HIGH


def test_one_arm_is_enough(judge, build):
    assert judge.one(build.engine(pool_recycle=OneOf((Known(True), Known(300))))).confidence is Confidence.HIGH
    assert judge.one(build.engine(pool_recycle=OneOf((Known(True), Unknown("a setting"))))).confidence is Confidence.MEDIUM


@pytest.mark.parametrize("name", ["POOL_PRE_PING", "PG_POOL_PRE_PING", "db_pool_size", "MAX_OVERFLOW", "sql_pool_timeout"])
def test_a_setting_named_after_another_option(judge, build, name):
    option = build.option("pool_recycle", Unknown("a setting"), read_from=name)
    assert name in judge.one(build.engine(pool_recycle=option)).message


@pytest.mark.parametrize("name", ["", "POOL_RECYCLE", "RECYCLE_TIMEOUT", "DB_TIMEOUT", "POOL_SIZE_RECYCLE", "WAIT_TIMEOUT"])
def test_other_names_are_silent(judge, build, name):
    assert judge(build.engine(pool_recycle=build.option("pool_recycle", Unknown("a setting"), read_from=name))) == []


def test_a_recycle_given_to_another_option(judge, build):
    assert judge.one(build.engine(pool_size=build.option("pool_size", Unknown("a setting"), read_from="POOL_RECYCLE")))
    assert judge(build.engine(pool_size=build.option("pool_size", Unknown("a setting"), read_from="POOL_TIMEOUT"))) == []


@pytest.mark.parametrize(
    ("number", "remark"),
    [(1000, "30 mins"), (3600, "10 minutes"), (3600, "recycle after 10 minutes"), (60, "1 hour"), (300, "half an hour"), (5, "= 5 min."), (1800, "30 s")],
)
def test_a_comment_with_another_span_is_worth_a_look(judge, build, number, remark):
    report = judge.one(build.engine(pool_recycle=replace(build.option("pool_recycle", number), remark=remark)))
    assert (report.severity, report.confidence) == (Severity.INFO, Confidence.MEDIUM)
    assert report.message.endswith(f"and the comment beside it says {remark!r}")


@pytest.mark.parametrize(
    ("number", "remark"),
    [
        (3600, "1 hour"),
        (3600, "an hour"),
        (280, "5 minutes"),
        (1800, "30m in seconds"),
        (280, "below the 600 s of the proxy"),
        (280, "10 connections"),
        (-1, "1 hour"),
        (3600, ""),
    ],
)
def test_a_comment_that_agrees_or_speaks_of_something_else_is_silent(judge, build, number, remark):
    assert judge(build.engine(pool_recycle=replace(build.option("pool_recycle", number), remark=remark))) == []
