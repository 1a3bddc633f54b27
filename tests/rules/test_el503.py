"""EL503 pool-exceeds-server: the sum, what it says of it, and how sure it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.knowledge.pool_sizes import sized
from engine_lint.model.capacity import Capacity, Limit, Workers
from engine_lint.model.engine import Backend
from engine_lint.model.finding import Confidence
from engine_lint.model.timeout import Source
from engine_lint.model.value import Known, OneOf, Unknown

DECLARED = Limit(100, Source.DECLARED, "pyproject.toml:3")
FOUR = Workers(4, "pyproject.toml:4")


def found(processes, at_once=None, program="gunicorn", **more):
    return Workers(processes, "Procfile:1", program, at_once, **more)


@pytest.fixture
def capacity(build):
    """Builds a capacity of engines with some options each."""

    def made(*options, limit=DECLARED, workers=(FOUR,), backend=build.MYSQL, **more):
        engines = [build.engine(backend, site={"place": build.place(line)}, **each) for line, each in enumerate(options, 1)]
        pools = tuple(sized(replace(each), build.versions(sqlalchemy="2.0.36")) for each in engines)
        assert None not in pools
        return Capacity(pools, limit, workers, pools[0], **more)

    return made


@pytest.mark.parametrize(
    ("options", "workers", "left"),
    [
        ({"pool_size": 15}, 4, 100),
        ({"pool_size": 20, "max_overflow": 5}, 4, 100),
        ({"pool_size": 5, "max_overflow": 0}, 20, 100),
        ({}, 6, 100),
        ({"pool_size": 90}, 1, 100),
    ],
)
def test_as_many_as_the_server_takes_are_none_too_many(judge, capacity, options, workers, left):
    assert judge(capacity(options, workers=(Workers(workers, "--workers"),))) == []
    assert judge(capacity(options, workers=(Workers(workers + 1, "--workers"),))) != []


def test_the_message_is_a_sum_that_can_be_checked(judge, capacity):
    told = judge.one(capacity({"pool_size": 20}, workers=(found(4, 8),)))
    assert told.message == "4 gunicorn workers (Procfile:1) × (20 + 10) = 120 connections exceed max_connections of 100 (pyproject.toml:3)"


def test_what_is_reserved_is_said(judge, capacity, build):
    limit = Limit(100, Source.DECLARED, "pyproject.toml:3", reserved=3)
    told = judge.one(capacity({"pool_size": 40, "max_overflow": 9}, limit=limit, workers=(Workers(2, "--workers"),), backend=build.POSTGRESQL))
    assert told.message == "2 workers (--workers) × (40 + 9) = 98 connections exceed the 97 that max_connections of 100 (pyproject.toml:3) leaves"


def test_several_pools_and_several_commands_are_spelt_out(judge, capacity):
    told = judge.one(capacity({"pool_size": 20}, {}, workers=(found(2), found(4, program="uvicorn"))))
    assert told.message.startswith("(2 + 4) workers (Procfile:1) × ((20 + 10) + (5 + 10)) = 270 connections")


def test_many_pools_are_summed_up(judge, capacity):
    assert "4 workers (pyproject.toml:4) × 75 of 5 pools = 300 connections" in judge.one(capacity(*[{}] * 5)).message


@pytest.mark.parametrize(
    ("options", "said"),
    [({"pool_size": 0}, "pool_size=0 takes"), ({"max_overflow": -1}, "max_overflow=-1 takes"), ({"pool_size": 3, "max_overflow": -5}, "max_overflow=-5 takes")],
)
def test_a_pool_without_bound_may_exceed_every_limit(judge, capacity, options, said):
    told = judge.one(capacity(options, workers=()))
    assert (told.message.startswith(said), told.confidence) == (True, Confidence.MEDIUM)


def test_one_process_counts_where_nothing_tells_how_many(judge, capacity):
    assert judge(capacity({"pool_size": 90}, workers=())) == []
    told = judge.one(capacity({"pool_size": 91}, workers=()))
    assert (told.message[:9], told.confidence) == ("1 process", Confidence.HIGH)
    assert any("declare them with `workers`" in line for line in told.help)


def test_an_unknown_number_counts_as_one_with_its_reason(judge, capacity):
    workers = (found(None, reason="the machine's processors decide"),)
    assert judge(capacity({"pool_size": 90}, workers=workers)) == []
    told = judge.one(capacity({"pool_size": 91}, workers=workers))
    assert any("the machine's processors decide" in line for line in told.help)


@pytest.mark.parametrize(
    ("workers", "more", "expected"),
    [
        ((FOUR,), {}, Confidence.HIGH),
        ((found(4),), {}, Confidence.MEDIUM),
        ((found(4, 8),), {}, Confidence.LOW),
        ((found(4, 40),), {}, Confidence.MEDIUM),
        ((found(4, 1),), {}, Confidence.LOW),
        ((found(4, 1), found(4, 40)), {}, Confidence.MEDIUM),
        ((found(200, 1),), {}, Confidence.MEDIUM),
        ((FOUR,), {"limit": Limit(100, Source.FOUND, "my.cnf:3")}, Confidence.MEDIUM),
        ((FOUR,), {"limit": Limit(100, Source.MEASURED, "pyproject.toml:9")}, Confidence.HIGH),
        ((FOUR,), {"one_server": False}, Confidence.MEDIUM),
        ((FOUR,), {"one_server": False, "limit": Limit(100, Source.FOUND, "my.cnf:3")}, Confidence.LOW),
        ((FOUR,), {"backend": Backend()}, Confidence.MEDIUM),
    ],
)
def test_what_is_not_declared_lowers_the_confidence(judge, capacity, workers, more, expected):
    assert judge.one(capacity({"pool_size": 20}, workers=workers, **more)).confidence is expected


def test_a_size_that_the_environment_may_replace_is_medium(judge, capacity):
    size = OneOf((Known(20), Unknown("N is read from the environment")))
    assert judge.one(capacity({"pool_size": size})).confidence is Confidence.MEDIUM


def test_engines_that_may_not_live_at_the_same_time_are_left_out_where_the_others_are_too_many(judge, build):
    made = [build.engine(pool_size=20, site={"place": build.place(line), "on_call": line > 1}) for line in (1, 2, 3)]
    pools = tuple(sized(each, build.versions(sqlalchemy="2.0.36")) for each in made)
    told = judge.one(Capacity(pools, DECLARED, (FOUR,), pools[0]))
    assert ("((20 + 10) + (20 + 10))" in told.message, told.confidence) == (True, Confidence.HIGH)
    assert "1 more, made by functions, may not live at the same time and counts for nothing." in told.help
    assert judge(Capacity(pools, DECLARED, (), pools[0])) == []


def test_all_places_are_related(judge, capacity, build):
    limit = Limit(100, Source.FOUND, "my.cnf:3", place=build.place(3, path="/project/my.cnf"))
    told = judge.one(capacity({"pool_size": 20}, {}, limit=limit, workers=(found(4, place=build.place(1, path="/project/Procfile")),)))
    assert [each.label for each in told.related] == [
        "pool_size is set here",
        "5 + 10 connections here",
        "4 gunicorn workers here",
        "max_connections is 100 here",
    ]


def test_defaults_and_what_does_not_count_are_said(judge, capacity):
    told = judge.one(capacity({}, workers=(Workers(8, "--workers"),), uncounted=1))
    assert "pool_size and max_overflow are not set here, so the default counts." in told.help
    assert "1 more engine whose pool cannot be told counts for nothing." in told.help


@pytest.mark.parametrize(
    "options",
    [
        {"pool_size": Unknown("a setting")},
        {"pool_size": None},
        {"pool_size": "20"},
        {"pool_size": True},
        {"max_overflow": Unknown("a setting")},
        {"pool": Unknown("a pool")},
        {"poolclass": Unknown("a class")},
        {"_unseen": ("**kwargs comes from callers",)},
        {"_unseen": ("**kwargs comes from callers",), "pool_size": 20},
    ],
)
def test_a_pool_that_cannot_be_told_has_no_bounds(build, options):
    assert sized(build.engine(**options), build.versions(sqlalchemy="2.0.36")) is None


@pytest.mark.parametrize("pool", ["NULL_POOL", "STATIC_POOL"])
def test_other_pools_have_no_bounds(build, pool):
    assert sized(build.engine(poolclass=getattr(build, pool)), build.versions(sqlalchemy="2.0.36")) is None


@pytest.mark.parametrize(
    ("framework", "pins", "config", "expected"),
    [
        ("flask-sqlalchemy", {"flask_sqlalchemy": "2.5.1"}, {}, (10, 10)),
        ("flask-sqlalchemy", {"flask_sqlalchemy": "3.1.1"}, {}, (5, 10)),
        ("flask-sqlalchemy", {}, {}, (5, 10)),
        ("flask-sqlalchemy", {"flask_sqlalchemy": "2.5.1"}, {"SQLALCHEMY_POOL_SIZE": 30, "SQLALCHEMY_MAX_OVERFLOW": 2}, (30, 2)),
        ("flask-sqlalchemy", {"flask_sqlalchemy": "3.1.1"}, {"SQLALCHEMY_POOL_SIZE": 30}, (5, 10)),
        ("apache-airflow", {}, {}, (5, 10)),
        ("", {}, {}, (5, 10)),
    ],
)
def test_defaults_are_those_of_the_framework_and_its_release(build, framework, pins, config, expected):
    keys = {name: build.option(name, value) for name, value in config.items()}
    engine = build.engine(site={"kind": "flask-config" if "flask" in framework else "call", "framework": framework}, _config=keys)
    pool = sized(engine, build.versions(sqlalchemy="1.4.50" if "2.5.1" in pins.values() else "2.0.36", **pins))
    assert (pool.size, pool.overflow) == expected
