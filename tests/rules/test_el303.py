"""EL303 bind-without-options."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.change import Options, ReplaceValue, SetOption
from engine_lint.model.engine import Bind, Ping
from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.value import Carrier, Symbol

PIN = "3.1.1"


def bind(build, backend=None, *, extension=None, extension_options=None, shares_target=False, app=True, inherited=None, **more):
    app_options = {"pool_pre_ping": build.option("pool_pre_ping", True)} if app else {}
    facts = Bind("users", app_options, build.place(5, 10), inherited or {}, extension, extension_options, shares_target)
    more.setdefault("_target", None)
    site = {"kind": "flask-bind", "callee": "users", "coerces": True, "framework": "flask-sqlalchemy", **more.pop("site", {})}
    return build.engine(backend or build.MYSQL, site=site, _bind=facts, **more)


@pytest.fixture
def pinned(build):
    return build.versions(flask_sqlalchemy=PIN)


def test_the_options_of_the_app_do_not_reach_it(judge, build, pinned):
    report = judge.one(bind(build), pinned)
    assert report.message == "the bind 'users' has no pool_pre_ping: Flask-SQLAlchemy 3 gives SQLALCHEMY_ENGINE_OPTIONS to the app's own database only"
    assert report.confidence is Confidence.HIGH


def test_a_bind_is_reported_where_the_app_pings_no_more_than_it(judge, build, pinned):
    assert len(judge(bind(build, app=False), pinned)) == 1


def test_versions_before_3_give_them_to_all_binds(judge, build):
    assert judge(bind(build), build.versions(flask_sqlalchemy="2.5.1")) == []


@pytest.mark.parametrize(("pin", "said"), [("", "names Flask-SQLAlchemy without a version"), (">=2.4", "allows Flask-SQLAlchemy >=2.4")])
def test_an_open_version_is_said(judge, build, pin, said):
    report = judge.one(bind(build), build.versions(flask_sqlalchemy=pin))
    assert report.confidence is Confidence.MEDIUM
    assert report.help[-1] == f"requirements.txt {said}; before 3.0 binds get these options."


def test_a_dict_gets_the_option_itself(judge, build, pinned):
    own = Carrier("dict", build.place(5, 10))
    fix = judge.one(bind(build, _target=own, extension=Carrier("call", build.place(20))), pinned).fix
    assert fix.safety is Safety.SAFE
    assert [(change.carrier, change.name) for change in fix.changes] == [(own, "pool_pre_ping")]


def test_the_extension_gets_its_first_options(judge, build, pinned):
    call = Carrier("call", build.place(20))
    fix = judge.one(bind(build, extension=call), pinned).fix
    (change,) = fix.changes
    assert isinstance(change, SetOption) and isinstance(change.value, Options)
    assert (change.carrier, change.name, fix.safety) == (call, "engine_options", Safety.UNSAFE)
    assert "reaches every engine" in fix.reason


def test_the_extension_gets_one_more_option(judge, build, pinned):
    options = Carrier("dict", build.place(20, 30))
    (change,) = judge.one(bind(build, extension=Carrier("call", build.place(20)), extension_options=options), pinned).fix.changes
    assert (change.carrier, change.name) == (options, "pool_pre_ping")


def test_a_url_becomes_a_dict_where_no_extension_is_seen(judge, build, pinned):
    fix = judge.one(bind(build), pinned).fix
    (change,) = fix.changes
    assert isinstance(change, ReplaceValue) and change.place == build.place(5, 10)
    assert fix.reason == "other code may take the bind for a URL"
    assert "fails before Flask-SQLAlchemy 3" in judge.one(bind(build)).fix.reason


@pytest.mark.parametrize("value", [True, False])
def test_a_decision_is_respected(judge, build, pinned, value):
    assert judge(bind(build, pool_pre_ping=value), pinned) == []


@pytest.mark.parametrize("value", [True, False])
def test_options_of_the_extension_reach_it(judge, build, pinned, value):
    assert judge(bind(build, inherited={"pool_pre_ping": build.option("pool_pre_ping", value)}), pinned) == []


def test_what_needs_no_ping_is_silent(judge, build, pinned):
    assert judge(bind(build, build.SQLITE), pinned) == []
    assert judge(bind(build, poolclass=Symbol("sqlalchemy.pool.NullPool")), pinned) == []
    assert judge(bind(build, _ping=Ping(build.place(9), "checkout")), pinned) == []
    assert judge(bind(build, _unseen=("it is read at run time",)), pinned) == []


def test_a_dict_that_is_the_apps_own_is_reported_there(judge, build, pinned):
    assert judge(bind(build, shares_target=True), pinned) == []


def test_a_dict_of_the_extension_alone_is_reported_there(judge, build, pinned):
    options, call = Carrier("dict", build.place(20, 30)), Carrier("call", build.place(20))
    assert judge(bind(build, app=False, extension=call, extension_options=options), pinned) == []


def test_tests_are_weak(judge, build, pinned):
    assert judge.one(bind(build, site={"in_tests": True}), pinned).confidence is Confidence.LOW


def test_other_engines_are_none_of_its_business(judge, build, pinned):
    assert judge(build.engine(), pinned) == []
    assert judge(replace(bind(build), bind=None), pinned) == []
