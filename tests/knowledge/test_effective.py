"""The effective configuration of engines put together by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine_lint.knowledge.effective import effective
from engine_lint.model.engine import Backend, Effective, Engine, Site
from engine_lint.model.place import FILE_START, Place
from engine_lint.model.value import Construction, Known, OneOf, Option, Symbol, Unknown, Value
from engine_lint.model.versions import VersionRange, Versions

HERE = Place("app.py", FILE_START)
NULL, QUEUE, STATIC = (Symbol(f"sqlalchemy.pool.{name}") for name in ("NullPool", "QueuePool", "StaticPool"))
UNKNOWN = Unknown("it comes from elsewhere")


def option(name: str, value: object) -> Option:
    found: Value = value if isinstance(value, (Known, OneOf, Unknown)) else Known(value)
    return Option(name, found, HERE, HERE)


def url(text: str) -> Backend:
    name, _, driver = text.partition("+")
    return Backend(frozenset({name}), True, driver=driver) if text else Backend()


def engine(
    backend: Backend | str = "", site: Mapping[str, Any] = {}, config: Mapping[str, object] = {}, unseen: tuple[str, ...] = (), **options: object
) -> Engine:
    where = Site(**{"kind": "call", "callee": "create_engine", "place": HERE, **site})
    chosen = backend if isinstance(backend, Backend) else url(backend)
    return Engine(
        where,
        {name: option(name, value) for name, value in options.items()},
        chosen,
        unseen,
        config={name: option(name, value) for name, value in config.items()},
    )


def flask(backend: Backend | str = "mysql+pymysql", config: Mapping[str, object] = {}, **options: object) -> Engine:
    return engine(backend, {"kind": "flask-config", "framework": "flask-sqlalchemy", "coerces": True}, config, **options)


def pinned(sqlalchemy: str = "", flask_sqlalchemy: str = "") -> Versions:
    ranges = {}
    for name, text in (("sqlalchemy", sqlalchemy), ("flask-sqlalchemy", flask_sqlalchemy)):
        if text:
            numbers = tuple(map(int, text.split(".")))
            ranges[name] = VersionRange(numbers, (*numbers[:-1], numbers[-1] + 1))
    return Versions(ranges, True)


def of(subject: Engine, versions: Versions | None = None) -> Effective:
    return effective(subject, versions or Versions())


def pool(symbol: Symbol = QUEUE, hidden: bool = False, **arguments: object) -> Construction:
    return Construction(symbol, tuple(option(name, value) for name, value in arguments.items()), hidden, HERE)


def test_nothing_known_and_nothing_given() -> None:
    found = of(engine())
    assert (found.pool_class, found.keeps_connections, found.rejected) == ("QueuePool", True, ())
    assert (found.pre_ping, found.recycle) == (Known(False), Known(-1))
    assert found.defaults == {"pool_class": "SQLAlchemy's default", "pre_ping": "SQLAlchemy's default", "recycle": "SQLAlchemy's default"}


def test_given_options_are_no_defaults() -> None:
    found = of(engine("mysql", pool_pre_ping=True, pool_recycle=300, poolclass=QUEUE))
    assert (found.pre_ping, found.recycle, found.defaults) == (Known(True), Known(300), {})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, Known(True)), (1, Known(True)), ("false", Known(True)), ("", Known(False)), (None, Known(False)), (0, Known(False)),
        (UNKNOWN, UNKNOWN), (OneOf((Known("yes"), Known("no"))), Known(True)),
        (OneOf((Known(True), Known(False))), OneOf((Known(True), Known(False)))), (OneOf((Known(1), UNKNOWN)), OneOf((Known(True), UNKNOWN))),
    ],
)  # fmt: skip
def test_pre_ping_is_a_matter_of_truth(value: object, expected: Value) -> None:
    assert of(engine("mysql", pool_pre_ping=value)).pre_ping == expected


@pytest.mark.parametrize(("value", "expected"), [(True, 1), (False, 0), (0, 0), (-2, -2), (1.5, 1.5), ("3600", "3600"), (None, None)])
def test_recycle_in_seconds(value: object, expected: object) -> None:
    found = of(engine("mysql", pool_recycle=value)).recycle
    assert isinstance(found, Known) and found.value == expected and type(found.value) is type(expected)


@pytest.mark.parametrize(("value", "expected"), [("3600", 3600), (" 60 ", 60), ("-1", -1), ("1h", "1h"), ("", ""), (None, None), (60, 60)])
def test_engine_from_config_makes_numbers_of_strings(value: object, expected: object) -> None:
    assert of(engine("mysql", {"coerces": True}, pool_recycle=value)).recycle == Known(expected)


def test_engine_from_config_leaves_pre_ping_alone() -> None:
    assert of(engine("mysql", {"coerces": True}, pool_pre_ping="false")).pre_ping == Known(True)


@pytest.mark.parametrize(
    ("symbol", "refused"),
    [
        (NULL, ("pool_size", "max_overflow")),
        (STATIC, ("pool_size", "max_overflow")),
        (QUEUE, ()),
        (Symbol("sqlalchemy.pool.SingletonThreadPool"), ("max_overflow",)),
    ],
)
def test_pool_classes_refuse_options(symbol: Symbol, refused: tuple[str, ...]) -> None:
    found = of(engine("mysql", poolclass=symbol, pool_size=5, max_overflow=2, pool_recycle=9))
    assert found.rejected == refused
    assert all(symbol.name in found.reasons[name] for name in refused)
    assert found.keeps_connections is (symbol is not NULL)


def test_two_possible_pool_classes() -> None:
    found = of(engine("mysql", poolclass=OneOf((Known(NULL), Known(QUEUE))), pool_size=5))
    assert (found.pool_class, found.keeps_connections, found.rejected) == ("", None, ())


def test_two_possible_pool_classes_that_both_refuse() -> None:
    found = of(engine("mysql", poolclass=OneOf((Known(NULL), Known(STATIC))), pool_size=5))
    assert found.rejected == ("pool_size",)


@pytest.mark.parametrize("value", [UNKNOWN, "QueuePool", Symbol("app.pools.Pool"), pool(Symbol("functools.partial"))])
def test_pool_classes_that_are_not_known(value: object) -> None:
    found = of(engine("mysql", poolclass=value, pool_size=5, pool_pre_ping=True))
    assert (found.pool_class, found.keeps_connections, found.rejected, found.pre_ping) == ("", None, (), Known(True))


def test_a_pool_that_is_none_is_absent() -> None:
    found = of(engine("mysql", pool=None, poolclass=None, pool_size=3, pool_recycle=60))
    assert (found.pool_class, found.recycle, found.rejected) == ("QueuePool", Known(60), ())


def test_a_pool_instance_brings_its_own_options_and_refuses_others() -> None:
    found = of(engine("mysql", pool=pool(recycle=120, pre_ping=True), pool_recycle=60, echo=True))
    assert (found.pre_ping, found.recycle, found.rejected) == (Known(True), Known(120), ("pool_recycle",))


def test_a_bare_pool_instance_has_the_defaults() -> None:
    found = of(engine("mysql", pool=pool(creator=UNKNOWN)))
    assert (found.pool_class, found.keeps_connections, found.pre_ping, found.recycle, found.rejected) == ("QueuePool", True, Known(False), Known(-1), ())


def test_a_pool_instance_with_hidden_arguments() -> None:
    assert isinstance(of(engine("mysql", pool=pool(hidden=True))).pre_ping, Unknown)


def test_a_pool_constructor_knows_the_short_names_only() -> None:
    found = of(engine("mysql", pool=pool(pool_recycle=120)))
    assert found.rejected == ("pool",) and "pool_recycle" in found.reasons["pool"]


def test_an_unknown_pool_tells_nothing() -> None:
    found = of(engine("mysql", pool=UNKNOWN))
    assert (found.pool_class, found.keeps_connections) == ("", None)
    assert isinstance(found.pre_ping, Unknown) and isinstance(found.recycle, Unknown)


def test_a_class_in_the_place_of_a_pool() -> None:
    found = of(engine("mysql", pool=QUEUE, pool_size=5))
    assert (found.pool_class, found.keeps_connections, found.rejected) == ("QueuePool", None, ("pool_size",))


def test_no_engine_no_pool() -> None:
    assert of(engine("mysql", strategy="mock")).keeps_connections is False


def test_another_librarys_strategy_has_another_pool() -> None:
    found = of(engine("postgresql", strategy="gino"))
    assert (found.pool_class, found.keeps_connections) == ("", None)
    assert isinstance(found.pre_ping, Unknown)


def test_sqlalchemys_own_strategies_change_nothing() -> None:
    assert of(engine("postgresql", strategy="threadlocal")).keeps_connections is True


def test_open_sites_are_not_known_by_what_they_lack() -> None:
    found = of(engine("mysql", unseen=("the caller adds options",), pool_recycle=60))
    assert found.recycle == Known(60)
    assert isinstance(found.pre_ping, Unknown) and found.pre_ping.reason == "the caller adds options"
    assert found.keeps_connections is True


def test_a_default_class_refuses_nothing_where_another_may_come_in() -> None:
    sqlite = Backend(frozenset({"sqlite"}), True)
    assert of(engine(sqlite, pool_size=5), pinned("1.4.54")).rejected == ("pool_size",)
    assert of(engine(sqlite, unseen=("more",), pool_size=5), pinned("1.4.54")).rejected == ()


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.4.54", ("NullPool", False, ("pool_size",))), ("2.0.1", ("QueuePool", True, ())), ("", ("", None, ()))],
)
def test_sqlite_files_by_release(version: str, expected: tuple[str, bool | None, tuple[str, ...]]) -> None:
    found = of(engine("sqlite", pool_size=5), pinned(version))
    assert (found.pool_class, found.keeps_connections, found.rejected) == expected


@pytest.mark.parametrize(("version", "expected"), [("2.0.37", "NullPool"), ("2.0.38", "AsyncAdaptedQueuePool"), ("", "")])
def test_aiosqlite_files_by_release(version: str, expected: str) -> None:
    assert of(engine("sqlite+aiosqlite", {"is_async": True}), pinned(version)).pool_class == expected


def test_a_range_that_straddles_a_boundary_gives_no_answer() -> None:
    straddling = Versions({"sqlalchemy": VersionRange((1, 4, 0), (2, 1))}, True)
    assert of(engine("sqlite", pool_size=5), straddling).rejected == ()


def test_of_several_backends_the_one_with_a_server_counts() -> None:
    mixed = Backend(frozenset({"sqlite", "postgresql"}), True)
    found = of(engine(mixed), pinned("1.4.54"))
    assert (found.pool_class, found.keeps_connections) == ("QueuePool", True)


def test_in_memory_sqlite() -> None:
    assert of(engine(Backend(frozenset({"sqlite"}), True, in_memory=True))).pool_class == "SingletonThreadPool"


def test_asyncio_engines() -> None:
    assert of(engine(site={"is_async": True})).pool_class == "AsyncAdaptedQueuePool"
    assert of(engine("mysql+aiomysql")).pool_class == "AsyncAdaptedQueuePool"


@pytest.mark.parametrize(("version", "refused"), [("1.4.54", ()), ("2.0.27", ()), ("2.0.28", ("poolclass",)), ("2.1.9", ("poolclass",)), ("", ())])
def test_queue_pools_under_asyncio_by_release(version: str, refused: tuple[str, ...]) -> None:
    assert of(engine("mysql+aiomysql", {"is_async": True}, poolclass=QUEUE), pinned(version)).rejected == refused


@pytest.mark.parametrize(
    ("name", "version", "refused"),
    [
        ("pool_pre_ping", "1.1.18", True), ("pool_pre_ping", "1.2.0", False), ("pool_pre_ping", "", False), ("pool_threadlocal", "1.3.24", False),
        ("pool_threadlocal", "1.4.0", True), ("pool_threadlocal", "", False), ("encoding", "2.0.1", True), ("pre_ping", "", True), ("pool_class", "", True),
        ("async_creator", "2.0.58", True), ("some_dialects_own", "2.0.58", False),
    ],
)  # fmt: skip
def test_options_that_a_release_does_not_take(name: str, version: str, refused: bool) -> None:
    assert of(engine("mysql", **{name: True}), pinned(version)).rejected == ((name,) if refused else ())


@pytest.mark.parametrize("version", ["2.5.1", "3.0.5", "3.1.1", ""])
def test_flask_sqlalchemy_recycles_mysql(version: str) -> None:
    found = of(flask(), pinned(flask_sqlalchemy=version))
    assert found.recycle == Known(7200)
    assert found.defaults["recycle"] == "Flask-SQLAlchemy's default for mysql"


@pytest.mark.parametrize("backend", ["mariadb+pymysql", "postgresql", "sqlite"])
def test_flask_sqlalchemy_recycles_nothing_else(backend: str) -> None:
    assert of(flask(backend)).recycle == Known(-1)


def test_flask_sqlalchemy_on_an_unknown_backend() -> None:
    found = of(flask(Backend()))
    assert set(found.recycle.values if isinstance(found.recycle, OneOf) else ()) == {Known(-1), Known(7200)}
    assert of(flask(Backend(excluded=frozenset({"mysql"})))).recycle == Known(-1)


@pytest.mark.parametrize(("version", "expected"), [("2.5.1", Known("300")), ("3.1.1", Known(300))])
def test_flask_sqlalchemy_coerces_from_three_on(version: str, expected: Value) -> None:
    assert of(flask(pool_recycle="300"), pinned(flask_sqlalchemy=version)).recycle == expected


def test_flask_sqlalchemy_before_2_4_reads_no_options() -> None:
    found = of(flask(pool_recycle=300, pool_pre_ping=True), pinned(flask_sqlalchemy="2.3.2"))
    assert (found.recycle, found.pre_ping) == (Known(7200), Known(False))


@pytest.mark.parametrize(("version", "expected"), [("2.5.1", {300}), ("3.1.1", {7200}), ("", {300, 7200})])
def test_removed_keys_by_release(version: str, expected: set[int]) -> None:
    found = of(flask(config={"SQLALCHEMY_POOL_RECYCLE": 300}), pinned(flask_sqlalchemy=version))
    values = found.recycle.values if isinstance(found.recycle, OneOf) else (found.recycle,)
    assert {each.value for each in values if isinstance(each, Known)} == expected
    assert ("recycle" in found.defaults) is (version == "3.1.1")


def test_a_removed_key_of_none_is_absent() -> None:
    assert of(flask(config={"SQLALCHEMY_POOL_RECYCLE": None}), pinned(flask_sqlalchemy="2.5.1")).recycle == Known(7200)


def test_new_options_win_over_removed_keys() -> None:
    assert of(flask(config={"SQLALCHEMY_POOL_RECYCLE": 300}, pool_recycle=200), pinned(flask_sqlalchemy="2.5.1")).recycle == Known(200)


@pytest.mark.parametrize(("version", "refused"), [("2.5.1", ("pool_size",)), ("3.1.1", ()), ("", ())])
def test_flask_sqlalchemy_2_breaks_null_pools_on_mysql(version: str, refused: tuple[str, ...]) -> None:
    found = of(flask(poolclass=NULL), pinned(flask_sqlalchemy=version))
    assert found.rejected == refused
    assert found.keeps_connections is False


def test_flask_sqlalchemy_3_takes_no_pool_instance_at_all() -> None:
    found = of(flask("postgresql", pool=pool(pre_ping=True)), pinned(flask_sqlalchemy="3.1.1"))
    assert found.rejected == ("echo_pool",)
    assert found.defaults["echo_pool"] == "Flask-SQLAlchemy's default"


def test_flask_sqlalchemy_3_puts_memory_into_a_static_pool_whatever_is_asked() -> None:
    memory = Backend(frozenset({"sqlite"}), True, in_memory=True)
    found = of(flask(memory, poolclass=QUEUE), pinned(flask_sqlalchemy="3.1.1"))
    assert found.pool_class == "StaticPool"


def test_flask_sqlalchemy_lite_spares_other_pools() -> None:
    site = {"kind": "flask-config", "framework": "flask-sqlalchemy-lite", "coerces": True}
    assert of(engine("mysql", site)).recycle == Known(7200)
    assert of(engine("mysql", site, poolclass=NULL)).recycle == Known(-1)
    assert of(engine("mariadb", site)).recycle == Known(-1)


def test_pins_that_cannot_go_together_still_get_an_answer() -> None:
    assert of(flask(), pinned("2.0.58", "2.5.1")).recycle == Known(7200)


def test_values_keep_an_engine_from_being_made() -> None:
    assert of(engine("mysql+pymysql", pool_size="10")).fails == "pool_size is no number"
    assert of(engine("mysql+pymysql", pool_size=OneOf((Known("5"), Unknown("the environment says", type_name="str"))))).fails
    assert of(engine("mysql+pymysql", {"coerces": True}, pool_size="10")).fails == ""
    assert of(engine("mysql+pymysql", {"coerces": True}, pool_recycle="1h")).fails == "pool_recycle is text that is no integer"
    assert of(engine("mysql+pymysql", pool_recycle="1h")).fails == ""
    assert of(engine("mysql+pymysql", pool_size=OneOf((Known("5"), Known(5))))).fails == ""
    assert of(engine("sqlite", pool_size="5", poolclass=Symbol("sqlalchemy.pool.SingletonThreadPool"))).fails == ""
    assert of(engine("mysql+pymysql", poolclass="NullPool")).fails == "poolclass is no class"


def test_drivers_keep_an_asyncio_engine_from_being_made() -> None:
    assert of(engine("mysql+pymysql", {"is_async": True})).fails == "pymysql is no driver for asyncio"
    assert of(engine("mysql+aiomysql", {"is_async": True})).fails == ""
    assert of(engine("postgresql+psycopg", {"is_async": True})).fails == ""
    assert of(engine("mysql", {"is_async": True})).fails == ""
    assert of(engine("mysql+pymysql")).fails == ""


@pytest.mark.parametrize(("version", "fails"), [("2.5.1", True), ("3.1.1", False)])
def test_binds_are_dicts_since_flask_sqlalchemy_3(version: str, fails: bool) -> None:
    site = {"kind": "flask-bind", "framework": "flask-sqlalchemy", "coerces": True}
    assert bool(of(engine("mysql+pymysql", site, pool_recycle=60), pinned(flask_sqlalchemy=version)).fails) is fails
