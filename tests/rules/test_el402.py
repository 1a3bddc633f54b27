"""EL402 option-rejected-by-pool."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.change import DropOption
from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.value import Unknown


def test_all_refused_options_in_one_report(judge, build):
    report = judge.one(build.engine(poolclass=build.NULL_POOL, pool_size=5, max_overflow=10, pool_recycle=60, pool_pre_ping=True))
    assert report.message == "NullPool does not take pool_size and max_overflow: refused at start-up"
    assert report.confidence is Confidence.HIGH
    assert report.fix.safety is Safety.UNSAFE
    assert set(report.fix.changes) == {DropOption(build.CALL, "pool_size"), DropOption(build.CALL, "max_overflow")}


@pytest.mark.parametrize("option", ["max_overflow", "pool_timeout", "pool_use_lifo", "pool_size"])
def test_a_static_pool_takes_none_of_the_four(judge, build, option):
    assert len(judge(build.engine(build.SQLITE, poolclass=build.STATIC_POOL, **{option: 1}))) == 1


def test_a_queue_pool_takes_them(judge, build):
    assert judge(build.engine(poolclass=build.QUEUE_POOL, pool_size=5, max_overflow=10, pool_timeout=3, pool_use_lifo=True)) == []


def test_a_sqlite_file_by_version(judge, build):
    subject = build.engine(build.SQLITE, pool_size=5)
    assert len(judge(subject, build.versions(sqlalchemy="1.4.54"))) == 1
    assert judge(subject, build.versions(sqlalchemy="2.0.36")) == []


def test_a_pool_class_that_is_not_known_refuses_nothing(judge, build):
    assert judge(build.engine(poolclass=Unknown("a setting"), pool_size=5)) == []


def test_what_the_framework_adds_is_named_and_not_dropped(judge, build):
    flask = {"kind": "flask-config", "callee": "Config", "framework": "flask-sqlalchemy"}
    report = judge.one(build.engine(site=flask, poolclass=build.NULL_POOL), build.versions(flask_sqlalchemy="2.5.1"))
    assert "pool_size" in report.message
    assert "adds" in report.message
    assert report.fix is None


def test_an_option_of_another_version_is_named_and_not_dropped(judge, build):
    report = judge.one(build.engine(pool_pre_ping=True), build.versions(sqlalchemy="1.1.14"))
    assert report.message == "pool_pre_ping: SQLAlchemy 1.1.14 has no such option: refused at start-up"
    assert report.fix is None


def test_a_pool_of_the_wrong_kind(judge, build):
    subject = build.engine(replace(build.POSTGRESQL, driver="asyncpg"), site={"is_async": True}, poolclass=build.QUEUE_POOL)
    report = judge.one(subject, build.versions(sqlalchemy="2.0.36"))
    assert "asyncio" in report.message
    assert report.fix.changes == (DropOption(build.CALL, "poolclass"),)


def test_in_tests_it_is_low(judge, build):
    assert judge.one(build.engine(poolclass=build.NULL_POOL, pool_size=5, site={"in_tests": True})).confidence is Confidence.LOW


def test_an_option_without_a_carrier_is_not_dropped(judge, build):
    assert judge.one(build.engine(poolclass=build.NULL_POOL, pool_size=build.option("pool_size", 5, carrier=None))).fix is None
