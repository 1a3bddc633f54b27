"""The measured example of docs/limits.md, run again: the page says what happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pymysql

from tests.live.apps import REST_SECONDS
from tests.shell import REPOSITORY

PAGE = REPOSITORY / "docs" / "limits.md"


def test_the_page_shows_what_comes_of_connections_that_are_held(database_port: int) -> None:
    url = f"mysql+pymysql://app:app@127.0.0.1:{database_port}/shop"
    environment = {**os.environ, "DATABASE_URL": url, "WORK_SECONDS": str(REST_SECONDS)}
    ran = subprocess.run(
        [sys.executable, REPOSITORY / "docs" / "examples" / "held.py"], check=False, capture_output=True, text=True, timeout=120, env=environment
    )
    assert ran.returncode == 0, ran.stderr
    shown = re.search(r'^```text title="python held.py"\n(.*?)^```$', PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert shown is not None
    known = str if _release(database_port) in PAGE.read_text(encoding="utf-8") else _without_words
    assert known(ran.stdout).splitlines() == known(shown[1]).splitlines()


def _release(port: int) -> str:
    with pymysql.connect(host="127.0.0.1", port=port, user="app", password="app").cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        return "MariaDB " + ".".join(str(cursor.fetchone()[0]).split(".")[:2])


def _without_words(printed: str) -> str:
    """Which number a driver gives, and its words, differ from release to release of the server; that the connection is lost does not."""
    return re.sub(r"^(?:2006|2013|4031) ", "lost ", printed.partition("\n\n")[0], flags=re.MULTILINE)


def test_the_page_names_the_work_and_the_timeout_of_the_run() -> None:
    assert f"`wait_timeout = 2`, SQLAlchemy 2 with PyMySQL, {REST_SECONDS} s of work" in PAGE.read_text(encoding="utf-8")
