"""Flask configs, in every form that is Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.knowledge.effective import effective
from engine_lint.model.engine import Engine
from engine_lint.model.versions import VersionRange, Versions

from .reading_help import engines, keys, one, option, plain, project, reading

APP = "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\nURI = 'SQLALCHEMY_DATABASE_URI'\n"

FORMS = {
    "item": "app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_recycle': 300}",
    "item after": "app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\napp.config['SQLALCHEMY_ENGINE_OPTIONS']['pool_recycle'] = 300",
    "update keywords": "app.config.update(SQLALCHEMY_ENGINE_OPTIONS={'pool_recycle': 300})",
    "update dict": "app.config.update({'SQLALCHEMY_ENGINE_OPTIONS': {'pool_recycle': 300}})",
    "update dict()": "app.config.update(dict(SQLALCHEMY_ENGINE_OPTIONS=dict(pool_recycle=300)))",
    "update named": "S = {'SQLALCHEMY_ENGINE_OPTIONS': {'pool_recycle': 300}}\napp.config.update(S)",
    "update splat": "S = {'SQLALCHEMY_ENGINE_OPTIONS': {'pool_recycle': 300}}\napp.config.update(**S)",
    "from_mapping": "app.config.from_mapping(SQLALCHEMY_ENGINE_OPTIONS={'pool_recycle': 300})",
    "from_mapping dict": "app.config.from_mapping({'SQLALCHEMY_ENGINE_OPTIONS': {'pool_recycle': 300}})",
    "setdefault": "app.config.setdefault('SQLALCHEMY_ENGINE_OPTIONS', {'pool_recycle': 300})",
    "or-assign": "app.config |= {'SQLALCHEMY_ENGINE_OPTIONS': {'pool_recycle': 300}}",
    "class": "class Config:\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_recycle': 300}",
    "class, named dict": "OPTS = {'pool_recycle': 300}\nclass Config:\n    SQLALCHEMY_ENGINE_OPTIONS = OPTS",
    "class, spread base": (
        "class Base:\n    OPTS = {'pool_recycle': 300}\nclass Config(Base):\n    SQLALCHEMY_ENGINE_OPTIONS = {**Base.OPTS, 'echo_pool': True}"
    ),
    "module": "SQLALCHEMY_ENGINE_OPTIONS = {'pool_recycle': 300}",
    "extension": "db = SQLAlchemy(app, engine_options={'pool_recycle': 300})",
    "extension keyword": "db = SQLAlchemy(engine_options=dict(pool_recycle=300))",
    "extension subclass": "class DB(SQLAlchemy):\n    pass\ndb = DB(engine_options={'pool_recycle': 300})",
    "in a factory": "def create_app():\n    app = Flask('x')\n    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_recycle': 300}\n    return app",
    "argument": "def setup(app):\n    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_recycle': 300}",
    "on self": "class A:\n    def go(self):\n        self.app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_recycle': 300}",
    "config by itself": "config = app.config\nconfig['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_recycle': 300}",
    "bind in dict form": "app.config['SQLALCHEMY_BINDS'] = {'b': {'url': 'mysql://h', 'pool_recycle': 300}}",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_options_are_read(text: str) -> None:
    assert option(one(APP + text), "pool_recycle") == 300


def test_the_backend_comes_from_the_uri_beside() -> None:
    engine = one("class Config:\n    SQLALCHEMY_DATABASE_URI = 'mysql+pymysql://h'\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_size': 3}\n")
    assert engine.backend.only() == "mysql"


def test_the_backend_comes_from_a_base_class() -> None:
    text = "class Base:\n    SQLALCHEMY_DATABASE_URI = 'mysql://h'\nclass Prod(Base):\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_size': 3}\n"
    assert one(text).backend.only() == "mysql"


def test_a_config_with_a_uri_and_no_options_stands_at_the_uri() -> None:
    engine = one("class Config:\n    DEBUG = False\n    SQLALCHEMY_DATABASE_URI = 'mysql://h'\n")
    assert engine.uri_only
    assert engine.site.place.span.start.line == 3


def test_of_several_such_configs_the_one_for_production_is_named() -> None:
    text = """
class Config:
    pass
class TestConfig(Config):
    SQLALCHEMY_DATABASE_URI = "sqlite://"
class DevelopmentConfig(Config):
    SQLALCHEMY_DATABASE_URI = "postgresql://dev"
class ProductionConfig(Config):
    SQLALCHEMY_DATABASE_URI = "postgresql://prod"
