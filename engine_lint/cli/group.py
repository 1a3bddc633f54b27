"""The command group: commands are imported when called, and ``engine-lint PATHS`` means ``engine-lint check PATHS``."""

from __future__ import annotations

import os
from importlib import import_module
from typing import cast

import click
from click.shell_completion import CompletionItem

from engine_lint.cli.commands import COMMANDS, DEFAULT
from engine_lint.cli.manual import write_definitions, write_examples
from engine_lint.cli.output import say
from engine_lint.suggestions import closest

EXAMPLES = (
    ("engine-lint src/", "Check a folder."),
    ("engine-lint check --diff src/", "Show the fixes as a patch, and write nothing."),
    ("engine-lint engines src/", "List every engine with what it really gets."),
    ("engine-lint rule EL101", "Explain a rule."),
)
EXITS = (("0", "nothing found, or all of it fixed"), ("1", "findings"), ("2", "the run is not complete, or the command line or the settings are wrong"))


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

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples and exit codes."""
        write_examples(formatter, EXAMPLES)
        write_definitions(formatter, "Exit codes", EXITS)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, by their names alone; options of ``check``, which may be left out; else files."""
        if incomplete.startswith("-"):
            check = self.get_command(ctx, DEFAULT)
            assert check is not None
            own = [CompletionItem(name) for name in ("--version",) if name.startswith(incomplete)]
            return own + check.shell_complete(click.Context(check, parent=ctx), incomplete)
        found = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return found or [CompletionItem(incomplete, type="file")]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``check`` in front of arguments that begin with no command and no option of the group."""
        if args and args[0] not in COMMANDS and args[0] not in ("--help", "-h", "--version", "-V"):
            if not ctx.resilient_parsing:
                self._hint(args[0])
            args = [DEFAULT, *args]
        elif args and args[0] in COMMANDS and os.path.lexists(args[0]) and not ctx.resilient_parsing:
            say(f"note: `{args[0]}` is taken as the command; to check the path of that name, write ./{args[0]}")
        return super().parse_args(ctx, args)

    def _hint(self, word: str) -> None:
        """A word that is neither a command nor a path may be a mistyped command."""
        near = closest(word, COMMANDS, cutoff=0.7) if not word.startswith("-") and not os.path.lexists(word) else ""
        if near:
            say(f"note: did you mean the command `{near}`?")
