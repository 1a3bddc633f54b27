"""What docs/probe.md shows is what a server's answer looks like and what is recorded of it."""

from __future__ import annotations

import re
from pathlib import Path

import tomlkit

from tests.pages import BLOCKS
from tests.probe.conftest import Server
from tests.shell import engine_lint, write

ENGINES = """\
from sqlalchemy import create_engine

URL = "mysql+pymysql://shop@db.internal"
stock = create_engine(f"{URL}/stock", pool_recycle=280, pool_pre_ping=True)
events = create_engine(f"{URL}/events", pool_recycle=570, pool_pre_ping=True)
orders = create_engine(f"{URL}/orders", pool_recycle=3600)
"""


def shown(language: str) -> str:
    (block,) = (each for each in BLOCKS if each.page == "docs/probe.md" and each.language == language)
    return block.text


def alike(text: str, server: Server) -> list[str]:
    """The words of an answer, with the page's name, release and interactive timeout of the server."""
    text = re.sub(r"10\.\d+\.\d+-MariaDB\S*|1[1-9]\.\d+\.\d+-MariaDB\S*", "10.11.6-MariaDB", text.replace("7200 s", "28800 s"))
    return re.sub(re.escape(server.name), "db.internal", text).replace("127.0.0.1", "db.internal").split()


def test_a_page_s_answer_is_that_of_a_server(mariadb: Server, tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "src/db.py": ENGINES, "pyproject.toml": "[tool.engine-lint]\n"})
    ran = engine_lint("probe", "env:DATABASE_URL", "src/", "--write", cwd=tmp_path, env={"DATABASE_URL": mariadb.url("pymysql"), "COLUMNS": "80"})
    assert alike(ran.text.partition("Recorded ")[0], mariadb) == shown("console").split("src/\n", 1)[1].split()
    recorded, page = (tomlkit.parse(text).unwrap()["tool"]["engine-lint"]["measured"][0] for text in ((tmp_path / "pyproject.toml").read_text(), shown("toml")))
    assert [(key, type(value)) for key, value in recorded.items() if key != "port"] == [(key, type(value)) for key, value in page.items()]
