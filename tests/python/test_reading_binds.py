"""Binds of Flask apps: which options reach them, and where new ones would go."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.model.engine import Engine
from tests.python.reading_help import engines, option, project

CONFIG = "class Config:\n    SQLALCHEMY_DATABASE_URI = 'postgresql://db/shop'\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\n"


def binds(text: str) -> dict[str, Engine]:
    return {each.bind.key: each for each in engines(text) if each.bind is not None}


def test_urls_and_dicts() -> None:
    found = binds(CONFIG + "    SQLALCHEMY_BINDS = {'a': 'mysql+pymysql://db/a', 'b': {'url': 'sqlite:///b.db', 'pool_size': 3}}\n")
    assert [(each.backend.only(), option(each, "pool_size"), each.target is None) for each in found.values()] == [
        ("mysql", "absent", True),
        ("sqlite", 3, False),
    ]
    assert [plain.name for plain in found["a"].bind.app_options.values()] == ["pool_pre_ping"]


@pytest.mark.parametrize(
    "value",
    [
        "os.environ['A']",
        "os.environ.get('A')",
        "os.environ.get('A', 'mysql://db/a')",
        "f'mysql://{host}/a'",
        "URL.create('mysql', host=host)",
        "make_url('mysql://db/a')",
    ],
)
def test_what_surely_is_a_url_is_closed(value: str) -> None:
    head = "import os\nfrom sqlalchemy.engine import URL, make_url\nfrom settings import host\n"
    assert not binds(f"{head}{CONFIG}    SQLALCHEMY_BINDS = {{'a': {value}}}\n")["a"].is_open


@pytest.mark.parametrize("value", ["settings.BIND", "make_bind()", "BINDS['a']"])
def test_what_may_be_a_dict_is_open(value: str) -> None:
    assert binds(f"import settings\nfrom settings import make_bind, BINDS\n{CONFIG}    SQLALCHEMY_BINDS = {{'a': {value}}}\n")["a"].is_open


def test_binds_that_are_added_one_by_one() -> None:
    text = "from flask import Flask\napp = Flask('a')\napp.config['SQLALCHEMY_BINDS'] = {}\napp.config['SQLALCHEMY_BINDS']['late'] = 'mysql://db/a'\n"
    assert list(binds(text)) == ["late"]


def test_options_of_the_base_class_stand_beside_the_binds_of_a_subclass() -> None:
    found = binds(CONFIG + "\nclass Production(Config):\n    SQLALCHEMY_BINDS = {'a': 'mysql://db/a'}\n")
    assert "pool_pre_ping" in found["a"].bind.app_options


def test_a_bind_that_spreads_the_options_shares_the_dict_that_new_ones_go_to() -> None:
    text = "OPTIONS = {'pool_size': 3}\nclass Config:\n    SQLALCHEMY_ENGINE_OPTIONS = OPTIONS\n"
    values = "{'a': {'url': 'mysql://db/a', **OPTIONS}, 'b': {'url': 'mysql://db/b'}, 'c': {**OPTIONS, **{'url': 'mysql://db/c'}}}"
    found = binds(f"{text}    SQLALCHEMY_BINDS = {values}\n")
    assert [found[key].bind.shares_target for key in "abc"] == [True, False, True]


@pytest.mark.parametrize("call", ["SQLAlchemy(engine_options={'pool_pre_ping': True})", "Database(engine_options=OPTIONS)"])
def test_options_of_the_extension_reach_every_bind(call: str) -> None:
    head = "from flask_sqlalchemy import SQLAlchemy\nclass Database(SQLAlchemy): pass\nOPTIONS = {'pool_pre_ping': True}\n"
    found = binds(f"{head}db = {call}\n{CONFIG}    SQLALCHEMY_BINDS = {{'a': 'mysql://db/a'}}\n")
    assert list(found["a"].bind.inherited) == ["pool_pre_ping"]
    assert option(found["a"], "pool_pre_ping") == "absent"
    assert found["a"].bind.extension_options is not None


def test_of_several_extensions_none_is_the_one() -> None:
    text = "from flask_sqlalchemy import SQLAlchemy\none = SQLAlchemy()\ntwo = SQLAlchemy()\n" + CONFIG + "    SQLALCHEMY_BINDS = {'a': 'mysql://db/a'}\n"
    assert binds(text)["a"].bind.extension is None
    assert binds(text.replace("two = SQLAlchemy()", "two = SQLAlchemy(engine_options={'pool_pre_ping': True})"))["a"].is_open


EXTENSIONS = {
    "alone": "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n",
    "options": "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy(engine_options={'pool_size': 3})\n",
}


@pytest.mark.parametrize("text", list(EXTENSIONS))
def test_the_extension_stands_in_another_module(tmp_path: Path, text: str) -> None:
    files = {"extensions.py": EXTENSIONS[text], "config.py": CONFIG + "    SQLALCHEMY_BINDS = {'a': 'mysql://db/a'}\n"}
    engine = next(each for each in project(tmp_path, files, "config.py").engines if each.bind is not None)
    assert engine.bind is not None and engine.bind.extension is not None
    assert engine.bind.extension.place.path.endswith("/extensions.py")
    assert not engine.is_open
    assert (engine.bind.extension_options is not None) == (text == "options")


def test_options_that_are_only_named_elsewhere_open_a_bind(tmp_path: Path) -> None:
    files = {
        "extensions.py": "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n",
        "start.py": "def start(db, engine_options):\n    db.restart(engine_options)\n",
        "config.py": CONFIG + "    SQLALCHEMY_BINDS = {'a': 'mysql://db/a'}\n",
    }
    engine = next(each for each in project(tmp_path, files, "config.py").engines if each.bind is not None)
    assert engine.is_open


def test_binds_of_a_settings_class_can_be_replaced() -> None:
    text = "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    SQLALCHEMY_BINDS = {'a': 'mysql://db/a'}\n"
    assert binds(text)["a"].replaceable
    assert not binds(CONFIG + "    SQLALCHEMY_BINDS = {'a': 'mysql://db/a'}\n")["a"].replaceable
