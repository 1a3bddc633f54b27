"""The options of ``check``, and the settings keys that some of them stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from engine_lint.cli.output import COLOURS
from engine_lint.report import FORMATS
from engine_lint.spreading import available

_Command = TypeVar("_Command", bound=Callable[..., Any])
_RULES = "RULES"

SETTINGS_KEYS = {
    **{name: name.replace("_", "-") for name in ("select", "ignore", "extend_select", "fixable", "unfixable", "recycle", "idle_timeout", "platform")},
    **{name: name.replace("_", "-") for name in ("max_connections", "workers")},
    **{name: name.replace("_", "-") for name in ("min_severity", "min_confidence", "fail_on", "pedantic", "force_exclude", "code_blocks")},
    "exclude": "extend-exclude",
}
"""Options that stand for a settings key, which they override or, for lists of what to leave out, extend."""
_MANY = frozenset({"select", "ignore", "extend_select", "fixable", "unfixable", "platform"})


def _many(name: str, help_: str, metavar: str = _RULES) -> Callable[[_Command], _Command]:
    return click.option(name, multiple=True, metavar=metavar, help=help_)


def _level(name: str, levels: tuple[str, ...], help_: str) -> Callable[[_Command], _Command]:
    return click.option(name, type=click.Choice(levels), help=help_)


def _jobs(ctx: click.Context, option: click.Parameter, value: str) -> int:
    """How many processes ``--jobs`` asks for."""
    if value != "auto" and not (value.isdecimal() and int(value) > 0):
        raise click.BadParameter(f"{value!r} is neither a number from 1 up nor `auto`", ctx, option)
    return available() if value == "auto" else int(value)


_SEVERITIES = ("info", "warning", "error")

RULE_OPTIONS = (
    _many("--select", "Run these rules only: codes, names, the start of codes, or ALL; separated by commas."),
    _many("--ignore", "Leave these rules out."),
    _many("--extend-select", "Run these rules too."),
    _many("--fixable", "Offer the fixes of these rules only."),
    _many("--unfixable", "Do not offer the fixes of these rules."),
    _level("--min-severity", _SEVERITIES, "Show findings from this severity up.  [default: info]"),
    _level("--min-confidence", ("low", "medium", "high"), "Show findings from this confidence up.  [default: medium]"),
    click.option("--pedantic", is_flag=True, help="Show findings of every confidence, and those of pedantic rules."),
)
PLATFORM = _many("--platform", "A platform, proxy or load balancer on the path, whose idle timeout counts; `engine-lint timeouts` lists them.", "ID")
JUDGEMENT_OPTIONS = (
    click.option("--idle-timeout", metavar="DURATION", help="After how long something on the path cuts a resting connection: 600, 10m, 8h."),
    PLATFORM,
    click.option("--recycle", metavar="SECONDS", help="The pool_recycle that fixes write; below the idle timeout."),
    click.option("--max-connections", metavar="N", help="How many connections the server takes."),
    click.option("--workers", metavar="N", help="How many processes of the application run on a host."),
)
FIX_OPTIONS = (
    click.option("--fix", is_flag=True, help="Write the safe fixes in place."),
    click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the unsafe fixes too."),
    click.option("--diff", is_flag=True, help="Write nothing; print the fixes as a patch that `git apply` takes. Exit 1 if there are any."),
    click.option("--show-fixes", is_flag=True, help="List what was fixed."),
)
EXIT_OPTIONS = (
    _level("--fail-on", _SEVERITIES, "Exit with 1 from this severity up.  [default: warning]"),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found. An incomplete run still exits with 2."),
    click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 also where everything found was fixed."),
)
OUTPUT_OPTIONS = (
    click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True, help="How the report looks."),
    click.option("-o", "--output-file", metavar="FILE", default="", help="Write the report to a file instead of stdout."),
    click.option("--statistics", is_flag=True, help="Count the findings per rule."),
    click.option("--color", type=click.Choice(COLOURS), default="auto", show_default=True, help="Colour; auto follows the terminal and NO_COLOR."),
)
FILE_OPTIONS = (
    click.option("--stdin-filename", metavar="FILE", default="", help="The name that standard input (-) goes by."),
    _many("--exclude", "Leave out paths that match, beside those of the settings.", "PATTERN"),
    click.option("--code-blocks", is_flag=True, help="Check the Python code blocks of Markdown and reStructuredText files too."),
    click.option("--force-exclude", is_flag=True, help="Leave out excluded files even when they are given by name."),
    click.option("--no-ignores", is_flag=True, help="Pass over suppression comments and per-file-ignores: show what they hide."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    click.option("--config", metavar="FILE", default="", help="Read this settings file for every path, and no other."),
    click.option("-j", "--jobs", metavar="N", default="auto", show_default=True, callback=_jobs, help="How many processes work; auto: one per processor."),
    click.option("--executor", metavar="ADDRESS", default="", help="Where work is done: dask://host:port, a Dask scheduler whose workers see these files."),
    click.option("--no-cache", is_flag=True, help="Neither say again what an earlier run said, nor remember this one."),
    click.option("--cache-dir", metavar="FOLDER", default="", help="Where runs are remembered.  [default: the user's own folder for caches]"),
)


def with_options(*groups: tuple[Callable[[Any], Any], ...]) -> Callable[[_Command], _Command]:
    """Give a command some groups of options, in this order in its help."""

    def decorate(command: _Command) -> _Command:
        for option in reversed([option for group in groups for option in group]):
            command = option(command)
        return command

    return decorate


def overrides(given: Mapping[str, Any]) -> dict[str, object]:
    """The settings that options override, by settings key; those that were not given are absent."""
    found: dict[str, object] = {}
    for name, key in SETTINGS_KEYS.items():
        value = given.get(name)
        if value is None or value is False or value == ():
            continue
        found[key] = tuple(part.strip() for text in value for part in text.split(",") if part.strip()) if name in _MANY else value
    return found
