"""Engines that other libraries make: what is a site, what is none, and what the fixes write."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

import engine_lint

from .reading_help import engines, one, option, project


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text without a file belongs to the project of the working folder."""
    monkeypatch.chdir(tmp_path)


SITES = {
    "APScheduler": 'from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore\nSQLAlchemyJobStore(url="mysql://h/d")',
    "APScheduler by its plugin's name": (
        "from apscheduler.schedulers.background import BackgroundScheduler\ns = BackgroundScheduler()\n"
        's.add_jobstore("sqlalchemy", alias="other", url="postgresql://h/d")'
    ),
    "a scheduler on self": (
        "from apscheduler.schedulers.asyncio import AsyncIOScheduler\nclass Jobs:\n    def __init__(self, url):\n"
        '        self.scheduler = AsyncIOScheduler()\n        self.scheduler.add_jobstore("sqlalchemy", url=url)'
    ),
    "dataset with options": 'import dataset\ndataset.connect("mysql://h/d", engine_kwargs={"pool_recycle": 60})',
    "dataset by position": 'import dataset\ndataset.connect("mysql://h/d", None, {"pool_recycle": 60})',
    "Optuna": 'import optuna\noptuna.storages.RDBStorage("postgresql://h/d")',
    "Optuna by position": 'from optuna.storages import RDBStorage\nRDBStorage("postgresql://h/d", {"pool_size": 3})',
    "LangChain": 'from langchain_community.utilities import SQLDatabase\nSQLDatabase.from_uri("postgresql://h/d")',
    "LangChain's older path": 'from langchain import SQLDatabase\nSQLDatabase.from_uri("postgresql://h/d", engine_args={})',
    "LangChain's chat history": (
        "from langchain_community.chat_message_histories import SQLChatMessageHistory\n"
        'SQLChatMessageHistory(session_id="s", connection_string="mysql://h/d", engine_args={"echo": True})'
    ),
    "a subclass of LangChain's": (
        'from langchain_community.utilities import SQLDatabase\nclass Mine(SQLDatabase):\n    pass\nMine.from_uri("postgresql://h/d")'
    ),
    "LlamaIndex": 'from llama_index.core import SQLDatabase\nSQLDatabase.from_uri("postgresql://h/d")',
    "Advanced Alchemy": 'from litestar.plugins.sqlalchemy import SQLAlchemyAsyncConfig\nSQLAlchemyAsyncConfig(connection_string="postgresql+asyncpg://h/d")',
    "Google ADK": 'from google.adk.sessions import DatabaseSessionService\nDatabaseSessionService(db_url="postgresql+asyncpg://h/d", pool_size=3)',
    "middleware": 'from fastapi_sqlalchemy import DBSessionMiddleware\napp.add_middleware(DBSessionMiddleware, db_url="postgresql://h/d")',
    "middleware in a list": (
        "from starlette.middleware import Middleware\nfrom fastapi_sqlalchemy import DBSessionMiddleware\n"
        'layers = [Middleware(DBSessionMiddleware, db_url="postgresql://h/d")]'
    ),
    "Dask": 'import dask.dataframe as dd\ndd.read_sql_table("t", "postgresql://h/d", "id", engine_kwargs={"echo": True})',
    "Records": 'import records\nrecords.Database("postgresql://h/d", pool_size=3)',
    "nameko": "from nameko_sqlalchemy import Database\nclass Service:\n    db = Database(Base, engine_options={'pool_size': 3})",
    "Quart-SQLAlchemy": 'from quart_sqlalchemy import EngineConfig\nEngineConfig(url="postgresql://h/d")',
    "Quart-SQLAlchemy's dict": 'from quart_sqlalchemy import BindConfig\nBindConfig(engine={"url": "postgresql://h/d", "pool_size": 3})',
    "Airflow's hook": (
        "from airflow.providers.mysql.hooks.mysql import MySqlHook\nhook = MySqlHook('x')\nhook.get_sqlalchemy_engine(engine_kwargs={'pool_size': 3})"
    ),
    "Celery": 'from celery import Celery\napp = Celery("x")\napp.conf.database_engine_options = {"echo": True}',
    "Celery by update": 'from celery import Celery\napp = Celery("x")\napp.conf.update(database_engine_options={"echo": True})',
    "Celery's config module": 'broker_url = "redis://h"\ndatabase_engine_options = {"echo": True}',
    "Celery's namespace": 'CELERY_DATABASE_ENGINE_OPTIONS = {"echo": True}',
    "Celery's old key": 'class Config:\n    CELERY_RESULT_ENGINE_OPTIONS = {"echo": True}',
    "JupyterHub": 'c = get_config()\nc.JupyterHub.db_kwargs = {"pool_recycle": 60}',
    "JupyterHub, c unbound": 'c.JupyterHub.db_kwargs = {"pool_recycle": 60}',
    "Lite": 'class Config:\n    SQLALCHEMY_ENGINES = {"default": "postgresql://h/d"}',
    "Lite, asyncio": 'app.config["SQLALCHEMY_ASYNC_ENGINES"] = {"default": {"url": "postgresql+asyncpg://h/d"}}',
    "Lite's extension": 'from flask_sqlalchemy_lite import SQLAlchemy\ndb = SQLAlchemy(engine_options={"pool_recycle": 60})',
}

