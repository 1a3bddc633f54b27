"""First options of configs that name their database on several arms: they are written where they hold on each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.pipeline import Fixing, Request, run
from engine_lint.settings import Lookup

OPTIONS = 'SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}\n'
ITEM = 'app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}\n'
LOCAL, LIVE = 'SQLALCHEMY_DATABASE_URI = "mysql://localhost/shop"\n', 'SQLALCHEMY_DATABASE_URI = "mysql://live/shop"\n'
SQLITE = 'SQLALCHEMY_DATABASE_URI = "sqlite:///shop.db"\n'
APP = "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\n\napp = Flask(__name__)\n"


def mended(folder: Path, text: str) -> str:
    (folder / ".git").mkdir()
    file = folder / "config.py"
    file.write_text(text)
    lookup = Lookup(folder.as_posix(), isolated=True)
    assert run(Request((folder.as_posix(),), lookup, fixing=Fixing.WRITE, unsafe=True)).failures == ()
    assert run(Request((folder.as_posix(),), lookup)).findings == ()
    return file.read_text()


@pytest.mark.parametrize(
    ("head", "test", "first", "second"),
    [
        ("local = True\n", "local", LOCAL, LIVE),
        ("local = True\n", "not local", LIVE, LOCAL),
        ("local = True\n", "local", SQLITE, LIVE),
        ("import os\n", 'os.environ.get("LIVE")', LIVE, LOCAL),
    ],
    ids=["a hand switch", "a hand switch turned round", "a hand switch between two backends", "the environment"],
)
def test_options_go_behind_both_arms_of_a_class(tmp_path: Path, head: str, test: str, first: str, second: str) -> None:
    text = f"{head}class Config:\n    if {test}:\n        {first}    else:\n        {second}"
    assert mended(tmp_path, text) == f"{text}    {OPTIONS}"


def test_options_go_behind_the_handler_of_an_exception(tmp_path: Path) -> None:
    text = f'import os\nclass Config:\n    try:\n        SQLALCHEMY_DATABASE_URI = os.environ["URL"]\n    except KeyError:\n        {LIVE}'
    assert mended(tmp_path, text) == f"{text}    {OPTIONS}"


def test_options_go_behind_both_arms_before_the_extension_is_made(tmp_path: Path) -> None:
    uri = 'app.config["SQLALCHEMY_DATABASE_URI"] ='
    arms = f'if app.debug:\n    {uri} "mysql://localhost/shop"\nelse:\n    {uri} "mysql://live/shop"\n'
    end = "db = SQLAlchemy(app)\n"
    assert mended(tmp_path, APP + arms + end) == APP + arms + ITEM + end


def test_a_database_on_one_arm_keeps_its_options_there(tmp_path: Path) -> None:
    text = f"{APP}if __name__ == '__main__':\n    app.config[\"SQLALCHEMY_DATABASE_URI\"] = \"mysql://live/shop\"\n    db = SQLAlchemy(app)\n    app.run()\n"
    assert f"    {ITEM}    db = SQLAlchemy(app)\n" in mended(tmp_path, text)


def test_a_constant_that_decides_about_options_is_no_switch(tmp_path: Path) -> None:
    text = f"PING = True\nclass Config:\n    {LIVE}    if PING:\n        {OPTIONS}    else:\n        SQLALCHEMY_ENGINE_OPTIONS = {{}}\n"
    assert mended(tmp_path, text) == text


def test_a_flag_that_callers_give_is_no_switch(tmp_path: Path) -> None:
    body = "    if live:\n        app.config['SQLALCHEMY_DATABASE_URI'] = 'mysql://live/shop'\n    else:\n        app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite://'\n"
    text = f"{APP}def start(live):\n{body}    SQLAlchemy(app)\n\n\nstart(False)\n"
    assert "pool_pre_ping" in mended(tmp_path, text)
