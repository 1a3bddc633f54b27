"""The command line: one file per command; outcomes become exit codes here."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeGuard

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""What writing to standard output may end with where it leads to a disk."""


def main() -> None:
    """The entry point. Exit codes: 0 clean, 1 findings, 2 the run is not complete or not valid."""
    arguments = sys.argv[1:]
    try:
        from engine_lint.cache.replay import replay

        code = replay(arguments)
        if code is None:
            code = _run(arguments)
    except (Exception, KeyboardInterrupt) as error:
        code = _failed(error)
    sys.exit(code)


def _run(arguments: Sequence[str]) -> int:
    """Do what some arguments ask for; the exit code."""
    from engine_lint.cli.plain import understood

    plain = understood(arguments)
    if plain is None:
        return _through_click()
    from engine_lint.cli.checking import check

    return check(*plain)


def _failed(error: Exception | KeyboardInterrupt) -> int:
    """Say why a run ended early; the exit code."""
    from engine_lint.cli.exits import INVALID
    from engine_lint.errors import EngineLintError

    if isinstance(error, EngineLintError):
        from engine_lint.cli.crashing import said

        sys.stderr.write(f"error: {said(str(error))}\n")
    elif isinstance(error, KeyboardInterrupt):
        from engine_lint.report.harmless import harmless

        sys.stderr.write(f"interrupted; {harmless(str(error))}\n" if str(error) else "interrupted\n")
        return 130
    elif isinstance(error, BrokenPipeError):
        sys.stderr.close()
    elif _is_of_standard_output(error):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - what is left in the buffer would fail again
        sys.stderr.write(f"error: standard output cannot be written: {error.strerror}. What was mended stays so.\n")
    else:
        from engine_lint.cli.crashing import told

        sys.stderr.write(f"{told(error)}\n")
    return INVALID


def _is_of_standard_output(error: Exception) -> TypeGuard[OSError]:
    return isinstance(error, OSError) and error.errno in FULL and error.filename is None


def _through_click() -> int:
    import click

    from engine_lint.cli.entry import engine_lint
    from engine_lint.cli.exits import INVALID

    try:
        return int(engine_lint.main(standalone_mode=False, prog_name="engine-lint") or 0)
    except click.ClickException as error:
        from io import StringIO

        from engine_lint.cli.crashing import said

        shown = StringIO()
        error.show(shown)
        sys.stderr.write(f"{said(shown.getvalue().rstrip())}\n")
        return INVALID
    except click.Abort as abort:
        raise (abort.__cause__ if isinstance(abort.__cause__, KeyboardInterrupt) else KeyboardInterrupt()) from None
