"""``engine-lint check``."""

from __future__ import annotations

from typing import Any

import click

from engine_lint.cli.checking import check
from engine_lint.cli.manual import Manual
from engine_lint.cli.options import CHECK, CHECK_SECTIONS, with_options


class _Command(Manual):
    """Lets options whose value may be left out stand without one: it would else be the next argument."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The same with empty values."""
        bare = {name for option in CHECK if option.optional for name in option.names}
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [f"{each}=" if each in bare and index < end else each for index, each in enumerate(args)])


@click.command(
    "check",
    cls=_Command,
    short_help="Find engines whose pooled connections die while they rest",
    sections=CHECK_SECTIONS,
    examples=(
        ("engine-lint src/", "Check a folder; `check` may be left out."),
        ("engine-lint check --diff src/ | git apply", "Look at the fixes as a patch, and take them over."),
        ("engine-lint check --fix --idle-timeout 10m", "Write the safe fixes, for a server that cuts resting connections after ten minutes."),
        ("engine-lint check --select EL3 --output-format concise", "Look for what Flask-SQLAlchemy 3 no longer reads, one line each."),
        ("engine-lint check --diff-base origin/main", "Show only findings on lines that changed since then."),
        ("engine-lint check - --stdin-filename shop/db.py <shop/db.py", "Check standard input, as an editor does."),
    ),
    exits={
        0: "nothing found at or above --fail-on, or all of it fixed",
        1: "findings",
        2: "the run is not complete, or the command line or the settings are wrong",
    },
)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@with_options(CHECK)
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> None:
    """Find SQLAlchemy engines whose pooled connections die while they rest, and mend them.

    PATHS are files and folders; the working directory where none are given, standard input for `-`.
    """
    ctx.exit(check(paths, given))
