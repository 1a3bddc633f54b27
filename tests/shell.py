"""Runs the command line as its users do: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
MISSING_PRE_PING = 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop")\n'
MENDED = 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_pre_ping=True)\n'
CLEAN = "x = 1\n"
OLD_KEY = """\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_POOL_RECYCLE"] = 280
db = SQLAlchemy(app)
"""
"""Clean with Flask-SQLAlchemy before 2.4, and ignored from 3 on."""


NOTHING_FETCHED = {
    "PYTHONPATH": sysconfig.get_path("purelib"),
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # which turns isolation off
    "PIP_IGNORE_INSTALLED": "1",
}
"""Lets pip install this package alone into an environment: what builds it, and what it imports, is that of the tests."""


@dataclass(frozen=True)
class Ran:
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def report(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        return [finding["code"] for finding in self.report["findings"]]


def engine_lint(*arguments: str, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
    """Run ``engine-lint`` with some arguments; colour and settings of the machine do not count."""
    own = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    nowhere = {"ENGINE_LINT_CACHE_DIR": os.path.join(os.devnull, "nowhere")}
    environment = {**own, **nowhere, "PYTHONPATH": str(REPOSITORY), **(env or {})}
    done = subprocess.run(  # the exit code is what tests look at
        [sys.executable, "-m", "engine_lint", *arguments], check=False, cwd=cwd, input=stdin, capture_output=True, env=environment, timeout=120
    )
    return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def git(*arguments: str, cwd: Path, stdin: bytes = b"") -> bytes:
    """Run git with a fixed identity; raises where it fails."""
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false"]
    return subprocess.run(["git", *identity, *arguments], cwd=cwd, input=stdin, check=True, capture_output=True, timeout=60).stdout


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, byte for byte."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return root