NOT_SITES = {
    "an engine that is made when it is asked for": (
        "from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore\n"
        "class Jobs:\n    _engine = None\n    @classmethod\n    def _get(cls):\n        if cls._engine is None:\n            cls._engine = made()\n"
        "        return cls._engine\n    @classmethod\n    def go(cls):\n        return SQLAlchemyJobStore(engine=cls._get())"
    ),
    "an engine that is already made": "from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore\nSQLAlchemyJobStore(engine=engine)",
    "another job store": "from apscheduler.schedulers.background import BackgroundScheduler\ns = BackgroundScheduler()\ns.add_jobstore('redis', host='h')",
    "somebody's add_jobstore": "s.add_jobstore('sqlalchemy', url='postgresql://h/d')",
    "dataset without options": 'import dataset\ndataset.connect("mysql://h/d")',
    "dataset's options given as None": 'import dataset\ndataset.connect("mysql://h/d", engine_kwargs=None)',
    "a study by its URL": 'import optuna\noptuna.create_study(storage="postgresql://h/d")',
    "pandas": 'import pandas\npandas.DataFrame().to_sql("t", "postgresql://h/d", engine_kwargs={"pool_size": 3})',
    "polars": 'import polars\npolars.DataFrame().write_database("t", "postgresql://h/d", engine_options={"pool_size": 3})',
    "docling": "from docling.document_converter import DocumentConverter\nDocumentConverter(engine_options={'a': 1})",
    "taskflow": "import taskflow.engines\ntaskflow.engines.load(flow, engine_options={'max_workers': 1})",
    "oslo.db": "from oslo_db.sqlalchemy import enginefacade\nenginefacade.create_engine('mysql://h/d', connection_recycle_time=60)",
    "a chat history without options": (
        "from langchain_community.chat_message_histories import SQLChatMessageHistory\nSQLChatMessageHistory(session_id='s', connection_string='mysql://h/d')"
    ),
    "Dask without options": 'import dask.dataframe as dd\ndd.read_sql_table("t", "postgresql://h/d", "id")',
    "an engine in Advanced Alchemy": "from advanced_alchemy.config import SQLAlchemySyncConfig\nSQLAlchemySyncConfig(engine_instance=engine)",
    "a factory in Advanced Alchemy": (
        "from advanced_alchemy.config import SQLAlchemySyncConfig\nSQLAlchemySyncConfig(connection_string='postgresql://h/d', create_engine_callable=make)"
    ),
    "middleware with an engine": "from fastapi_sqlalchemy import DBSessionMiddleware\napp.add_middleware(DBSessionMiddleware, custom_engine=engine)",
    "the middleware's class alone": "from fastapi_sqlalchemy import DBSessionMiddleware\nregister(DBSessionMiddleware, db_url='postgresql://h/d')",
    "a name like Celery's in some module": 'database_engine_options = {"echo": True}',
    "Celery with another backend": 'result_backend = "redis://h"\ndatabase_engine_options = {"echo": True}',
    "conf of something else": "settings.conf.database_engine_options = {'echo': True}",
    "db_kwargs of something else": "c.Spawner.db_kwargs = {'pool_recycle': 60}",
    "JupyterHub's other keys": "c.JupyterHub.db_url = 'mysql://h/d'",
    "the project's own class": "class RDBStorage:\n    pass\nRDBStorage('postgresql://h/d', engine_kwargs={'pool_size': 3})",
}


