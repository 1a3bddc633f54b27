"""Runs the command line in this process: a process of its own is started only where that is the point."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

from engine_lint.cli import main
from tests.shell import Ran


def engine_lint(*arguments: str, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
    """Run ``engine-lint`` with some arguments in a folder; colour and cache of the machine do not count."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors=errors, write_through=True) for errors in ("strict", "backslashreplace"))
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment["ENGINE_LINT_CACHE_DIR"] = os.path.join(os.devnull, "nowhere")
    environment.update(env or {})
    before = Path.cwd()
    code: object = 0
    os.chdir(cwd)
    try:
        with (
            mock.patch.dict(os.environ, environment, clear=True),
            mock.patch.object(sys, "argv", ["engine-lint", *arguments]),
            mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            main()
    except SystemExit as error:
        code = error.code
    finally:
        os.chdir(before)
    assert isinstance(code, int)
    return Ran(code, out.buffer.getvalue(), err.buffer.getvalue().decode("utf-8", "replace"))  # type: ignore[attr-defined]
