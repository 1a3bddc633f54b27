"""``engine-lint report-bug``."""

from __future__ import annotations

import os

import click

from engine_lint.cli.exits import CLEAN, FINDINGS
from engine_lint.cli.manual import Manual
from engine_lint.cli.output import say, write_lines
from engine_lint.cli.words import Rules
from engine_lint.errors import UsageError
from engine_lint.settings import Lookup


@click.command(
    "report-bug",
    cls=Manual,
    short_help="Make a small report of a mistake of engine-lint, without secrets",
    examples=(
        ("engine-lint report-bug shop/db.py", "The internal error that was reported for that file."),
        ("engine-lint report-bug shop/db.py --rule EL101 -o report.md", "A finding that is wrong, into a file."),
    ),
    exits={0: "a report was made", 1: "there is nothing to report", 2: "the command line or the settings are wrong"},
)
@click.argument("file", type=click.Path(), metavar="FILE")
@click.option("--rule", type=Rules(), metavar="CODE", default="", help="Report a finding of this rule that is wrong, instead of an internal error.")
@click.option("-o", "--output-file", metavar="FILE", default="", help="Write the report to a file instead of stdout.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("--config", metavar="FILE", default="", help="Read this settings file, and no other.")
@click.pass_context
def command(ctx: click.Context, file: str, rule: str, output_file: str, isolated: bool, config: str) -> None:
    """Make a small report of a mistake of engine-lint, as text to paste into an issue.

    FILE is the one that an internal error was reported for. It is cut down to the lines that still show the error, and strings,
    comments and values in it are masked; look at the report before you send it. Nothing is sent anywhere.
    """
    from engine_lint.bugs.report import report

    cwd = os.getcwd().replace(os.sep, "/")
    path = os.path.normpath(os.path.join(cwd, file)).replace(os.sep, "/")
    try:
        with open(path, "rb") as opened:
            data = opened.read()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}", "give the file that the internal error was reported for") from error
    lines = report(path, data, Lookup(cwd, {}, config, isolated), _code(rule))
    if not lines:
        say(f"Nothing to report: {f'no finding of {rule}' if rule else 'no internal error'} in {file}.")
        ctx.exit(FINDINGS)
    write_lines(lines, output_file, cwd)
    ctx.exit(CLEAN)


def _code(rule: str) -> str:
    from engine_lint.rules import registry

    found = registry.find(rule) if rule else None
    if rule and found is None:
        near = registry.closest(rule)
        raise UsageError(f"unknown rule `{rule}`", f"did you mean `{near}`?" if near else "`engine-lint rule --all` lists them")
    return found.code if found else ""