@pytest.mark.parametrize("text", SITES.values(), ids=SITES)
def test_is_a_site(text: str) -> None:
    assert one(text).site.kind in ("third-party", "third-party-config")


@pytest.mark.parametrize("text", NOT_SITES.values(), ids=NOT_SITES)
def test_is_no_site(text: str) -> None:
    assert engines(text) == ()


def test_an_unknown_object_in_a_bind_is_open() -> None:
    assert one("from quart_sqlalchemy import BindConfig\nBindConfig(engine=config.engine())").is_open
    assert engines("from quart_sqlalchemy import BindConfig, EngineConfig\nBindConfig(engine=EngineConfig(url='sqlite://'))")[0].site.callee == "EngineConfig"


def test_the_url_may_stand_anywhere() -> None:
    assert one(SITES["Quart-SQLAlchemy's dict"]).backend.only() == "postgresql"
    assert one(SITES["LangChain's chat history"]).backend.only() == "mysql"
    assert one('CELERY_RESULT_BACKEND = "db+mysql://h/d"\nCELERY_RESULT_ENGINE_OPTIONS = {"echo": True}').backend.only() == "mysql"
    assert one('c.JupyterHub.db_url = "mysql://h/d"\nc.JupyterHub.db_kwargs = {"echo": True}').backend.only() == "mysql"
    assert one(SITES["Airflow's hook"]).backend.only() == "mysql"


def test_options_come_through_names_and_helpers() -> None:
    text = """
        from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
        OPTIONS = {"pool_recycle": 60}
        OPTIONS["pool_pre_ping"] = True
        def options():
            return dict(OPTIONS, echo=False)
        store = SQLAlchemyJobStore("mysql://h/d", engine_options=options())
    """
    engine = one(text)
    assert (option(engine, "pool_recycle"), option(engine, "pool_pre_ping"), option(engine, "echo")) == (60, True, False)
    assert not engine.is_open


@pytest.mark.parametrize("argument", ["engine_options=load()", "**settings", "engine_options={**base(), 'echo': True}"])
def test_what_cannot_be_seen_leaves_a_site_open(argument: str) -> None:
    assert one(f"from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore\nSQLAlchemyJobStore(url=URL, {argument})").is_open


def test_a_wrapper_is_judged_at_its_callers() -> None:
    text = """
        from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
        def store(url, options):
            return SQLAlchemyJobStore(url=url, engine_options=options)
        first = store("mysql://h/d", {"pool_pre_ping": True})
        second = store("mysql://h/d", {"echo": True})
    """
    assert [option(each, "pool_pre_ping") for each in engines(text)] == [True, "absent"]


def test_lite_engines_start_from_the_extension() -> None:
    text = """
        from flask_sqlalchemy_lite import SQLAlchemy
        db = SQLAlchemy(engine_options={"pool_pre_ping": True, "pool_recycle": 60})
        class Config:
            SQLALCHEMY_ENGINES = {"default": "mysql://h/d", "other": {"url": "mysql://h/e", "pool_recycle": 90}}
    """
    found = {each.site.callee: (option(each, "pool_pre_ping"), option(each, "pool_recycle")) for each in engines(text)}
    assert found['SQLALCHEMY_ENGINES["default"]'] == (True, 60)
    assert found['SQLALCHEMY_ENGINES["other"]'] == (True, 90)


