"""The help of a command, like a page of a manual: what it is for, its options in sections, examples, exit codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import click

from engine_lint.cli.option import Option

WIDTH = 80
"""Columns that help takes at most."""
OptionLike: TypeAlias = Option | Callable[[Any], Any]
"""An option of our table, or Click's own decorator."""
Examples: TypeAlias = Sequence[tuple[str, str]]
"""Command lines, and what each does."""


class Manual(click.Command):
    """A command with sections of options, examples and exit codes in its help.

    Args:
        sections: the options of each section by its title; all others stand under ``Options``.
        examples: as they are typed, with what they do.
        exits: what each exit code means.
        arguments: as for ``click.Command``.
        more: as for ``click.Command``.
    """

    def __init__(
        self,
        *arguments: Any,
        sections: Sequence[tuple[str, Sequence[OptionLike]]] = (),
        examples: Examples = (),
        exits: Mapping[int, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        self.sections = sections
        self.examples = examples
        self.exits = exits or {}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, section by section."""
        shown = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = {param.name: record for param in shown if (record := param.get_help_record(ctx)) is not None}
        for title, options in self.sections:
            names = names_of(options)
            write_definitions(formatter, title, [records.pop(name) for name in list(records) if name in names])
        write_definitions(formatter, "Other options" if self.sections else "Options", list(records.values()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples and exit codes."""
        write_examples(formatter, self.examples)
        write_definitions(formatter, "Exit codes", [(str(code), text) for code, text in self.exits.items()])


def names_of(options: Sequence[OptionLike]) -> set[str]:
    """What the values of some options are called."""

    def command() -> None:
        """Takes the options."""

    for option in options:
        option(command)
    return {param.name for param in getattr(command, "__click_params__", ())}


def write_definitions(formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]]) -> None:
    """A section of terms and what they mean, left out where it is empty."""
    if rows:
        with formatter.section(title):
            formatter.write_dl(list(rows), col_max=26)


def write_examples(formatter: click.HelpFormatter, examples: Examples) -> None:
    """A section of command lines, each above what it does."""
    if not examples:
        return
    with formatter.section("Examples"):
        for line, what in examples:
            formatter.write(f"{'':>{formatter.current_indent}}$ {line}\n")
            formatter.indent()
            formatter.write_text(what)
            formatter.dedent()
