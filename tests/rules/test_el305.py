"""EL305 engine-options-after-init."""

from __future__ import annotations

import pytest

from engine_lint.model.engine import Site
from engine_lint.model.finding import Confidence
from engine_lint.model.flask import LateOptions


def late(build, **site):
    return LateOptions(Site("flask-config", "app.config", build.place(9), framework="flask-sqlalchemy", **site), "db.init_app(app)", build.place(7))


@pytest.mark.parametrize("pin", ["3.0.5", "3.1.1", ">=3.1"])
def test_version_3_has_read_the_config(judge, build, pin):
    report = judge.one(late(build), build.versions(flask_sqlalchemy=pin))
    assert report.message == "SQLALCHEMY_ENGINE_OPTIONS is set after db.init_app(app) has read the config: Flask-SQLAlchemy 3 ignores it"
    assert (report.confidence, report.fix) == (Confidence.HIGH, None)
    assert report.help == (f"requirements.txt {'allows' if '>' in pin else 'pins'} Flask-SQLAlchemy {pin}.",)
    assert [each.place for each in report.related] == [build.place(7)]


@pytest.mark.parametrize("pin", ["2.4.4", "2.5.1"])
def test_version_2_reads_it_late(judge, build, pin):
    assert judge(late(build), build.versions(flask_sqlalchemy=pin)) == []


def test_an_unknown_version_is_said(judge, build):
    report = judge.one(late(build))
    assert report.confidence is Confidence.MEDIUM
    assert report.help[0].startswith("No Flask-SQLAlchemy version is pinned; before 3.0")


def test_a_range_over_the_boundary_names_who_allows_it(judge, build):
    report = judge.one(late(build), build.versions(flask_sqlalchemy=">=2.4"))
    assert report.confidence is Confidence.MEDIUM
    assert report.help[0].startswith("requirements.txt allows Flask-SQLAlchemy >=2.4; before 3.0 ")


def test_tests_are_weak(judge, build):
    assert judge.one(late(build, in_tests=True), build.versions(flask_sqlalchemy="3.1.1")).confidence is Confidence.LOW
