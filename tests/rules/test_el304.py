"""EL304 dead-pool-hook."""

from __future__ import annotations

import pytest

from engine_lint.model.engine import Site
from engine_lint.model.finding import Confidence
from engine_lint.model.flask import PoolHook, Returns


def hook(build, name="apply_pool_defaults", returns=Returns.SOMETHING, **site):
    return PoolHook(Site("flask-hook", name, build.place(3), framework="flask-sqlalchemy", **site), name, returns)


@pytest.mark.parametrize("pin", ["3.0.5", "3.1.1", ">=3.0"])
@pytest.mark.parametrize("returns", list(Returns))
def test_version_3_calls_no_hook(judge, build, pin, returns):
    report = judge.one(hook(build, returns=returns), build.versions(flask_sqlalchemy=pin))
    assert report.confidence is Confidence.HIGH
    assert "never called by Flask-SQLAlchemy 3" in report.message


def test_an_unknown_version_is_said(judge, build):
    report = judge.one(hook(build))
    assert report.confidence is Confidence.MEDIUM
    assert report.help[0] == "No Flask-SQLAlchemy version is pinned; versions before 3.0 call it."
    assert "AttributeError" not in " ".join(report.help)


def test_a_range_over_the_boundary_names_who_allows_it(judge, build):
    report = judge.one(hook(build, returns=Returns.NOTHING), build.versions(flask_sqlalchemy=">=2.4"))
    assert report.confidence is Confidence.MEDIUM
    assert report.help[0] == "requirements.txt allows Flask-SQLAlchemy >=2.4; versions before 3.0 call it."
    assert "AttributeError" in report.help[1]


@pytest.mark.parametrize(("name", "error"), [("apply_pool_defaults", "AttributeError"), ("apply_driver_hacks", "TypeError")])
def test_version_2_5_needs_a_result(judge, build, name, error):
    pinned = build.versions(flask_sqlalchemy="2.5.1")
    report = judge.one(hook(build, name, Returns.NOTHING), pinned)
    assert report.confidence is Confidence.HIGH
    assert error in report.help[0]
    assert judge.one(hook(build, name, Returns.SOMETIMES), pinned).confidence is Confidence.MEDIUM
    assert judge(hook(build, name), pinned) == []


@pytest.mark.parametrize("pin", ["2.1", "2.3.2", "2.4.4"])
def test_older_versions_take_either_form(judge, build, pin):
    assert judge(hook(build, returns=Returns.NOTHING), build.versions(flask_sqlalchemy=pin)) == []


def test_tests_are_weak(judge, build):
    assert judge.one(hook(build, in_tests=True), build.versions(flask_sqlalchemy="3.1.1")).confidence is Confidence.LOW
