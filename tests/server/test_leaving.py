"""The server ends with its editor, and takes the process that computes with it, however the editor goes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.shell import MISSING_PRE_PING, REPOSITORY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these signals are not sent there")


def message(method: str, params: Any, **more: int) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def opened(path: Path) -> bytes:
    document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": MISSING_PRE_PING}
    return message("textDocument/didOpen", {"textDocument": document})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that has just checked a file, so that its other process runs."""
    command = [sys.executable, "-m", "engine_lint", "server"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(message("initialize", {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}}, id=1))
        process.stdin.write(message("initialized", {}) + opened(tmp_path / "db.py"))
        process.stdin.flush()
        seen = b""
        while b"EL101" not in seen:
            seen += os.read(process.stdout.fileno(), 4096)
        try:
            yield process
        finally:
            process.kill()
            process.stdin.close()


@pytest.mark.parametrize(
    ("name", "code"),
    [("SIGINT", 130), ("SIGTERM", -signal.SIGTERM), ("SIGHUP", -signal.SIGHUP if sys.platform != "win32" else 0), ("SIGKILL", -9), ("closed", 1)],
)
def test_nothing_of_it_goes_on(server: subprocess.Popen[bytes], tmp_path: Path, name: str, code: int) -> None:
    others = psutil.Process(server.pid).children(recursive=True)
    assert others and server.stdin is not None and server.stdout is not None and server.stderr is not None
    if name == "closed":
        server.stdout.close()
        server.stdin.write(opened(tmp_path / "other.py"))
        server.stdin.flush()
    else:
        server.send_signal(getattr(signal, name))
    assert server.wait(timeout=60) == code
    assert len(psutil.wait_procs(others, timeout=60)[0]) == len(others)
    assert b"Traceback" not in server.stderr.read()