"""
    assert one(text).site.callee == "ProductionConfig"


CLEAN: dict[str, str] = {
    "options in a base class": (
        "class Base:\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\nclass Prod(Base):\n    SQLALCHEMY_DATABASE_URI = 'mysql://h'\n"
    ),
    "options of the extension": APP + "app.config['SQLALCHEMY_DATABASE_URI'] = 'mysql://h'\ndb = SQLAlchemy(app, engine_options={'pool_pre_ping': True})\n",
    "another function's app": (
        "def one(app):\n    app.config['SQLALCHEMY_DATABASE_URI'] = 'mysql://h'\ndef two(app):\n    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_pre_ping': True}\n"
    ),
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_options_nearby_keep_a_uri_silent(text: str) -> None:
    assert not [engine for engine in engines(text) if engine.uri_only]


def test_an_options_dict_from_a_call_is_open() -> None:
    assert one("class Config:\n    SQLALCHEMY_ENGINE_OPTIONS = load()\n").is_open


def test_a_default_that_the_application_may_replace_is_only_a_default() -> None:
    assert one("def init_app(app):\n    app.config.setdefault('SQLALCHEMY_ENGINE_OPTIONS', {})\n").replaceable


def test_both_arms_of_a_conditional_dict() -> None:
    found = engines("class Config:\n    SQLALCHEMY_ENGINE_OPTIONS = {'poolclass': 1} if X else {'pool_size': 3}\n")
    assert {frozenset(engine.options) for engine in found} == {frozenset({"poolclass"}), frozenset({"pool_size"})}


def group_names(text: str) -> list[tuple[str, ...]]:
    return [tuple(key.name for key in group.keys) for subject in keys(text) for group in subject.groups]


def test_keys_are_grouped_by_the_condition_they_stand_under() -> None:
    text = "class Config:\n    SQLALCHEMY_POOL_SIZE = 3\n    SQLALCHEMY_POOL_RECYCLE = 280\n    if X:\n        SQLALCHEMY_MAX_OVERFLOW = 3\n"
    assert group_names(text) == [("SQLALCHEMY_POOL_SIZE", "SQLALCHEMY_POOL_RECYCLE"), ("SQLALCHEMY_MAX_OVERFLOW",)]


def test_a_group_knows_the_options_dict_that_is_in_force() -> None:
    (subject,) = keys("class Config:\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\n    SQLALCHEMY_POOL_SIZE = 3\n")
    carrier = subject.groups[-1].options_carrier
    assert carrier is not None and carrier.form == "dict" and carrier.place.span.start.line == 2


def test_a_group_in_a_subclass_spreads_the_options_of_its_base() -> None:
    text = "class Base:\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\nclass Prod(Base):\n    SQLALCHEMY_POOL_SIZE = 3\n"
    assert [group.spread for subject in keys(text) for group in subject.groups] == ["", "Base.SQLALCHEMY_ENGINE_OPTIONS"]


@pytest.mark.parametrize(
    "read",
    [
        "app.config['SQLALCHEMY_POOL_SIZE']",
        "app.config.get('SQLALCHEMY_POOL_SIZE')",
        "Config.SQLALCHEMY_POOL_SIZE",
        "SQLALCHEMY_POOL_SIZE",
    ],
)
def test_a_key_that_the_module_reads_is_known(read: str) -> None:
    (subject,) = keys(f"class Config:\n    SQLALCHEMY_POOL_SIZE = 3\nsize = {read}\n")
    assert "SQLALCHEMY_POOL_SIZE" in subject.read_elsewhere


def test_a_key_that_another_module_reads_is_known(tmp_path: Path) -> None:
    files = {
        "config.py": "class Config:\n    SQLALCHEMY_POOL_SIZE = 3\n",
        "db.py": "from config import Config\noptions = {'pool_size': Config.SQLALCHEMY_POOL_SIZE}\n",
    }
    (subject,) = project(tmp_path, files, "config.py").config_keys
    assert subject.read_elsewhere == {"SQLALCHEMY_POOL_SIZE"}


def test_settings_classes_are_not_flask_configs() -> None:
    assert keys("from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    SQLALCHEMY_POOL_SIZE: int = 3\n") == ()


def test_options_of_another_module_are_followed(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/options.py": "OPTIONS = {'pool_pre_ping': True}\n",
        "pkg/db.py": "from sqlalchemy import create_engine\nfrom .options import OPTIONS\nengine = create_engine(url, **OPTIONS)\n",
    }
    (engine,) = project(tmp_path, files, "pkg/db.py").engines
    assert option(engine, "pool_pre_ping") is True
    assert not engine.is_open


def pinged(text: str) -> list[Engine]:
    return [engine for engine in reading("from sqlalchemy import create_engine, event, exc, select\n" + text).engines if engine.ping is not None]


PING = """
engine = create_engine(u)

@event.listens_for(engine, "checkout")
def ping(connection, record, proxy):
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT 1")
    except Exception:
        raise exc.DisconnectionError()
"""
CONNECT_PING = """
engine = create_engine(u)

@event.listens_for(engine, "engine_connect")
def ping(connection):
    try:
        connection.scalar(select(1))
    except exc.DBAPIError as error:
        if error.connection_invalidated:
            connection.scalar(select(1))
        else:
            raise
"""


@pytest.mark.parametrize(
    "text", [PING, CONNECT_PING, PING.replace('@event.listens_for(engine, "checkout")\n', "") + "\nevent.listen(engine, 'checkout', ping)\n"]
)
def test_hand_written_pings_are_seen(text: str) -> None:
    assert pinged(text)


CHOSEN_PING = """
engine = create_engine(u)

