"""Small projects whose engines are drawn, and the page that comes of one."""

from __future__ import annotations

from pathlib import Path

from tests.inprocess import engine_lint
from tests.shell import Ran, write

EVERY_VERDICT = {
    "engine-lint.toml": 'idle-timeout = { mysql = "10m", postgresql = "5m" }\n',
    "shop/db.py": """import os

from sqlalchemy import NullPool, create_engine

tested = create_engine("mysql+pymysql://shop:canary@db/a", pool_pre_ping=True, pool_recycle=3600)
aged = create_engine("mysql+pymysql://shop:canary@db/b", pool_recycle=570)
racing = create_engine("postgresql://shop:canary@db/c", pool_recycle=300)
late = create_engine("mysql+pymysql://shop:canary@db/d", pool_recycle=7200)
forgotten = create_engine("postgresql://shop:canary@db/e")
unpooled = create_engine("mysql+pymysql://shop:canary@db/f", poolclass=NullPool)
broken = create_engine("mysql+pymysql://shop:canary@db/g", poolclass=NullPool, pool_size=5)
unknown = create_engine("mysql+pymysql://shop:canary@db/h", pool_recycle=int(os.environ["RECYCLE"]))
either = create_engine("mysql+pymysql://shop:canary@db/i", pool_recycle=int(os.environ.get("RECYCLE", "280")))
memory = create_engine("sqlite://")
""",
    "tests/test_db.py": """from sqlalchemy import create_engine

engine = create_engine("oracle+oracledb://db/test")
""",
}
"""Every verdict, on four backends, with an engine in tests."""
VERDICTS = {"does-not-work": 1, "may-die": 3, "race": 1, "cannot-be-told": 2, "survives": 2, "nothing-to-cut": 2}
NO_ENGINE = {"shop/empty.py": "x = 1\n"}
ONE_ENGINE = {"shop/db.py": 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://db/shop")\n'}


def many(count: int) -> dict[str, str]:
    """So many engines in files of 25, of several backends, with and without a recycle."""
    lines = [f'engine_{n} = create_engine("{("mysql+pymysql", "postgresql", "oracle+oracledb")[n % 3]}://db/{n}"{_options(n)})' for n in range(count)]
    files = {f"shop/part_{n // 25:02}.py": "\n".join(("from sqlalchemy import create_engine", "", *lines[n : n + 25], "")) for n in range(0, count, 25)}
    return {"engine-lint.toml": "idle-timeout = 600\n", **files}


def _options(number: int) -> str:
    recycle = f", pool_recycle={(number % 13 + 1) * 100}" if number % 4 else ""
    return f"{', pool_pre_ping=True' if number % 5 == 0 else ''}{recycle}"


def drawn(root: Path, files: dict[str, str], *arguments: str) -> Path:
    """The page of a project, in the project's folder."""
    write(root, files)
    ran = engine_lint("engines", "--output-format", "html", "-o", "page.html", *arguments, cwd=root)
    assert (ran.code, ran.out) == (0, b""), ran.err
    return root / "page.html"


def printed(root: Path, files: dict[str, str | bytes], *arguments: str) -> Ran:
    """What is written to stdout where no file is named."""
    return engine_lint("engines", "--output-format", "html", *arguments, cwd=write(root, files))
