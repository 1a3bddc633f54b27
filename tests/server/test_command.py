from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.shell import REPOSITORY


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_without_its_extra_it_says_what_to_install(missing: str, tmp_path: Path) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['engine-lint', 'server']\nfrom engine_lint.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: the language server needs {missing}, which is not installed; pip install 'engine-lint[lsp]'\n"


def test_it_ends_when_the_editor_goes_away_without_goodbye() -> None:
    done = subprocess.run([sys.executable, "-m", "engine_lint", "server"], cwd=REPOSITORY, input=b"", capture_output=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_what_is_no_message_does_no_harm() -> None:
    junk = b"Content-Length: 9\r\n\r\n{not json" + b"\0" * 50 + b"\r\nContent-Length: 2\r\n\r\n[]" + b"Content-Length: 4\r\n\r\nnull"
    hello = b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}'
    message = b"Content-Length: %d\r\n\r\n%s" % (len(hello), hello)
    done = subprocess.run([sys.executable, "-m", "engine_lint", "server"], cwd=REPOSITORY, input=junk + message, capture_output=True, check=False, timeout=60)
    assert b'"id": 1' in done.stdout
    assert done.stderr == b""
