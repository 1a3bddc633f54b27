"""Configs of Flask apps that nothing seems to read: what is said of them, and how surely."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.model.finding import Confidence, Finding, Severity
from engine_lint.pipeline import Request, run
from engine_lint.settings import Lookup

CONFIG = "class Config:\n    SQLALCHEMY_DATABASE_URI = 'postgresql://app@db/shop'\n    SQLALCHEMY_POOL_RECYCLE = 300\n"


def findings(folder: Path, files: dict[str, str]) -> dict[str, Finding]:
    (folder / ".git").mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return {each.code: each for each in run(Request((folder.as_posix(),), Lookup(folder.as_posix(), {"pedantic": True}, isolated=True))).findings}


def test_a_config_without_an_extension_is_told_of_at_low_confidence_with_the_reason(tmp_path: Path) -> None:
    found = findings(tmp_path, {"config.py": CONFIG, "job.py": "from config import Config\n"})
    assert {each.confidence for each in found.values()} == {Confidence.LOW}
    assert any("nothing in the project makes Flask-SQLAlchemy's extension" in line for line in found["EL101"].help)


def test_a_config_that_an_app_with_an_extension_may_load_is_as_sure_as_ever(tmp_path: Path) -> None:
    app = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\ndef start(app, config):\n    app.config.from_object(config)\n    db.init_app(app)\n"
    found = findings(tmp_path, {"config.py": CONFIG, "app.py": app})
    assert {each.confidence for each in found.values()} == {Confidence.MEDIUM}
    assert not any("low" in line for line in found["EL101"].help)


def test_a_config_alone_is_judged_as_it_is(tmp_path: Path) -> None:
    found = findings(tmp_path, {"config.py": CONFIG})
    assert {each.confidence for each in found.values()} == {Confidence.MEDIUM}


CLASSES = "class Base:\n    DEBUG = False\nclass TestingConfig(Base):\n    {0}\nclass Staging(Base):\n    {0}\nclass Production(Base):\n    {0}\n".format(
    "SQLALCHEMY_DATABASE_URI = 'mysql://app@db/shop'"
)


def test_configs_for_tests_are_not_named_beside_those_for_production(tmp_path: Path) -> None:
    finding = findings(tmp_path, {"config.py": CLASSES})["EL101"]
    assert (finding.place.span.start.line, [each.label for each in finding.related]) == (6, ["Production has none either"])


ARMS = "import os\nclass Config:\n    if os.environ.get('SOCKET'):\n        SQLALCHEMY_DATABASE_URI = 'postgresql://app@/shop'\n        {}\n"
OTHERWISE = "    else:\n        SQLALCHEMY_DATABASE_URI = 'postgresql://app@localhost/shop'\n"


def test_an_arm_without_options_beside_one_with_them_is_information(tmp_path: Path) -> None:
    with_ping, without = ("SQLALCHEMY_ENGINE_OPTIONS = {'pool_pre_ping': True}", "SQLALCHEMY_TRACK_MODIFICATIONS = False")
    assert findings(tmp_path / "with", {"config.py": ARMS.format(with_ping) + OTHERWISE})["EL101"].severity is Severity.INFO
    assert findings(tmp_path / "without", {"config.py": ARMS.format(without) + OTHERWISE})["EL101"].severity is Severity.WARNING


APP = "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\n{}db = SQLAlchemy(app)\n"
URI = "SQLALCHEMY_DATABASE_URI = 'mysql://app@db/shop'\n"


def test_a_config_whose_database_is_named_again_under_a_condition_is_named_once_beside_another(tmp_path: Path) -> None:
    second = "class Production:\n    SQLALCHEMY_DATABASE_URI = os.environ['DB']\n    if SQLALCHEMY_DATABASE_URI.startswith('postgres:'):\n"
    again = "        SQLALCHEMY_DATABASE_URI = SQLALCHEMY_DATABASE_URI.replace('postgres:', 'postgresql:')\n"
    first = "import os\nclass Config:\n    SQLALCHEMY_DATABASE_URI = 'postgresql://app@db/shop'\n"
    (finding,) = findings(tmp_path, {"config.py": first + second + again}).values()
    named = [(each.place.span.start.line, each.label) for each in finding.related]
    assert named == [(5, "Production has none either")]


@pytest.mark.parametrize(
    ("loads", "more"),
    [
        ("app.config.update(DEBUG=True)\n", ""),
        ("app.config.from_mapping({'DEBUG': True})\n", ""),
        ("app.config.from_object('config.Production')\n", ""),
        ("__import__('importlib').import_module('blueprints.shop')\n", ""),
        ("test_config = None\nif test_config:\n    app.config.update(test_config)\n", ""),
        ("Config = __import__('importlib').import_module('settings')\napp.config.from_object(Config)\n", ", and others may be loaded from elsewhere"),
        ("settings = {}\napp.config.update(settings)\n", ", and others may be loaded from elsewhere"),
        ("app.config.from_object(__import__('os').environ['SETTINGS'])\n", ", and others may be loaded from elsewhere"),
    ],
)
def test_others_may_be_loaded_only_where_the_code_leaves_that_open(tmp_path: Path, loads: str, more: str) -> None:
    finding = findings(tmp_path, {"config.py": f"class Production:\n    {URI}", "app.py": APP.format(loads)})["EL101"]
    assert finding.fix is not None
    assert finding.fix.reason == f"it gives the app its first SQLALCHEMY_ENGINE_OPTIONS{more}"


def test_an_extension_beside_a_config_for_sqlite_is_medium_and_says_so(tmp_path: Path) -> None:
    config = "import os\nclass Config:\n    SQLALCHEMY_DATABASE_URI = os.environ.get('URL') or 'sqlite:///shop.db'\n"
    files = {"config.py": config, "requirements.txt": "Flask-SQLAlchemy==3.1.1\npsycopg2\n", "db.py": ""}
    files["db.py"] = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy(engine_options={'echo': True})\n"
    finding = findings(tmp_path, files)["EL101"]
    assert finding.confidence is Confidence.MEDIUM
    assert "The code names SQLite too, which needs no ping; this is for servers." in finding.help


BARE = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n"
MAKES_AN_APP = "def create_app():\n    app = Flask('shop')\n    app.config.from_object(Production)\n    db.init_app(app)\n    return app\n"
READ = "the extension that reads it is made here"


def labels(folder: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    config = {"config.py": f"class Production:\n    {URI}"}
    return [(Path(each.place.path).name, each.label) for each in findings(folder, config | files)["EL101"].related]


@pytest.mark.parametrize(
    "imports",
    ["from extensions import db\n", "import extensions\ndb = extensions.db\n", "from again import db\n"],
    ids=["by name", "by module", "handed on"],
)
def test_of_two_extensions_the_one_that_is_given_the_app_is_named(tmp_path: Path, imports: str) -> None:
    app = f"from config import Production\nfrom flask import Flask\n{imports}{MAKES_AN_APP}"
    files = {"app.py": app, "again.py": "from extensions import db\n", "extensions.py": BARE, "alone.py": BARE}
    assert labels(tmp_path, files) == [("extensions.py", READ)]


def test_an_extension_that_only_the_factory_imports_is_named(tmp_path: Path) -> None:
    app = f"from config import Production\nfrom flask import Flask\n{MAKES_AN_APP}".replace("    db.", "    from extensions import db\n    db.")
    assert labels(tmp_path, {"app.py": app, "extensions.py": BARE, "alone.py": BARE}) == [("extensions.py", READ)]


def test_an_extension_that_is_made_with_the_app_is_named(tmp_path: Path) -> None:
    app = f"from config import Production\n{APP.format('app.config.from_object(Production)' + chr(10))}"
    assert labels(tmp_path, {"app.py": app, "alone.py": BARE}) == [("app.py", READ)]


def test_of_extensions_that_no_app_is_seen_to_be_given_none_is_called_the_reader(tmp_path: Path) -> None:
    app = "from config import Production\ndef start(app, database):\n    app.config.from_object(Production)\n    database.init_app(app)\n"
    may = "an extension that may read it is made here"
    assert labels(tmp_path, {"app.py": app, "one.py": BARE, "two.py": BARE}) == [("one.py", may), ("two.py", may)]
