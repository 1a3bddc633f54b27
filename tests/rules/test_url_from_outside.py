"""What a dependency on one driver tells of an engine whose URL somebody else gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.pipeline import Request, run
from engine_lint.settings import Lookup
from tests.shell import write

LIBRARY = {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["sqlalchemy>=2", "psycopg2"]\n'}
APPLICATION = {"requirements.txt": "sqlalchemy==2.0.40\npsycopg2==2.9.9\n", "app.py": "import db\nregister(db.make, db.Store)\n"}
PARAMETER = "def make(url):\n    return create_engine(url)\n"
ATTRIBUTE = "class Store:\n    def __init__(self, url):\n        self.url = url\n    def open(self):\n        self.engine = create_engine(self.url)\n"
CALLED = f"{PARAMETER}engine = make(settings.URL)\n"
SETTING = "engine = create_engine(settings.URL)\n"


@pytest.mark.parametrize(
    ("metadata", "code", "confidence"),
    [
        (LIBRARY, PARAMETER, "MEDIUM"),
        (LIBRARY, ATTRIBUTE, "MEDIUM"),
        (LIBRARY, CALLED, "HIGH"),
        (LIBRARY, SETTING, "HIGH"),
        ({**LIBRARY, "requirements.txt": "psycopg2==2.9.9\n"}, PARAMETER, "HIGH"),
        (APPLICATION, PARAMETER, "HIGH"),
        (APPLICATION, ATTRIBUTE, "HIGH"),
    ],
)
def test_users_of_a_library_may_have_other_databases(metadata: dict[str, str], code: str, confidence: str, tmp_path: Path) -> None:
    write(tmp_path, {**metadata, "db.py": f"import settings\nfrom sqlalchemy import create_engine\n{code}"})
    (finding,) = run(Request((tmp_path.as_posix(),), Lookup(tmp_path.as_posix(), isolated=True))).findings
    assert (finding.code, finding.confidence.name) == ("EL101", confidence)
