"""EL205 pool-option-in-url."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.change import DropOption, Options, SetOption, literal
from engine_lint.model.engine import Backend, Misplaced, Wrapping
from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.value import Carrier, Known, OneOf, Unknown


def query(build, *pairs, **facts):
    carrier = Carrier("query", build.place(1, 24))
    return Misplaced("url", tuple(build.option(name, value, 1, carrier=carrier) for name, value in pairs or (("pool_recycle", 280),)), **facts)


def args(build, name="pool_recycle", value=280, where="connect_args", **facts):
    return Misplaced(where, (build.option(name, value, 3, carrier=Carrier("dict", build.place(3))),), **facts)


def engine(build, *places, backend=None, **more):
    return build.engine(backend or build.MYSQL, _misplaced=places, **more)


def test_the_driver_gets_what_stands_in_the_url(judge, build):
    report = judge.one(engine(build, query(build, ("pool_recycle", 280), ("pool_pre_ping", True))))
    assert report.message == "pool_recycle and pool_pre_ping stand in the URL's query: they go to the driver, not to SQLAlchemy's pool"
    assert report.confidence is Confidence.HIGH
    assert "unexpected keyword argument 'pool_recycle'" in report.help[0]


def test_nobody_reads_execution_options(judge, build):
    report = judge.one(engine(build, args(build, where="execution_options")))
    assert report.message == "pool_recycle stands in execution_options: nothing reads it there"
    assert "driver" not in report.help[0]


def test_all_options_of_one_place_move_together(judge, build):
    fix = judge.one(engine(build, query(build, ("pool_recycle", 280), ("pool_pre_ping", True)))).fix
    carrier = Carrier("query", build.place(1, 24))
    assert fix.changes == (
        SetOption(build.CALL, "pool_recycle", literal(280)),
        SetOption(build.CALL, "pool_pre_ping", literal(True)),
        DropOption(carrier, "pool_recycle"),
        DropOption(carrier, "pool_pre_ping"),
    )
    assert fix.safety is Safety.SAFE


def test_an_option_that_the_engine_has_already_is_only_taken_out(judge, build):
    fix = judge.one(engine(build, query(build), pool_recycle=600)).fix
    assert fix.changes == (DropOption(Carrier("query", build.place(1, 24)), "pool_recycle"),)


def test_a_flask_config_without_options_gets_its_first(judge, build):
    target = Carrier("attribute", build.place(1))
    fix = judge.one(engine(build, query(build), _uri_only=True, _target=target, site={"kind": "flask-config", "framework": "flask-sqlalchemy"})).fix
    assert fix.changes[0] == SetOption(target, "SQLALCHEMY_ENGINE_OPTIONS", Options((("pool_recycle", literal(280)),)))
    assert fix.safety is Safety.UNSAFE


def test_a_first_option_for_another_librarys_engine_goes_into_its_dict(judge, build):
    report = judge.one(engine(build, query(build, ("pool_recycle", 280)), _wrapping=Wrapping("engine_options")))
    given = Options((("pool_recycle", literal(280)),))
    assert report.fix.changes[0] == SetOption(build.CALL, "engine_options", given)


@pytest.mark.parametrize(("name", "value"), [("pool_size", 5), ("max_overflow", 5), ("pool_timeout", 5)])
def test_sizes_that_take_effect_are_unsafe(judge, build, name, value):
    assert judge.one(engine(build, query(build, (name, value)))).fix.safety is Safety.UNSAFE


@pytest.mark.parametrize("facts", [{"certain": False}, {"possible_users": "other modules may use URL too"}])
def test_other_users_or_other_urls_are_unsafe(judge, build, facts):
    assert judge.one(engine(build, query(build, **facts))).fix.safety is Safety.UNSAFE


def test_a_ping_that_may_fail_is_unsafe(judge, build):
    found = engine(build, query(build, ("pool_pre_ping", True)), backend=replace(build.MYSQL, driver="aiomysql"), site={"is_async": True})
    assert judge.one(found, build.versions(sqlalchemy="2.0.30")).fix.safety is Safety.UNSAFE


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("soon", "a value is not plain enough"),
        (Unknown("formatted"), "a value is not plain enough"),
        (OneOf((Known(1), Known(2))), "a value is not plain enough"),
    ],
)
def test_values_that_are_not_plain_stay(judge, build, value, reason):
    report = judge.one(engine(build, query(build, ("pool_recycle", value))))
    assert report.fix is None
    assert any(reason in line for line in report.help)


@pytest.mark.parametrize(
    ("facts", "more", "reason"),
    [
        ({"users": "the URL is used elsewhere too"}, {}, "the URL is used elsewhere too"),
        ({}, {"_unseen": ("**options",)}, "not all options of the engine can be seen"),
        ({}, {"_target": None}, "there is no place to write the options"),
    ],
)
def test_why_nothing_can_move(judge, build, facts, more, reason):
    report = judge.one(engine(build, query(build, **facts), **more))
    assert report.fix is None
    assert f"No fix is offered: {reason}." in report.help


@pytest.mark.parametrize("driver", ["mysqlconnector", "mariadbconnector"])
@pytest.mark.parametrize("name", ["mysql", "mariadb"])
def test_the_size_of_a_drivers_own_pool_is_its_business(judge, build, driver, name):
    backend = Backend(frozenset({name}), complete=True, driver=driver)
    assert judge(engine(build, query(build, ("pool_size", 5)), args(build, "pool_size", 5), backend=backend)) == []
    assert len(judge(engine(build, args(build, "pool_recycle", 5), args(build, "pool_size", 5, where="execution_options"), backend=backend))) == 2


def test_where_the_driver_is_not_known_a_size_may_be_its_own(judge, build):
    unknown = Backend()
    assert judge.one(engine(build, args(build, "pool_size", 5), backend=unknown)).confidence is Confidence.LOW
    assert judge(engine(build, args(build, "pool_size", 5, beside=("pool_name",)), backend=unknown)) == []
    assert judge.one(engine(build, args(build), backend=unknown)).confidence is Confidence.HIGH


def test_tests_are_weak_and_pools_of_its_own_silent(judge, build):
    assert judge.one(engine(build, query(build), site={"in_tests": True})).confidence is Confidence.LOW
    assert judge(engine(build, query(build), creator=Unknown("a function"))) == []
