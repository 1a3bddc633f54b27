"""``engine-lint rule``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from shutil import get_terminal_size

import click

from engine_lint.cli.manual import Manual
from engine_lint.cli.output import COLOURS, wants_colour, write_lines
from engine_lint.cli.words import Rules, Word
from engine_lint.errors import UsageError
from engine_lint.report.rules import FORMATS, Look, renderer
from engine_lint.rules import registry
from engine_lint.rules.rule import Rule
from engine_lint.suggestions import nearest


@click.command(
    "rule",
    cls=Manual,
    short_help="Explain a rule",
    examples=(
        ("engine-lint rule EL101", "What it reports, why, how to mend it, when not to."),
        ("engine-lint rule missing-pre-ping", "The same by its name."),
        ("engine-lint rule --all", "All rules, one line each."),
    ),
    exits={0: "printed", 2: "no rule is called that, or the command line is wrong"},
)
@click.argument("rule", type=Rules(), metavar="CODE", required=False, default="")
@click.option("--all", "every", is_flag=True, help="List all rules; with markdown and json, explain all.")
@click.option("--examples", is_flag=True, help="Show the examples that run as tests too, near misses among them.")
@click.option("--output-format", type=Word(FORMATS), default="text", show_default=True, help="How it is printed; text is Markdown where there is no terminal.")
@click.option("-o", "--output-file", metavar="FILE", default="", help="Write to a file instead of stdout.")
@click.option("--color", type=Word(COLOURS), default="auto", show_default=True, help="Colour; auto follows the terminal and NO_COLOR.")
def command(rule: str, every: bool, examples: bool, output_format: str, output_file: str, color: str) -> None:
    """Explain a rule, by its code (EL101) or name (missing-pre-ping): what, why, when not to, how safe its fix is."""
    if every == bool(rule):
        raise UsageError("give one rule, or --all", "`engine-lint rule EL101`")
    look = Look(
        listed=every and output_format == "text",
        examples=examples,
        terminal=not output_file and sys.stdout.isatty(),
        colour=color == "always" if output_file else wants_colour(color, sys.stdout),
        width=get_terminal_size((80, 24)).columns,
    )
    rules = registry.load() if every else (_named(rule),)
    write_lines(renderer(output_format)(rules, look), output_file, os.getcwd())


def _named(name: str) -> Rule:
    found = registry.find(name)
    if found is None:
        raise UsageError(f"unknown rule `{name}`", _hint(name))
    return found


def _hint(name: str) -> str:
    """The rules that begin so, or those that are called nearly so."""
    begun = [rule.code for rule in registry.select(name)]
    if begun:
        return f"it stands for {_listed(begun, 'and')}: name one of them"
    near = nearest(name, [word for rule in registry.load() for word in (rule.code, rule.name)])
    return f"did you mean {_listed(near, 'or')}?" if near else "`engine-lint rule --all` lists them"


def _listed(words: Sequence[str], last: str) -> str:
    quoted = [f"`{word}`" for word in words]
    return f" {last} ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]
