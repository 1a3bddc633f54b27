"""``--watch``, in a real process that is interrupted as a terminal does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.inprocess import engine_lint
from tests.shell import MENDED, MISSING_PRE_PING, REPOSITORY, write

READY = "Watching for changes; Ctrl-C ends it.\n"


@contextmanager
def watched(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process that watches a folder, both of its streams as one."""
    command = [sys.executable, "-m", "engine_lint", "check", "--watch", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    write(tmp_path, {"db.py": MISSING_PRE_PING})
    with watched(tmp_path, "--output-format", "concise") as process:
        yield process


def said(stream: IO[str] | None) -> str:
    """What one run says; it ends with the line that tells that it waits."""
    assert stream is not None
    lines = []
    for line in stream:
        if line == READY:
            return "".join(lines)
        lines.append(line)
    raise AssertionError("".join(lines))


def said_of(stream: IO[str] | None, words: str) -> str:
    """What the next run says that says something of some words: one change may be seen in two runs."""
    told = said(stream)
    while words not in told:
        told = said(stream)
    return told


def test_each_change_is_checked_until_it_is_interrupted(watching: subprocess.Popen[str], tmp_path: Path) -> None:
    assert "EL101" in said(watching.stdout)
    write(tmp_path, {"db.py": MENDED})
    assert "No findings" in said(watching.stdout)
    write(tmp_path, {"shop/new.py": MISSING_PRE_PING})
    assert "shop/new.py:3:10" in said_of(watching.stdout, "new.py")
    write(tmp_path, {"engine-lint.toml": "selekt = []\n"})
    assert "did you mean `select`?" in said_of(watching.stdout, "selekt")
    watching.send_signal(signal.SIGINT)
    assert watching.stdout is not None
    assert watching.stdout.read().endswith("interrupted\n")
    assert watching.wait(timeout=30) == 130


@pytest.mark.parametrize("other", [("--diff",), ("--write-baseline",), ("-o", "report.txt"), ("-",)])
def test_what_it_does_not_go_with(tmp_path: Path, other: tuple[str, ...]) -> None:
    ran = engine_lint("check", "--watch", *other, cwd=tmp_path)
    assert ran.code == 2
    assert "--watch" in ran.err
