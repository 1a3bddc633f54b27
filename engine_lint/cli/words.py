"""Words that the command line takes: they complete in a shell, and a mistyped one is answered with the nearest that exists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from engine_lint.suggestions import did_you_mean

if TYPE_CHECKING:
    _Choice = click.Choice[str]
    _Type = click.ParamType[str]
else:
    _Choice, _Type = click.Choice, click.ParamType


class Word(_Choice):
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word itself."""
        if value not in self.choices:
            self.fail(said_of(value, self.choices), param, ctx)
        return value


def said_of(value: object, choices: Iterable[str]) -> str:
    """The sentence about a word that is none of those that may stand there."""
    valid = list(choices)
    near = did_you_mean(str(value), valid)
    return f"{str(value)!r} is not one of {', '.join(valid)}{f'; {near}' if near else '.'}"


class Rules(_Type):
    """Rules by code, name or the start of codes, several with commas between them. Which of them exist is for the settings to say."""

    name = "rules"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Codes with their names; names where one is begun."""
        from engine_lint.rules import registry

        before, comma, last = incomplete.rpartition(",")
        rules = registry.load()
        found = [CompletionItem(f"{before}{comma}{rule.code}", help=rule.name) for rule in rules if rule.code.startswith(last.upper())]
        named = [CompletionItem(f"{before}{comma}{rule.name}", help=rule.code) for rule in rules if last and rule.name.startswith(last.lower())]
        return found + named


class Platforms(_Type):
    """Timers by their id, several with commas between them."""

    name = "platforms"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Those that ``platform`` may name."""
        from engine_lint.timeouts.presets import presets

        before, comma, last = incomplete.rpartition(",")
        return [CompletionItem(f"{before}{comma}{name}") for name, each in presets().items() if each.is_comparable and name.startswith(last)]


def of_metavar(metavar: str | None) -> Any:
    """How the value of an option that is shown like that completes; None where nothing is known of it."""
    if metavar == "FOLDER":
        return click.Path(file_okay=False)
    return {"RULES": Rules(), "CODE": Rules(), "ID": Platforms(), "FILE": click.Path()}.get(metavar or "")
