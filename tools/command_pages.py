"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from engine_lint.cli import entry
from engine_lint.cli.commands import COMMANDS
from engine_lint.cli.manual import Manual, names_of

HEAD = (
    "# Commands\n\n"
    "`engine-lint PATHS` is short for `engine-lint check PATHS`. Each command tells the same with `--help`. The report goes to stdout,\n"
    "everything else to stderr. Exit codes that a command does not list: 0 for done, 2 for a wrong command line or wrong settings.\n\n"
)


def page() -> str:
    """The whole page."""
    group = entry.engine_lint
    assert isinstance(group, click.Group)
    context = click.Context(group, info_name="engine-lint")
    overview = "".join(f"- [`{name}`](#{name}): {summary}\n" for name, summary in COMMANDS.items())
    return HEAD + overview + "".join("\n" + "\n".join(_section(name, group, context)) + "\n" for name in COMMANDS)


def _section(name: str, group: click.Group, above: click.Context) -> Iterator[str]:
    command = group.get_command(above, name)
    assert command is not None
    context = click.Context(command, info_name=name, parent=above)
    yield from (f"## {name}", "", "```text", command.get_usage(context).removeprefix("Usage: "), "```", "")
    yield from (" ".join(part.split()) + "\n" for part in (command.help or "").split("\n\n"))
    yield from _options(command, context)
    if isinstance(command, Manual):
        yield from _examples(command)
        yield from _exits(command)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    shown = [param for param in command.get_params(context) if isinstance(param, click.Option) and "--help" not in param.opts]
    records = {str(param.name): record for param in shown if (record := param.get_help_record(context)) is not None}
    sections = command.sections if isinstance(command, Manual) else ()
    for title, options in sections:
        names = names_of(options)
        yield from _table(title, [records.pop(name) for name in list(records) if name in names])
    yield from _table("Other options" if sections else "Options", list(records.values()))


def _table(title: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    if rows:
        yield from (f"| {title} | |", "| --- | --- |")
        yield from (f"| {_code(names)} | {_cell(text)} |" for names, text in rows)
        yield ""


def _code(names: str) -> str:
    """The spellings of an option, with what it takes: as code in a table's cell."""
    return f"`{names}`".replace("|", "\\|")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _examples(command: Manual) -> Iterator[str]:
    if command.examples:
        lines = (f"# {text}\n$ {line}" for line, text in command.examples)
        yield from ("Examples:", "", "```console", "\n\n".join(lines), "```", "")


def _exits(command: Manual) -> Iterator[str]:
    if command.exits:
        yield from ("| Exit code | |", "| --- | --- |", *(f"| {code} | {text} |" for code, text in command.exits.items()), "")
