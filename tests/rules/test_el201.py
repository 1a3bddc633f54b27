"""EL201 recycle-not-below-timeout."""

from __future__ import annotations

import pytest

from engine_lint.model.change import ReplaceValue, SetOption, literal
from engine_lint.model.engine import Backend, Bind, Ping
from engine_lint.model.finding import Confidence, Safety, Severity
from engine_lint.model.timeout import Source
from engine_lint.model.value import Known, OneOf, Unknown

FLASK = {"kind": "flask-config", "callee": "Config", "framework": "flask-sqlalchemy"}


def test_the_message_carries_both_numbers_and_the_timers_source(judge, build):
    report = judge.one(build.engine(pool_recycle=3600), timeouts=(build.timeout(600),))
    assert report.message == "pool_recycle of 3600 s (1 h) is not below the idle timeout: idle-timeout of 600 s, from pyproject.toml"
    assert (report.severity, report.confidence) == (Severity.WARNING, Confidence.HIGH)
    assert report.fix.changes == (SetOption(build.CALL, "pool_recycle", literal(570)),)
    assert report.fix.safety is Safety.SAFE


@pytest.mark.parametrize("recycle", [599, 570, 1, -1, -2, True])
def test_below_and_off_are_silent(judge, build, recycle):
    assert judge(build.engine(pool_recycle=recycle), timeouts=(build.timeout(600),)) == []


def test_equality_is_called_a_race(judge, build):
    assert "race" in judge.one(build.engine(pool_recycle=300), timeouts=(build.timeout(300),)).message


def test_the_shortest_of_several_timers_counts(judge, build):
    report = judge.one(build.engine(pool_recycle=400), timeouts=(build.timeout(350, Source.PRESET), build.timeout(28800, Source.DEFAULT)))
    assert "350 s" in report.message


def test_an_age_is_not_called_idle(judge, build):
    report = judge.one(build.engine(pool_recycle=100_000), timeouts=(build.timeout(86400, Source.PRESET, is_age=True),))
    assert "idle" not in report.message
    assert "the age at which connections are cut" in report.message


@pytest.mark.parametrize(
    ("ping", "source", "severity"),
    [
        (True, Source.DEFAULT, Severity.INFO),
        (True, Source.FOUND, Severity.INFO),
        (True, Source.DECLARED, Severity.WARNING),
        (True, Source.PRESET, Severity.WARNING),
        (False, Source.DEFAULT, Severity.WARNING),
        (Unknown("a setting"), Source.DEFAULT, Severity.WARNING),
    ],
)
def test_pre_ping_softens_presumed_timers_only(judge, build, ping, source, severity):
    assert judge.one(build.engine(pool_recycle=30000, pool_pre_ping=ping), timeouts=(build.timeout(28800, source),)).severity is severity


def test_a_hand_written_ping_softens_too(judge, build):
    subject = build.engine(pool_recycle=30000, _ping=Ping(build.place(9), "checkout"))
    assert judge.one(subject, timeouts=(build.timeout(28800, Source.DEFAULT),)).severity is Severity.INFO


def test_the_frameworks_default_counts_and_is_named(judge, build):
    report = judge.one(build.engine(site=FLASK, pool_pre_ping=True), build.versions(flask_sqlalchemy="3.1.1"), timeouts=(build.timeout(600),))
    assert "7200 s (2 h) (Flask-SQLAlchemy's default for mysql)" in report.message
    assert report.place is None
    assert report.fix.changes == (SetOption(build.CALL, "pool_recycle", literal(570)),)


def test_a_default_at_an_open_site_is_silent(judge, build):
    assert judge(build.engine(site=FLASK, _unseen=("from_envvar adds keys",)), timeouts=(build.timeout(600),)) == []


def test_mariadb_gets_no_default(judge, build):
    subject = build.engine(Backend(frozenset({"mariadb"}), complete=True), site=FLASK, pool_pre_ping=True)
    assert judge(subject, timeouts=(build.timeout(600),)) == []


def test_the_removed_key_of_flask_sqlalchemy_2_is_the_one_that_is_mended(judge, build):
    key = build.option("SQLALCHEMY_POOL_RECYCLE", 7200, carrier=None)
    subject = build.engine(site=FLASK, _config={"SQLALCHEMY_POOL_RECYCLE": key})
    report = judge.one(subject, build.versions(flask_sqlalchemy="2.5.1"), timeouts=(build.timeout(600),))
    assert report.fix.changes == (ReplaceValue(key.slot, literal(570)),)


def test_a_value_without_a_carrier_is_replaced_where_it_stands(judge, build):
    option = build.option("pool_recycle", 3600, carrier=None)
    assert judge.one(build.engine(pool_recycle=option), timeouts=(build.timeout(600),)).fix.changes == (ReplaceValue(option.slot, literal(570)),)


def test_a_default_that_the_environment_may_replace_is_medium_and_not_rewritten(judge, build):
    value = OneOf((Known(3600), Unknown("the environment decides")))
    report = judge.one(build.engine(pool_recycle=value), timeouts=(build.timeout(600),))
    assert (report.confidence, report.fix) == (Confidence.MEDIUM, None)
    assert any("outside the code" in line for line in report.help)


def test_one_arm_of_a_condition_is_enough(judge, build):
    report = judge.one(build.engine(pool_recycle=OneOf((Known(300), Known(7200)))), timeouts=(build.timeout(600),))
    assert "7200" in report.message


def test_short_timeouts(judge, build):
    found = judge.one(build.engine(pool_recycle=3600), timeouts=(build.timeout(40, Source.FOUND),)).fix
    assert (found.safety, found.changes[0].value) == (Safety.UNSAFE, literal(20))
    declared = judge.one(build.engine(pool_recycle=3600), timeouts=(build.timeout(40),)).fix
    assert declared.safety is Safety.SAFE
    none = judge.one(build.engine(pool_recycle=3600), timeouts=(build.timeout(20),))
    assert none.fix is None
    assert any("below a timeout of 30 s" in line for line in none.help)


def test_the_value_from_the_settings_is_written(judge, build):
    assert judge.one(build.engine(pool_recycle=3600), timeouts=(build.timeout(600),), recycle=240).fix.changes[0].value == literal(240)


def test_no_pool_and_no_socket_are_silent(judge, build):
    assert judge(build.engine(poolclass=build.NULL_POOL, pool_recycle=3600), timeouts=(build.timeout(600),)) == []
    assert judge(build.engine(build.SQLITE, pool_recycle=3600), timeouts=(build.timeout(600),)) == []


def test_an_unknown_backend_under_a_declared_timeout_is_medium(judge, build):
    assert judge.one(build.engine(Backend(), pool_recycle=3600), timeouts=(build.timeout(600),)).confidence is Confidence.MEDIUM


def test_without_a_timer_there_is_nothing_to_compare(judge, build):
    assert judge(build.engine(build.POSTGRESQL, pool_recycle=86400)) == []


@pytest.mark.parametrize(("inherited", "own", "count"), [({}, {}, 1), ({"pool_recycle": 7200}, {}, 0), ({"pool_recycle": 280}, {"pool_recycle": 900}, 1)])
def test_a_bind_is_judged_by_its_own_recycle_and_the_defaults(judge, build, inherited, own, count):
    given = {name: build.option(name, value) for name, value in inherited.items()}
    facts = Bind("users", {}, build.place(5), given)
    engine = build.engine(site={"kind": "flask-bind", "framework": "flask-sqlalchemy", "coerces": True}, _bind=facts, **own)
    assert len(judge(engine, build.versions(flask_sqlalchemy="3.1.1"), timeouts=(build.timeout(600),))) == count
