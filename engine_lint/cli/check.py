"""``engine-lint check``."""

from __future__ import annotations

from typing import Any

import click

from engine_lint.cli.checking import check
from engine_lint.cli.options import CHECK, with_options


@click.command("check", short_help="Find engines whose pooled connections die while they rest")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@with_options(CHECK)
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> None:
    """Find SQLAlchemy engines whose pooled connections die while they rest, and mend them.

    PATHS are files and folders; the working directory where none are given, standard input for `-`.

    Exit codes: 0 nothing found, or all of it fixed; 1 findings; 2 the run is not complete or not valid.
    """
    ctx.exit(check(paths, given))
