"""The data against the libraries that are installed: real engines are made, none is connected.

Run for every supported release by the nox sessions ``facts``.
"""

from __future__ import annotations

import importlib
import inspect
import json
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import sqlalchemy.pool

from engine_lint.knowledge.dialects import backends_of_option, default_driver, default_pool, driver_of, family, split_drivername
from engine_lint.knowledge.factories import factories, url_builders
from engine_lint.knowledge.options import engine_options, misspellings, numbers, pool_options
from engine_lint.knowledge.pools import PoolClass, asyncio_checked_since, option_name, pool_classes, pool_paths
from engine_lint.knowledge.releases import Release

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = json.loads((HERE / "effective_cases.json").read_text(encoding="utf-8"))
OUT_OF_REACH: list[dict[str, Any]] = json.loads((HERE / "out_of_reach.json").read_text(encoding="utf-8"))
SAMPLES: dict[str, Any] = {
    "pool_size": 3, "max_overflow": 2, "pool_timeout": 9, "pool_recycle": 77, "pool_pre_ping": True, "pool_use_lifo": True,
    "pool_reset_on_return": "rollback", "pool_events": [], "pool_logging_name": "x", "echo_pool": False, "creator": lambda: None,
    "pool_threadlocal": False, "echo": False, "logging_name": "x", "execution_options": {}, "hide_parameters": True, "query_cache_size": 10,
    "connect_args": {}, "plugins": [], "enable_from_linting": True, "isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": False,
}  # fmt: skip
MYSQL = "mysql+pymysql://u:p@h/d"


def installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def numbers_of(text: str) -> Release:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())


SQLALCHEMY = numbers_of(sqlalchemy.__version__)
FLASK_SQLALCHEMY = installed("flask-sqlalchemy")


