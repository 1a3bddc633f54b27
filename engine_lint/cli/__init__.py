"""The command line: one file per command; outcomes become exit codes here."""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point. Exit codes: 0 clean, 1 findings, 2 the run is not complete or not valid."""
    from engine_lint.cache.replay import replay

    code = replay(sys.argv[1:])
    if code is not None:
        sys.exit(code)
    import click

    from engine_lint.cli.entry import engine_lint
    from engine_lint.cli.exits import INVALID
    from engine_lint.errors import EngineLintError

    try:
        code = int(engine_lint.main(standalone_mode=False, prog_name="engine-lint") or 0)
    except click.ClickException as error:
        error.show()
        code = INVALID
    except EngineLintError as error:
        click.echo(f"error: {error}", err=True)
        code = INVALID
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = INVALID
    except Exception as error:
        from engine_lint.cli.crashing import told

        click.echo(told(error), err=True)
        code = INVALID
    sys.exit(code)
