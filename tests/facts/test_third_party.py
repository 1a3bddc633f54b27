"""The table of other libraries against the libraries themselves: each makes a real engine, none reaches a database.

An engine plugin, named in the URL, catches the engine on its way; what a library does with it afterwards fails at a closed
port. Libraries that are not installed are skipped: ``nox -s third_party`` installs them.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.dialects import plugins
from sqlalchemy.engine import CreateEnginePlugin

from engine_lint.knowledge.frameworks import frameworks
from engine_lint.knowledge.tables import table
from engine_lint.knowledge.third_party import makers

CAUGHT: list[Any] = []


class Catch(CreateEnginePlugin):
    """Keeps every engine that is made of a URL with ``?plugin=catch``."""

    def update_url(self, url: Any) -> Any:
        return url.difference_update_query(["plugin"])

    def engine_created(self, engine: Any) -> None:
        CAUGHT.append(engine)


plugins.impls["catch"] = lambda: Catch

URLS = {
    "mysql": "mysql+pymysql://u:p@127.0.0.1:1/d?plugin=catch",
    "mariadb": "mariadb+pymysql://u:p@127.0.0.1:1/d?plugin=catch",
    "postgresql": "postgresql+psycopg2://u:p@127.0.0.1:1/d?plugin=catch",
}
ASYNC_URLS = {
    "mysql": "mysql+aiomysql://u:p@127.0.0.1:1/d?plugin=catch",
    "postgresql": "postgresql+asyncpg://u:p@127.0.0.1:1/d?plugin=catch",
}
OPTIONS = {
    "nothing": "",
    "recycle": "pool_recycle=77",
    "ping": "pool_pre_ping=True",
    "no ping": "pool_pre_ping=False, pool_recycle=-1",
    "size": "pool_size=3, max_overflow=1",
    "no pool": "poolclass=NullPool",
    "refused": "poolclass=NullPool, pool_size=3",
    "unknown": "pool_max_overflow=3",
}


@dataclass(frozen=True)
class Case:
    """A library in use. ``{url}`` and ``{options}`` (keywords) are filled in; ``bare`` is the text without the parameter.

    ``run`` does what only the running library does, with the names of the text.
    """

    framework: str
    text: str
    bare: str = ""
    is_async: bool = False
    run: Callable[[dict[str, Any]], object] = lambda space: None
    only: str = ""
    """The one backend, where there is only one."""


def _celery(space: dict[str, Any]) -> None:
    """A child process of a worker: its session manager was told of the fork."""
    space["app"].conf.database_create_tables_at_setup = False
    backend = space["app"].backend
    backend.session_manager._after_fork()
    backend.session_manager.get_engine(backend.url, **backend.engine_options)


def _jupyterhub(space: dict[str, Any]) -> None:
    from jupyterhub.orm import new_session_factory

    hub = space["c"].JupyterHub
    new_session_factory(hub.db_url, **hub.db_kwargs)


def _lite(space: dict[str, Any]) -> None:
    from flask import Flask
    from flask_sqlalchemy_lite import SQLAlchemy

    app = Flask("case")
    app.config.from_mapping({key: value for key, value in space.items() if key.startswith("SQLALCHEMY_")})
    (space.get("db") or SQLAlchemy()).init_app(app)


def _middleware(space: dict[str, Any]) -> None:
    space["app"].build_middleware_stack()


def _nameko(space: dict[str, Any]) -> None:
    provider = space["db"]
    provider.container = SimpleNamespace(service_name="s", config={"DB_URIS": {"s:Base": space["URL"]}})
    provider.setup()


STORE = "from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore\n"
SCHEDULER = "from apscheduler.schedulers.background import BackgroundScheduler\ns = BackgroundScheduler()\n"
OPTUNA = "from optuna.storages import RDBStorage\n"
LANGCHAIN = "from langchain_community.utilities import SQLDatabase\n"
HISTORY = "from langchain_community.chat_message_histories import SQLChatMessageHistory\n"
LLAMA = "from llama_index.core import SQLDatabase\n"
ADVANCED = "from advanced_alchemy.{0} import EngineConfig, SQLAlchemy{1}Config\n"
MIDDLEWARE = "from fastapi import FastAPI\nfrom fastapi_{0}sqlalchemy import {1}\napp = FastAPI()\n"
CELERY = "from celery import Celery\napp = Celery('x', set_as_current=False)\napp.conf.result_backend = 'db+{url}'\n"
HUB = "from traitlets.config import Config\nc = Config()\nc.JupyterHub.db_url = '{url}'\n"
LITE = "SQLALCHEMY_{0}ENGINES = {{'default': {1}}}\n"
QUART = "from sqlalchemy import engine_from_config\nfrom quart_sqlalchemy import EngineConfig\n"

CASES = {
    "SQLAlchemyJobStore": Case("apscheduler", STORE + "SQLAlchemyJobStore(url='{url}', engine_options=dict({options}))", STORE + "SQLAlchemyJobStore('{url}')"),
    "add_jobstore": Case(
        "apscheduler",
        SCHEDULER + "s.add_jobstore('sqlalchemy', url='{url}', engine_options=dict({options}))",
        SCHEDULER + "s.add_jobstore('sqlalchemy', 'x', url='{url}')",
    ),
    "dataset.connect": Case("dataset", "import dataset\ndataset.connect('{url}', engine_kwargs=dict({options}))"),
    "dataset by position": Case("dataset", "import dataset\ndataset.connect('{url}', None, dict({options}))"),
    "RDBStorage": Case("optuna", OPTUNA + "RDBStorage('{url}', engine_kwargs=dict({options}))", OPTUNA + "RDBStorage(url='{url}')"),
    "RDBStorage by position": Case("optuna", OPTUNA + "RDBStorage('{url}', dict({options}))"),
    "SQLDatabase": Case("langchain", LANGCHAIN + "SQLDatabase.from_uri('{url}', engine_args=dict({options}))", LANGCHAIN + "SQLDatabase.from_uri('{url}')"),
    "SQLChatMessageHistory": Case("langchain", HISTORY + "SQLChatMessageHistory('s', connection='{url}', engine_args=dict({options}))"),
    "SQLChatMessageHistory, asyncio": Case(
        "langchain", HISTORY + "SQLChatMessageHistory('s', connection='{url}', async_mode=True, engine_args=dict({options}))", is_async=True
    ),
    "SQLRecordManager": Case(
        "langchain", "from langchain_classic.indexes import SQLRecordManager\nSQLRecordManager('n', db_url='{url}', engine_kwargs=dict({options}))"
    ),
    "PGVector": Case(
        "langchain-postgres", "from langchain_postgres import PGVector\nPGVector(None, connection='{url}', engine_args=dict({options}))", only="postgresql"
    ),
    "PGEngine": Case(
        "langchain-postgres",
        "from langchain_postgres import PGEngine\nPGEngine.from_connection_string('{url}', {options})",
        "from langchain_postgres import PGEngine\nPGEngine.from_connection_string(url='{url}')",
        is_async=True,
        only="postgresql",
    ),
    "SQLDatabase of LlamaIndex": Case("llama-index", LLAMA + "SQLDatabase.from_uri('{url}', dict({options}))", LLAMA + "SQLDatabase.from_uri('{url}')"),
    "DatabaseSessionService": Case(
        "google-adk",
        "from google.adk.sessions import DatabaseSessionService\nDatabaseSessionService('{url}', {options})",
        "from google.adk.sessions import DatabaseSessionService\nDatabaseSessionService(db_url='{url}')",
        is_async=True,
    ),
    "SQLAlchemySession": Case(
        "openai-agents",
        "from agents.extensions.memory import SQLAlchemySession\nSQLAlchemySession.from_url('s', url='{url}', engine_kwargs=dict({options}))",
        is_async=True,
    ),
    "SQLAlchemySyncConfig": Case(
        "advanced-alchemy",
        ADVANCED.format("config", "Sync") + "config = SQLAlchemySyncConfig(connection_string='{url}', engine_config=EngineConfig({options}))",
        ADVANCED.format("config", "Sync") + "config = SQLAlchemySyncConfig(connection_string='{url}')",
        run=lambda space: space["config"].get_engine(),
    ),
    "SQLAlchemyAsyncConfig of Litestar": Case(
        "advanced-alchemy",
        ADVANCED.format("extensions.litestar", "Async") + "config = SQLAlchemyAsyncConfig(connection_string='{url}', engine_config=EngineConfig({options}))",
        ADVANCED.format("extensions.litestar", "Async") + "config = SQLAlchemyAsyncConfig(connection_string='{url}')",
        is_async=True,
        run=lambda space: space["config"].get_engine(),
    ),
    "SQLAlchemyAsyncConfig of Starlette": Case(
        "advanced-alchemy",
        ADVANCED.format("extensions.starlette", "Async") + "config = SQLAlchemyAsyncConfig(connection_string='{url}', engine_config=EngineConfig({options}))",
        is_async=True,
        run=lambda space: space["config"].get_engine(),
    ),
    "SQLAlchemySyncConfig of Flask": Case(
        "advanced-alchemy",
        ADVANCED.format("extensions.flask", "Sync") + "config = SQLAlchemySyncConfig(connection_string='{url}', engine_config=EngineConfig({options}))",
        run=lambda space: space["config"].get_engine(),
    ),
    "Celery": Case("celery", CELERY + "app.conf.database_engine_options = dict({options})\n", run=_celery),
    "Celery by update": Case("celery", CELERY + "app.conf.update(database_engine_options=dict({options}))\n", run=_celery),
    "JupyterHub": Case("jupyterhub", HUB + "c.JupyterHub.db_kwargs = dict({options})\n", run=_jupyterhub),
    "DBSessionMiddleware": Case(
        "fastapi-sqlalchemy",
        MIDDLEWARE.format("", "DBSessionMiddleware") + "app.add_middleware(DBSessionMiddleware, db_url='{url}', engine_args=dict({options}))",
        MIDDLEWARE.format("", "DBSessionMiddleware") + "app.add_middleware(DBSessionMiddleware, db_url='{url}')",
        run=_middleware,
    ),
    "SQLAlchemyMiddleware": Case(
        "fastapi-async-sqlalchemy",
        MIDDLEWARE.format("async_", "SQLAlchemyMiddleware") + "app.add_middleware(SQLAlchemyMiddleware, db_url='{url}', engine_args=dict({options}))",
        MIDDLEWARE.format("async_", "SQLAlchemyMiddleware") + "app.add_middleware(SQLAlchemyMiddleware, db_url='{url}')",
        is_async=True,
        run=_middleware,
    ),
    "read_sql_table": Case("dask", "import dask.dataframe as dd\ndd.read_sql_table('t', '{url}', 'id', engine_kwargs=dict({options}))"),
    "read_sql_query": Case(
        "dask",
        "import dask.dataframe as dd\nfrom sqlalchemy import text\n"
        "dd.read_sql_query(text('x'), '{url}', 'id', divisions=[0, 1], engine_kwargs=dict({options})).head()",
    ),
    "SQLALCHEMY_ENGINES": Case("flask-sqlalchemy-lite", LITE.format("", "dict(url='{url}', {options})"), LITE.format("", "'{url}'"), run=_lite),
    "SQLALCHEMY_ASYNC_ENGINES": Case(
        "flask-sqlalchemy-lite", LITE.format("ASYNC_", "dict(url='{url}', {options})"), LITE.format("ASYNC_", "'{url}'"), is_async=True, run=_lite
    ),
    "Lite's extension": Case(
        "flask-sqlalchemy-lite",
        "from flask_sqlalchemy_lite import SQLAlchemy\ndb = SQLAlchemy(engine_options=dict({options}))\n" + LITE.format("", "'{url}'"),
        run=_lite,
    ),
    "EngineConfig": Case(
        "quart-sqlalchemy",
        QUART + "config = EngineConfig(url='{url}', {options})",
        QUART + "config = EngineConfig(url='{url}')",
        run=lambda space: sqlalchemy.engine_from_config(space["config"].dict(exclude_unset=True, exclude_none=True), prefix=""),
    ),
    "BindConfig": Case(
        "quart-sqlalchemy",
        "from quart_sqlalchemy import BindConfig\nconfig = BindConfig(engine=dict(url='{url}', {options}))",
        run=lambda space: sqlalchemy.engine_from_config(space["config"].engine.dict(exclude_unset=True, exclude_none=True), prefix=""),
    ),
    "records.Database": Case("records", "import records\nrecords.Database('{url}', {options})", "import records\nrecords.Database('{url}')"),
    "nameko": Case(
        "nameko-sqlalchemy",
        "from nameko_sqlalchemy import Database\nclass Base: pass\nURL = '{url}'\ndb = Database(Base, engine_options=dict({options}))",
        "from nameko_sqlalchemy import Database\nclass Base: pass\nURL = '{url}'\ndb = Database(Base)",
        run=_nameko,
    ),
}
CHECKED_BY_TYPE = frozenset({"EngineConfig", "BindConfig"})
"""Pydantic models: they pass over a keyword that they do not know."""


def runs() -> Iterator[Any]:
    for name, case in CASES.items():
        for backend, url in (ASYNC_URLS if case.is_async else URLS).items():
            if case.only not in ("", backend):
                continue
            for given, options in OPTIONS.items():
                if given == "unknown" and name in CHECKED_BY_TYPE:
                    continue
                text = case.text if options else case.bare
                if text:
                    filled = text.replace("{url}", url).replace("{options}", options).replace("{{", "{").replace("}}", "}")
                    yield pytest.param(name, filled, id=f"{name}-{backend}-{given}")


def installed(case: Case) -> str:
    """The library's release; the test is skipped where there is none."""
    distribution = frameworks()[case.framework].distribution
    try:
        return version(distribution)
    except PackageNotFoundError:
        pytest.skip(f"{distribution} is not installed")


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__


