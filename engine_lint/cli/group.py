"""The command group: commands are imported when called, and ``engine-lint PATHS`` means ``engine-lint check PATHS``."""

from __future__ import annotations

import os
from importlib import import_module
from typing import cast

import click

from engine_lint.cli.commands import COMMANDS, DEFAULT
from engine_lint.cli.output import say
from engine_lint.suggestions import closest


class Group(click.Group):
    """Finds its commands by name and takes anything else for paths to check."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, import_module(f"engine_lint.cli.{cmd_name.replace('-', '_')}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands for ``--help``."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``check`` in front of arguments that begin with no command and no option of the group."""
        if args and args[0] not in COMMANDS and args[0] not in ("--help", "-h", "--version", "-V"):
            self._hint(args[0])
            args = [DEFAULT, *args]
        elif args and args[0] in COMMANDS and os.path.lexists(args[0]):
            say(f"note: `{args[0]}` is taken as the command; to check the path of that name, write ./{args[0]}")
        return super().parse_args(ctx, args)

    def _hint(self, word: str) -> None:
        """A word that is neither a command nor a path may be a mistyped command."""
        near = closest(word, COMMANDS, cutoff=0.7) if not word.startswith("-") and not os.path.lexists(word) else ""
        if near:
            say(f"note: did you mean the command `{near}`?")
