"""EL302 unknown-flask-key."""

from __future__ import annotations

import pytest

from engine_lint.model.change import Code, Moved, Options, ReplaceStatement, ReplaceValue
from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.value import Known
from engine_lint.model.versions import VersionRange, Versions

NEW = "SQLALCHEMY_ENGINE_OPTIONS"


@pytest.mark.parametrize(
    ("key", "option"),
    [
        ("SQLALCHEMY_POOL_PRE_PING", "pool_pre_ping"),
        ("SQLALCHEMY_POOL_MAX_OVERFLOW", "max_overflow"),
        ("SQLALCHEMY_POOL_RECYLE", "pool_recycle"),
        ("SQLALCHEMY_ENGINE_OPTIONS['pool_size']", "pool_size"),
        ('SQLALCHEMY_ENGINE_OPTIONS["pool_size"]', "pool_size"),
        ("SQLALCHEMY_ENGINE_OPTIONS[pool_size]", "pool_size"),
    ],
)
def test_keys_that_stand_for_an_option(judge, build, key, option):
    report = judge.one(build.keys((key, 1)))
    inside = "[" in key
    assert (f"{option!r} in the dict SQLALCHEMY_ENGINE_OPTIONS is" in report.message, "the subscript stands within the string" in report.message) == (not inside, inside)
    assert report.fix is not None and report.fix.title == f"Move {option if inside else key} into SQLALCHEMY_ENGINE_OPTIONS"
    assert report.fix.changes == (ReplaceStatement(build.place(3), Code((f"{NEW} = ",)), Options(((option, Code((Moved(build.place(3, 20)),))),))),)


@pytest.mark.parametrize("key", ["SQLALCHEMY_ENGINE_OPTION", "SQLALCHEMY_ENGINE_OPTS", "SQLALCHEMY_ENGIN_OPTIONS", "SQLALCHEMY_ENGINE_OPTINOS"])
def test_misspelt_options_get_their_name(judge, build, key):
    report = judge.one(build.keys((key, Known({}))))
    assert report.fix.changes == (ReplaceStatement(build.place(3), Code((f"{NEW} = ", Moved(build.place(3, 20))))),)
    assert report.fix.safety is Safety.UNSAFE


def test_a_misspelt_key_beside_the_right_one_is_merged_by_hand(judge, build):
    report = judge.one(build.keys(("SQLALCHEMY_ENGINE_OPTS", Known({})), options_key=build.option(NEW, Known({}), 9)))
    assert report.fix is None


@pytest.mark.parametrize(
    "key",
    [
        "SQLALCHEMY_DATABASE_URI",
        "SQLALCHEMY_DATABASE_URL",
        "SQLALCHEMY_BINDS",
        "SQLALCHEMY_ENGINES",
        "SQLALCHEMY_ASYNC_ENGINES",
        "SQLALCHEMY_EXAMPLES_URI",
        "SQLALCHEMY_RECORD_QUERIES",
        "SQLALCHEMY_POOL_MIN_SIZE",
        "SQLALCHEMY_POOL_RECYCLE",
        "SQLALCHEMY_ENGINE_OPTIONS",
        "SQLALCHEMY_SCHEMA",
    ],
)
def test_keys_that_somebody_reads_and_keys_of_the_project_are_silent(judge, build, key):
    assert judge(build.keys((key, 1))) == []


def test_a_project_that_reads_the_key_itself_is_silent(judge, build):
    key = "SQLALCHEMY_POOL_PRE_PING"
    assert judge(build.keys((key, True), read_elsewhere=frozenset({key}))) == []


def test_confidence_follows_the_metadata(judge, build):
    subject = build.keys(("SQLALCHEMY_POOL_PRE_PING", True))
    assert judge.one(subject).confidence is Confidence.MEDIUM
    assert judge.one(subject, build.versions(flask_sqlalchemy="")).confidence is Confidence.HIGH
    assert judge(subject, build.versions(django="5.0")) == []


def test_pre_ping_moves_safely_and_a_pool_class_does_not(judge, build):
    assert judge.one(build.keys(("SQLALCHEMY_POOL_PRE_PING", True))).fix.safety is Safety.SAFE
    assert judge.one(build.keys(("SQLALCHEMY_POOLCLASS", build.NULL_POOL))).fix.safety is Safety.UNSAFE


def test_before_2_4_there_is_nowhere_to_move_it(judge, build):
    report = judge.one(build.keys(("SQLALCHEMY_POOL_PRE_PING", True)), build.versions(flask_sqlalchemy="2.2"))
    assert report.fix is None
    assert any("before 2.4" in line for line in report.help)


def test_a_stray_comma_behind_the_dict(judge, build):
    inside = build.place(3, 20, 30)
    subject = build.keys((NEW, Known((Known({"pool_size": Known(5)}, inside),))))
    report = judge.one(subject)
    assert "tuple" in report.message
    assert report.fix.changes == (ReplaceValue(build.place(3, 20), Code((Moved(inside),))),)
    assert judge(build.keys((NEW, Known({})))) == []


def test_a_fork_of_flask_sqlalchemy_may_read_the_key(judge, build):
    fork = Versions({"flask-sqlalchemy": VersionRange((3, 0, 0), (3, 0, 1), "requirements.txt", fork=True)}, has_metadata=True)
    report = judge.one(build.keys(("SQLALCHEMY_ENGINE_OPTS", {"pool_pre_ping": True})), fork)
    assert report.confidence is Confidence.LOW
    assert "requirements.txt takes Flask-SQLAlchemy from a fork, which may read it." in report.help
