"""EL203 option-not-a-number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine_lint.model.change import Code, DropOption, Moved, ReplaceValue, literal
from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.value import Known, OneOf, Unknown

TEXT = Unknown("the environment decides", type_name="str")


@pytest.mark.parametrize("name", ["pool_recycle", "pool_size", "max_overflow", "pool_timeout"])
def test_a_quoted_number_is_reported_for_every_numeric_option(judge, build, name):
    report = judge.one(build.engine(**{name: "30"}))
    assert report.message.startswith(f"{name} is the string '30', not a number: TypeError")
    assert report.confidence is Confidence.HIGH


INT = Unknown("int()", type_name="int")


@pytest.mark.parametrize("value", [3600, 0.5, -1, True, Unknown("a setting"), INT, OneOf((Known(30), INT))])
def test_numbers_and_unknown_values_are_silent(judge, build, value):
    assert judge(build.engine(pool_recycle=value)) == []


def test_a_literal_becomes_a_number_and_a_name_is_wrapped(judge, build):
    option = build.option("pool_recycle", "3600")
    here = replace(option, value=Known("3600", option.slot))
    assert judge.one(build.engine(pool_recycle=here)).fix.changes == (ReplaceValue(option.slot, literal(3600)),)
    wrapped = Code(("int(", Moved(option.slot), ")"))
    assert judge.one(build.engine(pool_recycle=option)).fix.changes == (ReplaceValue(option.slot, wrapped),)


def test_what_the_environment_says_is_wrapped(judge, build):
    fix = judge.one(build.engine(pool_recycle=OneOf((Known("3600"), TEXT)))).fix
    assert fix.safety is Safety.SAFE
    assert fix.changes[0].value.pieces[0] == "int("


def test_for_pool_timeout_that_is_unsafe(judge, build):
    assert judge.one(build.engine(pool_timeout=OneOf((Known("30"), TEXT)))).fix.safety is Safety.UNSAFE


def test_where_none_can_reach_it_int_is_no_help(judge, build):
    report = judge.one(build.engine(pool_recycle=OneOf((Known(None), TEXT))))
    assert (report.confidence, report.fix) == (Confidence.HIGH, None)


def test_text_that_is_no_number_is_not_wrapped(judge, build):
    assert judge.one(build.engine(pool_recycle="1h")).fix is None


def test_none_is_dropped_but_fine_for_pool_timeout(judge, build):
    assert judge.one(build.engine(pool_recycle=None)).fix.changes == (DropOption(build.CALL, "pool_recycle"),)
    assert judge(build.engine(pool_timeout=None)) == []


def test_a_timedelta_becomes_seconds(judge, build):
    option = build.option("pool_recycle", timedelta(hours=1))
    assert judge.one(build.engine(pool_recycle=option)).fix.changes == (ReplaceValue(option.slot, Code((Moved(option.slot), ".total_seconds()"))),)


def test_a_stray_comma_is_named(judge, build):
    report = judge.one(build.engine(pool_recycle=(Known(3600),)))
    assert "stray comma" in report.message
    assert report.fix is None


def test_a_default_of_none_beside_something_unknown_is_low(judge, build):
    assert judge.one(build.engine(pool_recycle=OneOf((Known(None), Unknown("a setting"))))).confidence is Confidence.LOW
    assert judge.one(build.engine(pool_recycle=OneOf((Known(None), Known(300))))).confidence is Confidence.MEDIUM


def test_engine_from_config_takes_digits_but_neither_words_nor_none(judge, build):
    coerces = {"callee": "sqlalchemy.engine_from_config", "coerces": True}
    assert judge(build.engine(site=coerces, pool_recycle=" 3600 ", pool_size=TEXT)) == []
    assert "ValueError" in judge.one(build.engine(site=coerces, pool_recycle="1h")).message
    assert "TypeError" in judge.one(build.engine(site=coerces, pool_recycle=None)).message


def test_flask_sqlalchemy_takes_digits_from_3_on(judge, build):
    flask = {"kind": "flask-config", "callee": "Config", "framework": "flask-sqlalchemy", "coerces": True}
    assert judge(build.engine(site=flask, pool_recycle="300"), build.versions(flask_sqlalchemy="3.1.1")) == []
    assert judge(build.engine(site=flask, pool_recycle="300")) == []
    assert len(judge(build.engine(site=flask, pool_recycle="300"), build.versions(flask_sqlalchemy="2.5.1"))) == 1


@pytest.mark.parametrize(("pin", "count"), [("2.3.2", 1), ("2.5.1", 1), ("3.1.1", 0), ("", 0)])
def test_keys_that_flask_sqlalchemy_2_reads_need_numbers_too(judge, build, pin, count):
    config = {"SQLALCHEMY_POOL_RECYCLE": build.option("SQLALCHEMY_POOL_RECYCLE", "300"), "SQLALCHEMY_POOL_SIZE": build.option("SQLALCHEMY_POOL_SIZE", None)}
    subject = build.engine(site={"kind": "flask-config", "framework": "flask-sqlalchemy"}, _config=config)
    reports = judge(subject, build.versions(flask_sqlalchemy=pin))
    assert [each.message.partition(":")[0] for each in reports] == ["SQLALCHEMY_POOL_RECYCLE is the string '300', not a number"] * count
