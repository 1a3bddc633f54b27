"""The shop of ``fixtures/live_app``, run as its users run it: in processes of its own, many at a time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "fixtures" / "live_app"
SYNC = {"pymysql": "shop_pymysql.py", "mysqldb": "shop_mysqldb.py"}
ASYNC = {"aiomysql": "shop_aiomysql.py", "asyncmy": "shop_asyncmy.py"}
REST_SECONDS = 3.2
_PATIENCE = 120.0
"""Seconds after which an app that has not ended is taken to hang."""
_CONNECTION_LOST = re.compile(r"(?:Operational|Interface)Error\) \((?:2006|2013), .*(?:gone away|Lost connection|has closed)", re.IGNORECASE)


@dataclass(frozen=True)
class AppRun:
    """How an app ended: the counts it printed, one for each answered request, and what it said on stderr."""

    code: int
    answers: list[str]
    err: str

    @property
    def lost_its_connection(self) -> bool:
        """Whether it ended with error 2006 or 2013, after its first request was answered."""
        return self.code == 1 and self.answers == ["2"] and _CONNECTION_LOST.search(self.err) is not None

    @property
    def survived(self) -> bool:
        """Whether both requests were answered and nothing was complained about."""
        return (self.code, self.answers, self.err) == (0, ["2", "2"], "")


def lay_out(folder: Path, requirements: str) -> Path:
    """Write the apps into a folder: for each driver one, and the others as they are."""
    folder.mkdir()
    for names, template, driver in ((SYNC, "shop.py", "pymysql"), (ASYNC, "shop_async.py", "aiomysql")):
        text = (SOURCES / template).read_text()
        for name, file in names.items():
            (folder / file).write_text(text.replace(f"mysql+{driver}:", f"mysql+{name}:"))
    for file in ("shop_recycling.py", "shop_flask.py", "shop_pool.py"):
        (folder / file).write_text((SOURCES / file).read_text())
    (folder / "requirements.txt").write_text(requirements)
    return folder


def run_all(commands: Mapping[str, tuple[Path, str]], port: int) -> dict[str, AppRun]:
    """Start all apps, so that they rest side by side, then wait for each.

    Args:
        commands: By name of the run: an app's file, and its argument.
        port: The server's port on 127.0.0.1.
    """
    environment = {**os.environ, "DATABASE_PORT": str(port), "REST_SECONDS": str(REST_SECONDS)}
    with ExitStack() as stack:
        started = {name: stack.enter_context(_start(path, argument, environment)) for name, (path, argument) in commands.items()}
        for app in started.values():
            stack.callback(app.kill)
        return {name: _finish(app) for name, app in started.items()}


def _start(path: Path, argument: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, path.name, argument], cwd=path.parent, env=environment, stdout=pipe, stderr=pipe, text=True)


def _finish(app: subprocess.Popen[str]) -> AppRun:
    out, err = app.communicate(timeout=_PATIENCE)
    return AppRun(app.returncode, out.split(), err)
