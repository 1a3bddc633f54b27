"""The command line: one file per command; outcomes become exit codes here."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main() -> None:
    """The entry point. Exit codes: 0 clean, 1 findings, 2 the run is not complete or not valid."""
    from engine_lint.cache.replay import replay

    arguments = sys.argv[1:]
    code = replay(arguments)
    if code is None:
        code = _run(arguments)
    sys.exit(code)


def _run(arguments: Sequence[str]) -> int:
    """Do what some arguments ask for; the exit code."""
    from engine_lint.cli.exits import INVALID
    from engine_lint.cli.plain import understood
    from engine_lint.errors import EngineLintError

    try:
        plain = understood(arguments)
        if plain is None:
            return _through_click()
        from engine_lint.cli.checking import check

        return check(*plain)
    except EngineLintError as error:
        sys.stderr.write(f"error: {error}\n")
        return INVALID
    except KeyboardInterrupt as error:
        sys.stderr.write(f"interrupted; {error}\n" if str(error) else "interrupted\n")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return INVALID
    except Exception as error:
        from engine_lint.cli.crashing import told

        sys.stderr.write(f"{told(error)}\n")
        return INVALID


def _through_click() -> int:
    import click

    from engine_lint.cli.entry import engine_lint
    from engine_lint.cli.exits import INVALID

    try:
        return int(engine_lint.main(standalone_mode=False, prog_name="engine-lint") or 0)
    except click.ClickException as error:
        error.show()
        return INVALID
    except click.Abort as abort:
        raise (abort.__cause__ if isinstance(abort.__cause__, KeyboardInterrupt) else KeyboardInterrupt()) from None