def test_lite_engines_are_open_where_another_module_makes_the_extension(tmp_path: Path) -> None:
    files = {
        "app/__init__.py": "from flask_sqlalchemy_lite import SQLAlchemy\ndb = SQLAlchemy(engine_options={'pool_pre_ping': True})\n",
        "settings.py": 'SQLALCHEMY_ENGINES = {"default": "mysql://h/d"}\n',
    }
    assert project(tmp_path, files, "settings.py").engines[0].is_open
    files["app/__init__.py"] = "from flask_sqlalchemy_lite import SQLAlchemy\ndb = SQLAlchemy()\n"
    assert not project(tmp_path, files, "settings.py").engines[0].is_open


FIXED = {
    "the parameter is added": (
        """
        from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore

        store = SQLAlchemyJobStore(url="postgresql://app@db/shop", tablename="jobs")
        """,
        'tablename="jobs", engine_options={"pool_pre_ping": True})',
    ),
    "the parameter is added, one argument a line": (
        """
        from optuna.storages import RDBStorage

        storage = RDBStorage(
            "postgresql://app@db/shop",
            heartbeat_interval=60,  # seconds
        )
        """,
        '    heartbeat_interval=60,  # seconds\n    engine_kwargs={"pool_pre_ping": True},\n)',
    ),
    "None is replaced": (
        """
        from langchain_community.utilities import SQLDatabase

        db = SQLDatabase.from_uri("postgresql://app@db/shop", engine_args=None)
        """,
        'from_uri("postgresql://app@db/shop", engine_args={"pool_pre_ping": True})',
    ),
    "the dict grows": (
        """
        from fastapi import FastAPI
        from fastapi_sqlalchemy import DBSessionMiddleware

        app = FastAPI()
        app.add_middleware(DBSessionMiddleware, db_url="postgresql://app@db/shop", engine_args={"echo": True})
        """,
        'engine_args={"echo": True, "pool_pre_ping": True})',
    ),
    "the object grows": (
        """
        from advanced_alchemy.config import EngineConfig, SQLAlchemySyncConfig

        engine_config = EngineConfig(pool_size=4)
        config = SQLAlchemySyncConfig(connection_string="postgresql://app@db/shop", engine_config=engine_config)
        """,
        "engine_config = EngineConfig(pool_size=4, pool_pre_ping=True)\n",
    ),
    "an object is made where its class is imported": (
        """
        from advanced_alchemy.config import EngineConfig, SQLAlchemySyncConfig

        config = SQLAlchemySyncConfig(connection_string="postgresql://app@db/shop")
        """,
        'connection_string="postgresql://app@db/shop", engine_config=EngineConfig(pool_pre_ping=True))',
    ),
    "a bare URL becomes a dict": (
        """
        class Config:
            SQLALCHEMY_ENGINES = {
                "default": "postgresql://app@db/shop",
            }
        """,
        '        "default": {"url": "postgresql://app@db/shop", "pool_pre_ping": True},\n',
    ),
    "a keyword goes into the call": (
        """
        import records

        db = records.Database("postgresql://app@db/shop")
        """,
        'records.Database("postgresql://app@db/shop", pool_pre_ping=True)',
    ),
}


@pytest.mark.parametrize(("before", "part"), FIXED.values(), ids=FIXED)
def test_fixes(before: str, part: str) -> None:
    before = dedent(before).lstrip()
    after = engine_lint.fix_source(before, settings={})
    assert part in after
    assert not [each.code for each in engine_lint.check_source(after, settings={}) if each.code == "EL101"]
    assert engine_lint.fix_source(after, settings={}) == after


def test_no_class_is_imported_for_a_fix() -> None:
    text = 'from advanced_alchemy.config import SQLAlchemySyncConfig\n\nconfig = SQLAlchemySyncConfig(connection_string="postgresql://app@db/shop")\n'
    (finding,) = engine_lint.check_source(text, settings={})
    assert finding.code == "EL101" and finding.fix is None
    assert any("is not imported here" in line for line in finding.help)


