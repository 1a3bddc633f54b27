"""Configs of Flask apps that nothing seems to read: what is said of them, and how surely."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.model.finding import Confidence, Finding
from engine_lint.pipeline import Request, run
from engine_lint.settings import Lookup

CONFIG = "class Config:\n    SQLALCHEMY_DATABASE_URI = 'postgresql://app@db/shop'\n    SQLALCHEMY_POOL_RECYCLE = 300\n"


def findings(folder: Path, files: dict[str, str]) -> dict[str, Finding]:
    (folder / ".git").mkdir()
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


APP = "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\n{}db = SQLAlchemy(app)\n"
URI = "SQLALCHEMY_DATABASE_URI = 'mysql://app@db/shop'\n"


@pytest.mark.parametrize(
    ("loads", "more"),
    [
        ("app.config.update(DEBUG=True)\n", ""),
        ("app.config.from_mapping({'DEBUG': True})\n", ""),
        ("app.config.from_object('config.Production')\n", ""),
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
