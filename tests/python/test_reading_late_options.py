"""Engine options that are set after the extension has read the config: in which forms, and in which scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.reading_help import project, reading

HEAD = "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\ndb = SQLAlchemy()\n"
INIT = "db.init_app(app)\n"


def late_lines(text: str) -> list[tuple[int, str]]:
    """Lines behind ``HEAD`` that set options too late, each with what had read the config."""
    return [(each.site.place.span.start.line - 4, each.read_by) for each in reading(HEAD + text).late_options]


@pytest.mark.parametrize(
    "write",
    [
        "app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {'pool_pre_ping': True}",
        "app.config['SQLALCHEMY_ENGINE_OPTIONS']['pool_pre_ping'] = True",
        "app.config.update(SQLALCHEMY_ENGINE_OPTIONS={'pool_pre_ping': True})",
        "app.config.update({'SQLALCHEMY_ENGINE_OPTIONS': {'pool_pre_ping': True}})",
        "app.config.from_mapping(SQLALCHEMY_ENGINE_OPTIONS={'pool_pre_ping': True})",
        "app.config.setdefault('SQLALCHEMY_ENGINE_OPTIONS', {'pool_pre_ping': True})",
        "app.config |= {'SQLALCHEMY_ENGINE_OPTIONS': {'pool_pre_ping': True}}",
    ],
)
@pytest.mark.parametrize("init", [INIT, "db = SQLAlchemy(app)\n", "db = SQLAlchemy(app=app)\n", "class D(SQLAlchemy): pass\ndb = D(app)\n"])
def test_every_form_of_setting_and_of_initialising(init: str, write: str) -> None:
    lines = late_lines(init + write + "\n")
    assert [line for line, _ in lines] == [init.count("\n") + 1]
    assert lines[0][1] == init.splitlines()[-1].removeprefix("db = ")


@pytest.mark.parametrize(
    "text",
    [
        "config = app.config\ndb.init_app(app)\nconfig['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
        "def make():\n    app = Flask('a')\n    db.init_app(app)\n    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n    return app\n",
        "with app.app_context():\n    db.init_app(app)\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
        "db.init_app(app)\nif app.debug:\n    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
    ],
)
def test_the_order_in_one_scope_counts(text: str) -> None:
    assert len(late_lines(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\ndb.init_app(app)\n",
        "def init():\n    db.init_app(app)\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
        "db.init_app(app)\ndef configure():\n    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
        "other = Flask('other')\ndb.init_app(other)\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
        "if app.debug:\n    db.init_app(app)\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
        "if app.debug:\n    db.init_app(app)\nelse:\n    app.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
        "db.init_app(app)\napp.config['SQLALCHEMY_ECHO'] = True\napp.config.update(TESTING=True)\n",
        "db.init_app(app)\noptions = app.config['SQLALCHEMY_ENGINE_OPTIONS']\n",
        "migrate = Migrate()\nmigrate.init_app(app)\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
        "db.init_app(app)\nclass Config:\n    DEBUG = True\napp.config.from_object(Config)\n",
        "db.init_app(app)\napp.config.from_envvar('SETTINGS')\n",
        "db = SQLAlchemy(None)\napp.config['SQLALCHEMY_ENGINE_OPTIONS'] = {}\n",
    ],
)
def test_what_is_in_time_or_of_unknown_order(text: str) -> None:
    assert late_lines(text) == []


@pytest.mark.parametrize("target", ["settings.Production", "'settings.Production'", "defaults", "'defaults'"])
def test_classes_and_modules_of_the_project_that_are_loaded_too_late(tmp_path: Path, target: str) -> None:
    files = {
        "settings.py": "class Base:\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\n\n\nclass Production(Base):\n    DEBUG = False\n",
        "defaults.py": "SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}\n",
        "extensions.py": "from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n",
        "app.py": f"""\
            import defaults
            import settings
            from extensions import db
            from flask import Flask

            app = Flask(__name__)
            app.config["SQLALCHEMY_DATABASE_URI"] = "mysql://db/shop"
            db.init_app(app)
            app.config.from_object({target})
            """,
    }
    assert [each.site.place.span.start.line for each in project(tmp_path, files, "app.py").late_options] == [9]
