"""EL404 unprotected-pool-instance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.change import SetOption, literal
from engine_lint.model.engine import Ping
from engine_lint.model.finding import Safety, Severity
from engine_lint.model.timeout import Source
from engine_lint.model.value import Carrier, Construction, Symbol, Unknown


def pool(build, *arguments, symbol=None, inline=True, open_=False):
    slot = build.place(2, 20)
    creator = build.option("creator", Unknown("it is a function"), 5)
    value = Construction(symbol or build.QUEUE_POOL, (creator, *arguments), open_, slot if inline else build.place(8))
    return replace(build.option("pool", value), slot=slot)


def test_the_ping_is_added_in_the_constructor(judge, build):
    report = judge.one(build.engine(pool=pool(build)))
    assert report.fix.changes == (SetOption(Carrier("call", build.place(2, 20)), "pre_ping", literal(True)),)
    assert report.fix.safety is Safety.SAFE


def test_a_pool_under_a_name_may_have_other_users(judge, build):
    fix = judge.one(build.engine(pool=pool(build, inline=False))).fix
    assert (fix.safety, fix.changes[0].carrier.place) == (Safety.UNSAFE, build.place(8))


def test_a_pool_that_is_built_before_its_engine_goes_to_an_engine(judge, build):
    report = judge.one(build.engine(pool=pool(build, inline=False), _pool_beside=True))
    assert (report.fix.safety, [(each.place, each.label) for each in report.related]) == (Safety.SAFE, [(build.place(8), "the pool is built here")])


def test_where_the_ping_may_do_harm_the_fix_is_unsafe(judge, build):
    fix = judge.one(build.engine(build.POSTGRESQL, pool=pool(build), isolation_level="AUTOCOMMIT"), build.versions(sqlalchemy="1.4.30")).fix
    assert (fix.safety, fix.reason) == (Safety.UNSAFE, "before SQLAlchemy 1.4.36 the ping of psycopg2 resets AUTOCOMMIT")


def test_a_pool_that_replaces_its_connections_in_time_is_worth_a_look(judge, build):
    recycled = build.engine(pool=pool(build, build.option("recycle", 280)))
    report = judge.one(recycled, timeouts=(build.timeout(300, Source.PRESET),))
    assert (report.severity, judge.one(recycled).severity) == (Severity.INFO, None)
    assert "a restart or a failover" in report.message


@pytest.mark.parametrize("value", [True, False, Unknown("a setting")])
def test_a_decision_is_respected(judge, build, value):
    assert judge(build.engine(pool=pool(build, build.option("pre_ping", value)))) == []


@pytest.mark.parametrize("name", ["NullPool", "StaticPool", "SingletonThreadPool", "AssertionPool"])
def test_pools_that_keep_nothing_or_one(judge, build, name):
    assert judge(build.engine(pool=pool(build, symbol=Symbol(f"sqlalchemy.pool.{name}")))) == []


def test_what_cannot_be_seen_is_silent(judge, build):
    assert judge(build.engine(pool=pool(build, open_=True))) == []
    assert judge(build.engine(pool=pool(build, symbol=Symbol("app.pools.MeteredPool")))) == []
    assert judge(build.engine(pool=Unknown("it is made elsewhere"))) == []
    assert judge(build.engine()) == []


def test_where_options_stand_beside_it_another_rule_speaks(judge, build):
    assert judge(build.engine(pool=pool(build), pool_size=5)) == []


def test_sqlite_and_a_hand_written_ping_are_silent(judge, build):
    assert judge(build.engine(build.SQLITE, pool=pool(build))) == []
    assert judge(build.engine(pool=pool(build), _ping=Ping(build.place(9), "checkout"))) == []
