"""A real server, and every byte that it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.shell import REPOSITORY


def message(method: str, params: Any, **more: int) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def opened(path: Path, text: str) -> bytes:
    return message("textDocument/didOpen", {"textDocument": {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}})


@dataclass
class Raw:
    """Messages in, bytes out."""

    process: subprocess.Popen[bytes]
    seen: bytes = b""

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def wait_for(self, *texts: bytes, count: int = 1) -> None:
        """Read on until each of some texts was written so many times."""
        assert self.process.stdout is not None
        while any(self.seen.count(each) < count for each in texts):
            data = os.read(self.process.stdout.fileno(), 65_536)
            assert data, self.seen[-2_000:]
            self.seen += data


@contextmanager
def serving(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Raw]:
    """A server that was told of a folder; killed in the end."""
    command = [sys.executable, "-m", "engine_lint", "server"]
    variables = {**os.environ, "PYTHONPATH": str(REPOSITORY), **(environment or {})}
    with subprocess.Popen(command, cwd=folder, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            raw = Raw(process)
            raw.send(message("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}}, id=1) + message("initialized", {}))
            yield raw
        finally:
            process.kill()
