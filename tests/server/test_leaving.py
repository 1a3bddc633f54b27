"""The server ends with its editor, and takes the process that computes with it, however the editor goes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.server.raw import opened, serving
from tests.shell import MISSING_PRE_PING

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these signals are not sent there")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that has just checked a file, so that its other process runs."""
    with serving(tmp_path) as raw:
        raw.send(opened(tmp_path / "db.py", MISSING_PRE_PING))
        raw.wait_for(b"EL101")
        yield raw.process


@pytest.mark.parametrize(
    ("name", "code"),
    [("SIGINT", 130), ("SIGTERM", -signal.SIGTERM), ("SIGHUP", -signal.SIGHUP if sys.platform != "win32" else 0), ("SIGKILL", -9), ("closed", 1)],
)
def test_nothing_of_it_goes_on(server: subprocess.Popen[bytes], tmp_path: Path, name: str, code: int) -> None:
    others = psutil.Process(server.pid).children(recursive=True)
    assert others and server.stdin is not None and server.stdout is not None and server.stderr is not None
    if name == "closed":
        server.stdout.close()
        server.stdin.write(opened(tmp_path / "other.py", MISSING_PRE_PING))
        server.stdin.flush()
    else:
        server.send_signal(getattr(signal, name))
    assert server.wait(timeout=60) == code
    assert len(psutil.wait_procs(others, timeout=60)[0]) == len(others)
    assert b"Traceback" not in server.stderr.read()
