"""The top of the command line."""

from __future__ import annotations

import click

from engine_lint import __version__
from engine_lint.cli.exits import INVALID
from engine_lint.cli.group import Group
from engine_lint.cli.manual import WIDTH
from engine_lint.cli.output import say

HERE = "To check the working directory: engine-lint check"
"""What comes last where no arguments are given: it may be what was meant."""


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH}, invoke_without_command=True)
@click.version_option(__version__, "-V", "--version", prog_name="engine-lint", message="%(prog)s %(version)s")
@click.pass_context
def engine_lint(ctx: click.Context) -> None:
    """Find SQLAlchemy engines whose pooled connections die while they rest, and mend them in place.

    `engine-lint PATHS` is short for `engine-lint check PATHS`. `engine-lint COMMAND --help` tells of a command's options.
    """
    if ctx.invoked_subcommand is None:
        say(f"{ctx.get_help()}\n\n{HERE}")
        ctx.exit(INVALID)