def refused(url: str = MYSQL, **options: Any) -> bool:
    """Whether ``create_engine`` raises TypeError; other errors are errors of the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            sqlalchemy.create_engine(url, **options)
        except TypeError:
            return True
    return False


def here(known: PoolClass) -> bool:
    return known.released.holds(SQLALCHEMY)


@pytest.mark.parametrize("known", [each for each in pool_classes().values() if here(each)], ids=lambda each: each.name)
@pytest.mark.parametrize("name", sorted(pool_options() - {"poolclass"}))
def test_pool_classes_take_the_options_listed(known: PoolClass, name: str) -> None:
    cls = getattr(sqlalchemy.pool, known.name, None)
    url = "mysql+aiomysql://u:p@h/d" if known.asyncio else MYSQL
    takes = name in known.options and engine_options()[name].released.holds(SQLALCHEMY)
    assert refused(url, poolclass=cls, **{name: SAMPLES[name]}) is not takes


@pytest.mark.parametrize("known", [each for each in pool_classes().values() if here(each)], ids=lambda each: each.name)
def test_pool_constructors_have_the_parameters_listed(known: PoolClass) -> None:
    cls = getattr(sqlalchemy.pool, known.name)
    names = {name for base in cls.__mro__ for name in inspect.signature(base.__init__).parameters}
    assert known.arguments <= names
    own = [each.name for each in inspect.signature(cls.__init__).parameters.values() if each.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    assert tuple(own[2 : 2 + len(known.parameters)]) in (known.parameters, ())
    pool = cls(lambda: None, **{"recycle": 77, "pre_ping": True})
    assert (pool._recycle, pool._pre_ping) == (77, True)


@pytest.mark.parametrize("known", [each for each in pool_classes().values() if here(each)], ids=lambda each: each.name)
@pytest.mark.parametrize("is_async", [False, True])
def test_pool_classes_are_checked_against_asyncio(known: PoolClass, is_async: bool) -> None:
    url = "mysql+aiomysql://u:p@h/d" if is_async else MYSQL
    cls = getattr(sqlalchemy.pool, known.name)
    if known.asyncio in (None, is_async) or asyncio_checked_since() > SQLALCHEMY:
        assert isinstance(sqlalchemy.create_engine(url, poolclass=cls).pool, cls)
    else:
        with pytest.raises(sqlalchemy.exc.ArgumentError):
            sqlalchemy.create_engine(url, poolclass=cls)


URLS = [
    ("sqlite://", True), ("sqlite:///:memory:", True), ("sqlite:///x.db", False), ("sqlite+pysqlite:///x.db", False),
    ("sqlite+aiosqlite://", True), ("sqlite+aiosqlite:///x.db", False), ("mysql+pymysql://h/d", False), ("mariadb+pymysql://h/d", False),
    ("mysql+aiomysql://h/d", False), ("mysql+asyncmy://h/d", False), ("postgresql+psycopg2://h/d", False), ("postgresql+asyncpg://h/d", False),
    ("postgresql://h/d", False),
]  # fmt: skip


@pytest.mark.parametrize(("url", "in_memory"), URLS, ids=[url for url, _ in URLS])
def test_default_pool_class_and_driver(url: str, in_memory: bool) -> None:
    name, driver = split_drivername(url.partition(":")[0])
    engine = sqlalchemy.create_engine(url)
    assert type(engine.pool).__name__ == default_pool(name, driver, in_memory, False, SQLALCHEMY)
    assert engine.url.get_backend_name() == name
    assert engine.url.get_driver_name() == (driver or default_driver(name, SQLALCHEMY))
    assert getattr(engine.dialect, "is_async", False) is driver_of(name, driver).is_async


@pytest.mark.parametrize("name", sorted(set(SAMPLES) & set(engine_options())))
def test_options_are_taken_by_the_releases_listed(name: str) -> None:
    assert refused(**{name: SAMPLES[name]}) is not engine_options()[name].released.holds(SQLALCHEMY)


@pytest.mark.parametrize("name", sorted(misspellings()))
def test_misspelt_options_are_refused(name: str) -> None:
    assert refused(**{name: 1})
    if misspellings()[name].short:
        assert option_name(name) == misspellings()[name].meant


@pytest.mark.parametrize("name", sorted(numbers()))
def test_numbers_are_not_checked_before_use(name: str) -> None:
    """Which is why a string has to be found by reading: only the size is looked at when the engine is made."""
    assert refused(**{name: "7"}) is (name == "pool_size")


@pytest.mark.parametrize("name", sorted(engine_options()))
def test_strings_are_coerced_as_listed(name: str) -> None:
    from sqlalchemy.engine import default

    coerced = {key: getattr(kind, "__name__", "") for key, kind in default.DefaultDialect.engine_config_types.items()}
    expected = {"int": "asint", "bool": ("asbool", "bool_or_value")}.get(engine_options()[name].coerced)
    if engine_options()[name].released.holds(SQLALCHEMY):
        assert (coerced.get(name) in expected) if expected else (name not in coerced)


def test_postgresql_option_shows_its_backend_only() -> None:
    assert backends_of_option("executemany_mode") == family("postgresql")
    assert refused(executemany_mode="values_only")
    assert not refused("postgresql+psycopg2://h/d", executemany_mode="values_only")


def importable(path: str) -> object:
    """What a dotted name stands for; None where it has none in the installed release."""
    parts = path.split(".")
    for count in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            found = getattr(found, part, None)
        return found
    return None


@pytest.mark.parametrize("path", sorted({**factories(), **url_builders()}))
def test_import_paths_mean_the_function_listed(path: str) -> None:
    found, known = importable(path), {**factories(), **url_builders()}[path]
    if found is None:
        assert _is_missing(path)
    else:
        assert getattr(found, "__name__", "") == known.name.rpartition(".")[2]


def _is_missing(path: str) -> bool:
    """Whether a path is one that not every release has, and not every environment."""
    since_2 = path in ("sqlalchemy.make_url", "sqlalchemy.URL", "sqlalchemy.URL.create") or "pool_from_url" in path
    old = path == "sqlmodel.engine.create.create_engine"
    return old or (since_2 and SQLALCHEMY < (2,)) or (path.startswith("sqlmodel.") and find_spec("sqlmodel") is None)


@pytest.mark.parametrize("path", sorted(pool_paths()))
def test_pool_paths_mean_the_class_listed(path: str) -> None:
    name = pool_paths()[path]
    found = importable(path)
    if found is not None:
        assert found is getattr(sqlalchemy.pool, name)
    elif path == f"sqlalchemy.pool.{name}":
        assert not here(pool_classes()[name])


def real_engine(case: dict[str, Any]) -> Any:
    """The engine that a case's text makes, or the error."""
    space: dict[str, Any] = {"__name__": "case"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(case["source"], case["id"], "exec"), space)
        if "db" not in space:
            return space["engine"] if "engine" in space else space["pool"]
        db, bind = space["db"], space.get("BIND")
        with space["app"].app_context():
            if numbers_of(FLASK_SQLALCHEMY) >= (3,):
                return db.engines[bind]
            return db.get_engine(space["app"], bind)


