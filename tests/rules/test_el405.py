"""EL405 unprefixed-option."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.change import RenameOption, ReplaceValue, literal
from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.value import Carrier, Known, OneOf, Unknown


def unprefixed(build, name="pool_pre_ping", value=True, *, named=True, **fields):
    option = build.option(name, value, 4, carrier=None)
    if named:
        option = replace(option, name_place=build.place(4, 1, 18))
    return build.engine(_unprefixed=(option,), _prefix="sqlalchemy.", site={"callee": "engine_from_config", "coerces": True}, **fields)


def test_the_prefix_is_written_before_the_name(judge, build):
    report = judge.one(unprefixed(build))
    assert report.message == "pool_pre_ping lacks the prefix 'sqlalchemy.': engine_from_config() passes over it without a word"
    assert report.fix.changes == (ReplaceValue(build.place(4, 1, 18), literal("sqlalchemy.pool_pre_ping")),)
    assert (report.confidence, report.fix.safety, report.place) == (Confidence.HIGH, Safety.SAFE, build.place(4))


def test_a_carrier_renames_where_the_key_is_no_literal(judge, build):
    engine = unprefixed(build, named=False)
    ini = Carrier("ini", build.place(3, path="/project/app.ini"))
    engine = replace(engine, unprefixed=(replace(engine.unprefixed[0], carrier=ini),))
    assert judge.one(engine).fix.changes == (RenameOption(ini, "pool_pre_ping", "sqlalchemy.pool_pre_ping"),)


def test_a_key_that_is_computed_is_not_rewritten(judge, build):
    report = judge.one(unprefixed(build, named=False))
    assert report.fix is None
    assert "No fix is offered: the key is not a literal of its own." in report.help


def test_what_cannot_be_seen_lowers_the_confidence(judge, build):
    assert judge.one(unprefixed(build, _unseen=("it is a caller's",))).confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("name", "value", "safety"),
    [
        ("pool_recycle", 280, Safety.SAFE),
        ("pool_recycle", OneOf((Known(280), Known(600))), Safety.SAFE),
        ("pool_recycle", "280", Safety.SAFE),
        ("pool_recycle", "1h", Safety.UNSAFE),
        ("pool_recycle", OneOf((Known(280), Unknown("the environment"))), Safety.UNSAFE),
        ("pool_use_lifo", True, Safety.SAFE),
        ("pool_size", 5, Safety.UNSAFE),
        ("max_overflow", 5, Safety.UNSAFE),
    ],
)
def test_values_that_come_alive_are_unsafe(judge, build, name, value, safety):
    assert judge.one(unprefixed(build, name, value)).fix.safety is safety


def test_a_ping_that_may_fail_is_unsafe(judge, build):
    engine = unprefixed(build)
    asynchronous = replace(engine, site=replace(engine.site, is_async=True), backend=replace(build.MYSQL, driver="aiomysql"))
    assert judge.one(asynchronous, build.versions(sqlalchemy="2.0.30")).fix.safety is Safety.UNSAFE


def test_an_engine_without_such_keys_is_silent(judge, build):
    assert judge(build.engine(pool_pre_ping=True, _prefix="sqlalchemy.")) == []


def test_a_pool_that_keeps_nothing_misses_nothing(judge, build):
    assert judge(unprefixed(build, poolclass=build.NULL_POOL)) == []
