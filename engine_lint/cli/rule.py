"""``engine-lint rule``."""

from __future__ import annotations

import sys

import click

from engine_lint.cli.output import COLOURS, wants_colour, write_lines
from engine_lint.errors import UsageError
from engine_lint.rules import registry
from engine_lint.rules.rule import Rule


@click.command("rule", short_help="Explain a rule")
@click.argument("rule", metavar="CODE", required=False, default="")
@click.option("--all", "every", is_flag=True, help="List all rules.")
@click.option("--color", type=click.Choice(COLOURS), default="auto", show_default=True, help="Colour; auto follows the terminal and NO_COLOR.")
def command(rule: str, every: bool, color: str) -> None:
    """Explain a rule, by its code (EL101) or name (missing-pre-ping): what, why, examples, when not to."""
    if every == bool(rule):
        raise UsageError("give one rule, or --all", "`engine-lint rule EL101`")
    if every:
        write_lines(_table(), "", "")
        return
    found = registry.find(rule)
    if found is None:
        near = registry.closest(rule)
        raise UsageError(f"unknown rule `{rule}`", f"did you mean `{near}`?" if near else "`engine-lint rule --all` lists them")
    text = registry.page(found)
    if wants_colour(color, sys.stdout):
        from rich.console import Console
        from rich.markdown import Markdown

        Console(force_terminal=True).print(Markdown(text))
    else:
        write_lines(text.splitlines(), "", "")


def _table() -> list[str]:
    rules = registry.load()
    names = max(len(rule.name) for rule in rules)
    return [f"{rule.code}  {rule.name:<{names}}  {rule.severity.name.lower():<7}  {_fix(rule):<14}  {rule.summary}" for rule in rules]


def _fix(rule: Rule) -> str:
    fix = {"safe": "fix", "unsafe": "unsafe fix", "sometimes": "fix, sometimes", "none": ""}[rule.fixable]
    return f"{fix} (pedantic)".strip() if rule.pedantic else fix
