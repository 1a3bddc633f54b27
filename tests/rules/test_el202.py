"""EL202 missing-recycle."""

from __future__ import annotations

import pytest

from engine_lint.model.change import SetOption, literal
from engine_lint.model.engine import Backend, Ping
from engine_lint.model.finding import Confidence, Safety, Severity
from engine_lint.model.timeout import Source
from engine_lint.model.value import Known, OneOf, Unknown


def test_a_bare_mysql_default_counts_where_pre_ping_is_off(judge, build):
    report = judge.one(build.engine(), timeouts=(build.timeout(28800, Source.DEFAULT),))
    assert (report.severity, report.confidence) == (Severity.INFO, Confidence.HIGH)
    assert report.fix.changes == (SetOption(build.CALL, "pool_recycle", literal(3600)),)
    assert report.fix.safety is Safety.SAFE


def test_a_bare_default_is_a_warning_where_pre_ping_was_turned_off(judge, build):
    report = judge.one(build.engine(pool_pre_ping=False), timeouts=(build.timeout(28800, Source.DEFAULT),))
    assert report.severity is Severity.WARNING


@pytest.mark.parametrize("ping", [True, Unknown("a setting"), OneOf((Known(True), Known(False)))])
def test_a_bare_default_is_silent_where_pre_ping_may_be_on(judge, build, ping):
    assert judge(build.engine(pool_pre_ping=ping), timeouts=(build.timeout(28800, Source.DEFAULT),)) == []


def test_a_hand_written_ping_counts(judge, build):
    assert judge(build.engine(_ping=Ping(build.place(9), "checkout")), timeouts=(build.timeout(28800, Source.DEFAULT),)) == []


def test_a_mixed_backend_has_no_bare_default(judge, build):
    subject = build.engine(Backend(frozenset({"sqlite", "mysql"}), complete=True))
    assert judge(subject, timeouts=(build.timeout(28800, Source.DEFAULT),)) == []


@pytest.mark.parametrize("source", [Source.DECLARED, Source.PRESET, Source.FOUND, Source.MEASURED, Source.SITE])
def test_a_timer_that_somebody_stated_counts_with_pre_ping_as_information(judge, build, source):
    assert judge.one(build.engine(build.POSTGRESQL, pool_pre_ping=True), timeouts=(build.timeout(300, source),)).severity is Severity.INFO
    assert judge.one(build.engine(build.POSTGRESQL), timeouts=(build.timeout(300, source),)).severity is Severity.WARNING


def test_a_path_that_drops_silently_is_a_warning_even_with_pre_ping(judge, build):
    timers = (build.timeout(240, Source.PRESET, silent=True),)
    assert judge.one(build.engine(pool_pre_ping=True), timeouts=timers).severity is Severity.WARNING


def test_without_a_timer_it_is_silent(judge, build):
    assert judge(build.engine(build.POSTGRESQL)) == []


@pytest.mark.parametrize("recycle", [0, 300, Unknown("a setting"), OneOf((Known(-1), Known(300)))])
def test_a_recycle_that_may_be_on_is_silent(judge, build, recycle):
    assert judge(build.engine(pool_recycle=recycle), timeouts=(build.timeout(600),)) == []


def test_an_explicit_off_is_reported_and_its_fix_unsafe(judge, build):
    report = judge.one(build.engine(pool_recycle=-1, _unseen=("**kwargs come from a caller",)), timeouts=(build.timeout(600),))
    assert report.fix.safety is Safety.UNSAFE
    assert report.fix.changes == (SetOption(build.CALL, "pool_recycle", literal(570)),)


def test_an_open_site_lacks_nothing(judge, build):
    assert judge(build.engine(_unseen=("**kwargs come from a caller",)), timeouts=(build.timeout(600),)) == []


def test_the_frameworks_default_is_a_recycle(judge, build):
    flask = {"kind": "flask-config", "callee": "Config", "framework": "flask-sqlalchemy"}
    assert judge(build.engine(site=flask, pool_pre_ping=True), timeouts=(build.timeout(600),)) == []
    assert judge(build.engine(Backend(frozenset({"mariadb"}), complete=True), site=flask, pool_pre_ping=True), timeouts=(build.timeout(600),))


def test_no_pool_no_socket_and_a_pool_instance_are_silent(judge, build):
    timers = (build.timeout(600),)
    assert judge(build.engine(poolclass=build.NULL_POOL), timeouts=timers) == []
    assert judge(build.engine(build.SQLITE), timeouts=timers) == []
    assert judge(build.engine(pool=Unknown("it is made elsewhere")), timeouts=timers) == []


def test_weak_places_are_low(judge, build):
    assert judge.one(build.engine(site={"in_tests": True}), timeouts=(build.timeout(600),)).confidence is Confidence.LOW


def test_nothing_is_written_below_30_s(judge, build):
    report = judge.one(build.engine(), timeouts=(build.timeout(25),))
    assert report.fix is None
    assert any("recycling is no help" in line for line in report.help)