def release_key(case: dict[str, Any]) -> str:
    if "observed_flask_sqlalchemy" in case:
        return {(2, 5): "2.5.1", (3, 0): "3.0.5", (3, 1): "3.1.1"}[numbers_of(FLASK_SQLALCHEMY)[:2]]
    return ".".join(map(str, SQLALCHEMY[:2]))


PLAIN = [case for case in CASES if FLASK_SQLALCHEMY or "observed_flask_sqlalchemy" not in case]


@pytest.mark.parametrize("case", PLAIN, ids=[case["id"] for case in PLAIN])
def test_computes_what_the_installed_libraries_do(case: dict[str, Any], compute: Callable[..., Any]) -> None:
    releases = {"sqlalchemy": sqlalchemy.__version__, "flask-sqlalchemy": FLASK_SQLALCHEMY or "3.1.1"}
    outcome = compute(case["source"], releases, case["id"] in ("flask_bind_inherits", "flask_bind_dict"))
    try:
        engine = real_engine(case)
    except ModuleNotFoundError:
        raise
    except Exception:
        facts: dict[str, object] = {"accepted": False}
    else:
        pool = getattr(engine, "pool", engine)
        base = next(cls for cls in type(pool).__mro__ if cls.__module__.startswith("sqlalchemy.pool"))
        facts = {"accepted": True, "pool_class": base.__name__, "pre_ping": bool(pool._pre_ping), "recycle": pool._recycle}
    wrong = {fact for fact, value in facts.items() if getattr(outcome, fact) != value}
    rows = [row for row in OUT_OF_REACH if row["case"] == case["id"] and release_key(case) in row.get("releases", [release_key(case)])]
    assert wrong == {fact for row in rows for fact in row["facts"]}, (facts, outcome)


def test_keys_without_the_prefix_are_passed_over() -> None:
    pool = sqlalchemy.engine_from_config({"sqlalchemy.url": MYSQL, "pool_pre_ping": True, "pool_recycle": "280"}, "sqlalchemy.").pool
    assert (pool._pre_ping, pool._recycle) == (False, -1)


@pytest.mark.parametrize("where", ["url", "connect_args"])
@pytest.mark.parametrize("driver", ["mysql+pymysql", "postgresql+psycopg2", "postgresql+psycopg"])
def test_drivers_refuse_pool_options(driver: str, where: str) -> None:
    """Before they open a connection, so that no server is needed."""
    pytest.importorskip(driver.partition("+")[2])
    url = f"{driver}://u:p@127.0.0.1:9/d"
    try:
        engine = sqlalchemy.create_engine(url + "?pool_recycle=280") if where == "url" else sqlalchemy.create_engine(url, connect_args={"pool_recycle": 280})
    except sqlalchemy.exc.NoSuchModuleError:
        pytest.skip("this SQLAlchemy has no such dialect")
    assert engine.pool._recycle == -1
    with pytest.raises((TypeError, sqlalchemy.exc.ProgrammingError), match="pool_recycle"):
        engine.connect()


def test_execution_options_are_not_asked_about_the_pool() -> None:
    assert sqlalchemy.create_engine(MYSQL, execution_options={"pool_pre_ping": True}).pool._pre_ping is False
