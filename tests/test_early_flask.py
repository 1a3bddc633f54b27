"""Flask-SQLAlchemy before 2.4, which reads no engine options: what EL101 says, and the subclass that its fix writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.model.finding import Confidence, Safety
from engine_lint.model.outcome import Outcome
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.settings import Lookup

APP = "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\n\n{}\n\n\ndef create_app(name):\n    app = Flask(name)\n    db.init_app(app)\n    return app\n"
CONFIG = "import os\n\n\nclass Config:\n    SQLALCHEMY_DATABASE_URI = os.environ['DATABASE_URL']\n    SQLALCHEMY_POOL_SIZE = 20\n"


def outcome(folder: Path, fixing: Fixing = Fixing.SHOW) -> Outcome:
    return run(Request((folder.as_posix(),), Lookup(folder.as_posix(), isolated=True), fixing=fixing, unsafe=True))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "requirements.txt").write_text("Flask-SQLAlchemy==2.3.2\n")
    (tmp_path / "app.py").write_text(APP.format("db = SQLAlchemy()"))
    return tmp_path


def test_an_extension_whose_config_is_out_of_sight_is_medium(project: Path) -> None:
    (finding,) = outcome(project).findings
    assert (finding.code, finding.confidence, finding.place.span.start.line) == ("EL101", Confidence.MEDIUM, 4)
    assert finding.message.startswith("pool_pre_ping is off, and with Flask-SQLAlchemy before 2.4 only a subclass")
    assert "requirements.txt pins Flask-SQLAlchemy 2.3.2." in finding.help


@pytest.mark.parametrize("with_config", [True, False])
def test_the_fix_writes_a_subclass_and_is_at_rest(project: Path, with_config: bool) -> None:
    if with_config:
        (project / "config.py").write_text(CONFIG)
    (finding,) = outcome(project).findings
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE
    mended = outcome(project, Fixing.WRITE)
    assert (mended.findings, mended.failures) == ((), ())
    assert "\n\n\nclass PingingSQLAlchemy(SQLAlchemy):\n    def apply_pool_defaults(" in (project / "app.py").read_text()
    assert "\ndb = PingingSQLAlchemy()\n" in (project / "app.py").read_text()


@pytest.mark.parametrize(
    "made",
    ["db = SQLAlchemy() if True else None\nother = SQLAlchemy()", "if True:\n    db = SQLAlchemy()", "PingingSQLAlchemy = None\ndb = SQLAlchemy()"],
    ids=["two extensions", "under a condition", "the name is taken"],
)
def test_where_no_subclass_can_be_written_the_reason_is_said(project: Path, made: str) -> None:
    (project / "app.py").write_text(APP.format(made))
    (project / "config.py").write_text(CONFIG)
    (finding,) = outcome(project).findings
    assert finding.fix is None
    assert finding.help[-1].startswith("No fix is offered: ")


def test_a_hand_written_ping_is_enough(project: Path) -> None:
    listener = (
        "from sqlalchemy import event, exc\nfrom sqlalchemy.pool import Pool\n\n\n@event.listens_for(Pool, 'checkout')\ndef ping(connection, record, proxy):\n"
        "    try:\n        connection.cursor().execute('SELECT 1')\n    except Exception as error:\n        raise exc.DisconnectionError() from error\n"
    )
    (project / "ping.py").write_text(listener)
    assert outcome(project).findings == ()


@pytest.mark.parametrize("pinned", ["Flask-SQLAlchemy==2.4.0", "Flask-SQLAlchemy>=2.2", "Flask-SQLAlchemy", "Flask-SQLAlchemy==2.3.2\nSQLAlchemy==1.1.18"])
def test_releases_that_read_options_or_have_no_pre_ping_are_silent(project: Path, pinned: str) -> None:
    (project / "requirements.txt").write_text(f"{pinned}\n")
    assert outcome(project).findings == ()


def test_options_in_the_constructor_are_not_its_business(project: Path) -> None:
    (project / "app.py").write_text(APP.format("db = SQLAlchemy(engine_options={'pool_size': 5})"))
    assert not any(finding.message.startswith("no subclass") for finding in outcome(project).findings)