def ping(connection):
    try:
        connection.scalar(select(1))
    except exc.DBAPIError:
        connection.scalar(select(1))

if OLD:
    def listener(connection, branch):
        ping(connection)
else:
    listener = ping
event.listens_for(engine, "engine_connect")(listener)
"""


def test_a_ping_set_up_by_calling_the_decorator_is_seen() -> None:
    assert pinged(CHOSEN_PING)


NO_PINGS = {
    "session set-up": '@event.listens_for(engine, "checkout")\ndef f(c, r, p):\n    c.cursor().execute("SET ROLE x")\n',
    "process guard": (
        '@event.listens_for(engine, "checkout")\ndef f(c, r, p):\n    if r.info["pid"] != os.getpid():\n        raise exc.DisconnectionError()\n'
    ),
    "logging": '@event.listens_for(engine, "checkout")\ndef f(c, r, p):\n    log.info("out")\n',
    "connect": '@event.listens_for(engine, "connect")\ndef f(c, r):\n    try:\n        c.execute("x")\n    except Exception:\n        raise exc.DisconnectionError()\n',
}


@pytest.mark.parametrize("text", NO_PINGS.values(), ids=NO_PINGS.keys())
def test_other_listeners_are_no_pings(text: str) -> None:
    assert not pinged("engine = create_engine(u)\n" + text)


ONE_SHOT = {
    "disposed": "def f(u):\n    e = create_engine(u)\n    with e.connect() as c:\n        c.execute(q)\n    e.dispose()",
    "on the spot": "def f(u):\n    with create_engine(u).connect() as c:\n        return c.execute(q)",
    "connection given back": "def f(u):\n    return create_engine(u).raw_connection()",
    "connection kept": "def f(self, u):\n    self.connection = create_engine(u).connect()",
    "old session": "def f(u):\n    e = create_engine(u)\n    s = create_session(e)\n    s.execute(q)",
    "create_all": "def f(u):\n    e = create_engine(u)\n    Base.metadata.create_all(e)",
    "alembic": "def f(u):\n    e = create_engine(u)\n    context.configure(connection=e.connect())\n    op.context.configure(bind=e)",
    "read_sql": "def f(u):\n    return pd.read_sql(q, create_engine(u))",
    "session used up": "def f(u):\n    s = sessionmaker(bind=create_engine(u))()\n    s.execute(q)",
    "main": "if __name__ == '__main__':\n    e = create_engine(u)\n    run(e)",
}
LASTING = {
    "module": "e = create_engine(u)",
    "returned": "def f(u):\n    e = create_engine(u)\n    return e",
    "on self": "class A:\n    def __init__(self, u):\n        self.e = create_engine(u)",
    "global": "def f(u):\n    global e\n    e = create_engine(u)",
    "session returned": "def f(u):\n    return sessionmaker(bind=create_engine(u))",
    "session of a local engine returned": "def f(u):\n    e = create_engine(u)\n    s = sessionmaker(bind=e)\n    return s",
    "handed on": "def f(u):\n    e = create_engine(u)\n    app.state.engine = e",
    "a session that lasts is bound": "def f(u):\n    e = create_engine(u)\n    DBSession.configure(bind=e)",
    "yielded": "def f(u):\n    e = create_engine(u)\n    yield e",
}


@pytest.mark.parametrize("text", ONE_SHOT.values(), ids=ONE_SHOT.keys())
def test_engines_that_are_used_up_on_the_spot(text: str) -> None:
    assert one("from sqlalchemy import create_engine\n" + text).site.one_shot


@pytest.mark.parametrize("text", LASTING.values(), ids=LASTING.keys())
def test_engines_that_last(text: str) -> None:
    assert not one("from sqlalchemy import create_engine\n" + text).site.one_shot


EXTENDED = """
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://app@db/shop"
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_recycle": 280}
    db = SQLAlchemy(app, {argument})
"""


def config_engine(argument: str) -> Engine:
    return next(each for each in engines(EXTENDED.replace("{argument}", argument)) if each.site.kind == "flask-config")


def test_a_config_adds_to_what_the_extension_brings() -> None:
    engine = config_engine('engine_options={"pool_pre_ping": True, "pool_recycle": 120}')
    assert sorted(engine.extension) == ["pool_pre_ping", "pool_recycle"]
    assert not engine.is_open
    found = {minor: effective(engine, Versions({"flask-sqlalchemy": VersionRange((*minor, 0), (*minor, 99))}, True)) for minor in ((2, 5), (3, 1))}
    assert {minor: (plain(each.pre_ping), plain(each.recycle)) for minor, each in found.items()} == {(2, 5): (True, 120), (3, 1): (True, 280)}


def test_a_config_is_open_where_the_extension_is_given_what_cannot_be_seen() -> None:
    assert config_engine("engine_options=load()").is_open
    assert not config_engine("session_options={}").is_open
