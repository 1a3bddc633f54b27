"""Configs of Flask apps that nothing seems to read: what is said of them, and how surely."""

from __future__ import annotations

from pathlib import Path

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