def facts_of(case: Case, text: str) -> dict[str, object]:
    """What the library does: the pool of the engine that it makes, or that it refuses."""
    CAUGHT.clear()
    space: dict[str, Any] = {"__name__": "case"}
    error = None
    with warnings.catch_warnings(), contextlib.suppress(SystemExit):
        warnings.simplefilter("ignore")
        try:
            exec(compile("from sqlalchemy.pool import NullPool\n" + text, "case", "exec"), space)
            case.run(space)
        except ImportError:
            raise
        except Exception as raised:
            error = raised
    if not CAUGHT:
        assert any(isinstance(each, TypeError) for each in chain(error)), repr(error)
        return {"accepted": False}
    pool = CAUGHT[0].pool
    base = next(cls for cls in type(pool).__mro__ if cls.__module__.startswith("sqlalchemy.pool"))
    return {"accepted": True, "pool_class": base.__name__, "pre_ping": bool(pool._pre_ping), "recycle": pool._recycle}


@pytest.mark.parametrize(("name", "text"), list(runs()))
def test_computes_what_the_library_does(name: str, text: str, compute: Callable[..., Any]) -> None:
    case = CASES[name]
    release = installed(case)
    facts = facts_of(case, text)
    releases = {"sqlalchemy": sqlalchemy.__version__, frameworks()[case.framework].distribution: release}
    outcome = compute("from sqlalchemy.pool import NullPool\n" + text, releases, True)
    assert {fact: getattr(outcome, fact) for fact in facts} == facts


def importable(path: str) -> object:
    from .test_against_libraries import importable as found

    return found(path)


@pytest.mark.parametrize("framework", sorted({maker.framework for maker in makers().values()}))
def test_paths_can_be_imported(framework: str) -> None:
    """At least one path of each maker; the others are those of other releases, or of extras."""
    distribution = frameworks()[framework].distribution
    try:
        version(distribution)
    except PackageNotFoundError:
        pytest.skip(f"{distribution} is not installed")
    for row in table("third_party")["maker"]:
        if row["framework"] == framework:
            assert any(importable(path) is not None for path in row["paths"]), row["paths"]


def test_oslo_pings_by_itself() -> None:
    engines = pytest.importorskip("oslo_db.sqlalchemy.engines", reason="oslo.db is not installed")
    with contextlib.suppress(Exception):
        CAUGHT.clear()
        engines.create_engine(URLS["mysql"], max_retries=0)
    assert CAUGHT[0].pool._pre_ping is True
    assert CAUGHT[0].pool._recycle == 3600