CLEAN = {
    "Optuna pings MySQL itself": 'from optuna.storages import RDBStorage\nRDBStorage("mysql+pymysql://h/d")\n',
    "JupyterHub pings itself": 'c.JupyterHub.db_url = "postgresql://h/d"\nc.JupyterHub.db_kwargs = {"echo": True}\n',
    "options with pre-ping": 'import optuna\noptuna.storages.RDBStorage("postgresql://h/d", engine_kwargs={"pool_pre_ping": True})\n',
    "SQLite": 'from langchain_community.utilities import SQLDatabase\nSQLDatabase.from_uri("sqlite:///Chinook.db")\n',
    "NullPool": (
        "from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore\nfrom sqlalchemy.pool import NullPool\n"
        'SQLAlchemyJobStore(url="postgresql://h/d", engine_options={"poolclass": NullPool})\n'
    ),
    "one object for each conversation": (
        "from langchain_community.chat_message_histories import SQLChatMessageHistory\n"
        'SQLChatMessageHistory(session_id="s", connection="postgresql://h/d", engine_args={"echo": True})\n'
    ),
    "one connection for each thread": 'import dataset\ndataset.connect("postgresql://h/d", engine_kwargs={"echo": True})\n',
    "made anew for each question": (
        "from langchain_community.utilities import SQLDatabase\ndef answer(question, url):\n    db = SQLDatabase.from_uri(url)\n    return db.run(question)\n"
    ),
    "an engine for each partition": 'import dask.dataframe as dd\ndd.read_sql_table("t", "postgresql://h/d", "id", engine_kwargs={"echo": True})\n',
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_nothing_is_said(text: str) -> None:
    assert engine_lint.check_source(text, settings={}) == ()


def codes(text: str, **settings: object) -> list[str]:
    return [each.code for each in engine_lint.check_source(text, settings=settings)]


def test_what_is_made_once_is_judged() -> None:
    text = "from langchain_community.utilities import SQLDatabase\nclass Agent:\n    def __init__(self, url):\n        self.db = SQLDatabase.from_uri(url)\n"
    assert codes(text) == codes(text.replace("langchain_community.utilities", "llama_index.core")) == ["EL101"]


def test_every_rule_judges_them() -> None:
    store = "from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore\nfrom sqlalchemy.pool import NullPool, QueuePool\n"
    assert codes(store + 'SQLAlchemyJobStore(url="postgresql://h/d", engine_options={"pool_pre_ping": True, "pool_recycle": "60"})\n') == ["EL203"]
    assert codes(store + 'SQLAlchemyJobStore(url="postgresql://h/d", engine_options={"poolclass": NullPool, "pool_size": 3})\n') == ["EL402"]
    assert codes(store + 'SQLAlchemyJobStore(url="postgresql://h/d", engine_options={"pool": QueuePool(f), "pool_size": 3})\n')[0] == "EL401"
    assert codes('c.JupyterHub.db_url = "mysql://h/d"\nc.JupyterHub.db_kwargs = {"pool_recycle": 40000}\n') == ["EL201"]
    assert codes('c.JupyterHub.db_url = "mysql://h/d"\nc.JupyterHub.db_kwargs = {"echo": True}\n', **{"idle-timeout": 50}) == ["EL201"]


def test_releases_decide(tmp_path: Path) -> None:
    text = "from google.adk.sessions import DatabaseSessionService\n\nservice = DatabaseSessionService(db_url='postgresql+asyncpg://h/d')\n"

    def found(release: str) -> list[str]:
        (tmp_path / "requirements.txt").write_text(f"google-adk=={release}\n", encoding="utf-8")
        (tmp_path / "app.py").write_text(text, encoding="utf-8")
        return [each.code for each in engine_lint.check_paths([tmp_path.as_posix()], settings={}).findings]

    assert found("1.18.0") == []
    assert found("1.23.0") == ["EL101"]
    assert found("1.24.0") == []


def test_a_generic_name_needs_its_package_among_the_dependencies(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import records\n\ndb = records.Database('postgresql://h/d')\n", encoding="utf-8")

    def found(requirement: str) -> int:
        (tmp_path / "requirements.txt").write_text(requirement, encoding="utf-8")
        return len(engine_lint.check_paths([tmp_path.as_posix()], settings={}).findings)

    assert found("SQLAlchemy==2.0.50\n") == 0
    assert found("SQLAlchemy==2.0.50\nrecords==0.6.0\n") == 1
