"""Airflow's settings as variables in dotenv files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine_lint.cli.entry import engine_lint
from engine_lint.pipeline import Request, run
from engine_lint.settings import Lookup
from tests.shell import write

URL = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=mysql+pymysql://airflow:hush@db/airflow\n"
POOL = "AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_"

CASES = {
    "recycle above the server's 8 hours": (f"{URL}{POOL}RECYCLE=86400\n", [("EL201", 2)]),
    "recycle below": (f"{URL}{POOL}RECYCLE=1800\n", []),
    "recycle in quotes": (f'{URL}export {POOL}RECYCLE="86400"\n', [("EL201", 2)]),
    "the section before 2.3": ("AIRFLOW__CORE__SQL_ALCHEMY_CONN=mysql://db/a\nAIRFLOW__CORE__SQL_ALCHEMY_POOL_RECYCLE=86400\n", [("EL201", 2)]),
    "no number": (f"{URL}{POOL}SIZE=many\n", [("EL203", 2)]),
    "a recycle that churns": (f"{POOL}RECYCLE=5\n", [("EL204", 1)]),
    "nothing is missing, since the environment may set more": (URL, []),
    "pre-ping off": (f"{URL}{POOL}PRE_PING=False\n", []),
    "no pool": (f"{URL}{POOL}ENABLED=False\n{POOL}RECYCLE=86400\n", []),
    "a variable in the value": (f"{URL}{POOL}RECYCLE=${{RECYCLE}}\n", []),
    "a comment": (f"{URL}# {POOL}RECYCLE=86400\n", []),
    "a suppressed line": (f"{URL}# engine-lint: ignore[EL201] a test server\n{POOL}RECYCLE=86400\n", []),
    "another section": ("AIRFLOW__CELERY__SQL_ALCHEMY_POOL_RECYCLE=5\n", []),
    "another program": ("SUPERSET__DATABASE__SQL_ALCHEMY_POOL_RECYCLE=5\n", []),
    "another database": (f"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=postgresql://db/a\n{POOL}RECYCLE=86400\n", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_variables_are_judged_at_their_lines(text: str, expected: list[tuple[str, int]], tmp_path: Path) -> None:
    write(tmp_path, {".env": text})
    outcome = run(Request((tmp_path.as_posix(),), Lookup(tmp_path.as_posix(), isolated=True)))
    assert [(each.code, each.place.span.start.line) for each in outcome.findings] == expected
    assert outcome.failures == ()


def test_a_fix_writes_the_number_and_nothing_else(tmp_path: Path) -> None:
    before = f"# local\nUID=50000\n{URL}{POOL}RECYCLE=86400 # a day\n{POOL}SIZE=5\n"
    write(tmp_path, {".env": before})
    result = CliRunner().invoke(engine_lint, ["check", "--isolated", "--fix", tmp_path.as_posix()])
    assert result.exit_code == 0
    assert (tmp_path / ".env").read_text(encoding="utf-8") == before.replace("86400", "3600")
    assert "hush" not in result.output
