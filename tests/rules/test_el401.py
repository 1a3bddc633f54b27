"""EL401 options-with-pool-instance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.change import Code, DropOption, Moved, RenameOption, SetOption
from engine_lint.model.engine import Backend
from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.value import Construction, Known, OneOf, Symbol, Unknown

FLASK = {"kind": "flask-config", "callee": "app.config", "framework": "flask-sqlalchemy"}


def built(build, *arguments, symbol=None, inline=True, **more):
    """The ``pool`` option: ``QueuePool(creator, ...)``, written where the option stands unless ``inline`` is false."""
    creator = build.option("creator", Unknown("it is a function"), 5)
    slot = build.place(2, 20)
    fields = {"open": False, "place": slot if inline else build.place(8), "callee": build.place(5, 2), **more}
    return replace(build.option("pool", Construction(symbol or build.QUEUE_POOL, (creator, *arguments), **fields)), slot=slot)


def moved(place):
    return Code((Moved(place),))


def test_the_copied_example_becomes_a_creator(judge, build):
    pool = built(build)
    report = judge.one(build.engine(site=FLASK, pool=pool, pool_size=10, pool_recycle=120, pool_pre_ping=True))
    assert report.message.startswith("pool_size, pool_recycle and pool_pre_ping beside pool=QueuePool(...): TypeError")
    assert report.confidence is Confidence.HIGH
    assert report.fix.changes == (RenameOption(build.CALL, "pool", "creator", moved(build.place(5, 20))),)
    assert report.fix.safety is Safety.SAFE


def test_the_class_is_named_where_the_backend_may_take_another(judge, build):
    report = judge.one(build.engine(Backend(), pool=built(build), pool_size=10))
    assert SetOption(build.CALL, "poolclass", moved(build.place(5, 2))) in report.fix.changes
    asyncio = judge.one(build.engine(Backend(), site={"is_async": True}, pool=built(build), pool_size=10))
    assert not any(isinstance(change, SetOption) for change in asyncio.fix.changes)


def test_arguments_are_renamed_and_the_engines_options_win(judge, build):
    pool = built(build, build.option("recycle", 300, 6), build.option("pool_size", 5, 7), build.option("timeout", 3, 8))
    fix = judge.one(build.engine(pool=pool, pool_size=10)).fix
    added = {change.name: change.value for change in fix.changes if isinstance(change, SetOption)}
    assert added == {"pool_recycle": moved(build.place(6, 20)), "pool_timeout": moved(build.place(8, 20))}
    assert "pool_size of the engine wins" in fix.title


def test_a_creator_that_is_given_already_stays(judge, build):
    fix = judge.one(build.engine(pool=built(build), creator=Unknown("a function"))).fix
    assert fix.changes == (DropOption(build.CALL, "pool"),)


@pytest.mark.parametrize("option", ["pool_pre_ping", "max_overflow", "echo_pool", "pool_logging_name", "poolclass", "creator"])
def test_any_single_pool_option_is_refused(judge, build, option):
    assert len(judge(build.engine(pool=built(build), **{option: Unknown("a setting")}))) == 1


def test_options_that_are_no_pools_are_fine(judge, build):
    assert judge(build.engine(pool=built(build), echo=False, connect_args=Unknown("a dict"), isolation_level="AUTOCOMMIT")) == []


def test_none_counts_as_absent(judge, build):
    assert judge(build.engine(pool=None, pool_size=5)) == []
    assert judge(build.engine(pool=built(build), poolclass=None, creator=None)) == []


def test_a_pool_that_is_not_seen_is_silent(judge, build):
    assert judge(build.engine(pool=Unknown("a parameter"), pool_size=5)) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"inline": False}, "built elsewhere"),
        ({"open": True}, "cannot be seen"),
        ({"symbol": Symbol("sqlalchemy.pool.NullPool")}, "takes other options"),
        ({"symbol": Symbol("app.pools.MeteredPool")}, "takes other options"),
    ],
)
def test_what_is_not_rewritten_says_why(judge, build, change, reason):
    report = judge.one(build.engine(pool=built(build, **change), pool_size=5))
    assert report.fix is None
    assert any(reason in line for line in report.help)


def test_an_argument_without_an_engine_option(judge, build):
    assert judge.one(build.engine(pool=built(build, build.option("dialect", Unknown("x"), 6)), pool_size=5)).fix is None


def test_in_flask_sqlalchemy_3_a_pool_alone_is_enough(judge, build):
    subject = build.engine(site=FLASK, pool=built(build))
    assert judge.one(subject, build.versions(flask_sqlalchemy="3.1.1")).confidence is Confidence.HIGH
    assert judge.one(subject).confidence is Confidence.MEDIUM
    assert judge(build.engine(pool=built(build))) == []


def test_before_flask_sqlalchemy_3_it_is_so_for_the_databases_that_get_defaults(judge, build):
    pinned = build.versions(flask_sqlalchemy="2.5.1", sqlalchemy="1.4.54")
    assert judge.one(build.engine(site=FLASK, pool=built(build)), pinned).confidence is Confidence.HIGH
    assert judge(build.engine(build.POSTGRESQL, site=FLASK, pool=built(build)), pinned) == []


def test_a_class_goes_into_poolclass(judge, build):
    report = judge.one(build.engine(pool=build.QUEUE_POOL))
    assert report.fix.changes == (RenameOption(build.CALL, "pool", "poolclass"),)
    assert judge.one(build.engine(pool=build.QUEUE_POOL, poolclass=build.NULL_POOL)).fix is None


@pytest.mark.parametrize(
    ("value", "text"),
    [("QueuePool", "the string 'QueuePool'"), (Construction(Symbol("functools.partial"), (), True, None), "a partial")],
)
def test_poolclass_needs_a_class(judge, build, value, text):
    report = judge.one(build.engine(poolclass=value))
    assert text in report.message
    assert report.fix is None


@pytest.mark.parametrize("value", [None, Symbol("sqlalchemy.pool.NullPool"), Symbol("app.pools.MeteredPool"), Unknown("a setting")])
def test_poolclass_as_it_should_be(judge, build, value):
    assert judge(build.engine(poolclass=value)) == []


def test_in_tests_it_is_low(judge, build):
    assert judge.one(build.engine(pool=built(build), pool_size=5, site={"in_tests": True})).confidence is Confidence.LOW


def test_one_arm_of_a_condition_is_medium_and_not_rewritten(judge, build):
    pool = built(build)
    either = replace(pool, value=OneOf((pool.value, Known(None))))
    report = judge.one(build.engine(pool=either, pool_size=5))
    assert (report.confidence, report.fix) == (Confidence.MEDIUM, None)
