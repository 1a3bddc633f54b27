"""``engine-lint engines``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from shutil import get_terminal_size
from typing import Any

import click

from engine_lint.cli.exits import CLEAN, INVALID
from engine_lint.cli.manual import Manual
from engine_lint.cli.options import PLATFORM, overrides, with_options
from engine_lint.cli.output import COLOURS, say, say_incomplete, wants_colour, write_lines
from engine_lint.cli.words import Word
from engine_lint.dataclass import dataclass
from engine_lint.errors import UsageError
from engine_lint.expression import expression
from engine_lint.inventory import at_line, take
from engine_lint.model.inventory import Entry, Inventory
from engine_lint.pipeline import Request
from engine_lint.report.inventory import FORMATS, Render, renderer
from engine_lint.report.inventory.explanation import render as explanation
from engine_lint.report.links import Links, checked
from engine_lint.report.view import View
from engine_lint.settings import Lookup

WIDEST = 160
_TARGET = expression(r"(?P<name>.+?)(?::cell (?P<cell>[1-9][0-9]*))?:(?P<line>[0-9]+)")
_FILTERS = (
    click.option("--backend", "backends", multiple=True, metavar="NAME", help="List only engines that may be of this backend: mysql, postgresql, unknown."),
    click.option("--open", "only_open", is_flag=True, help="List only engines into which options may flow that cannot be seen."),
    click.option("--no-tests", is_flag=True, help="Leave out engines in tests and examples."),
)
_OUTPUT = (
    click.option("--explain", metavar="FILE:LINE", default="", help="Tell of the engine on that line where each of its values comes from."),
    click.option("--output-format", type=Word(FORMATS), default="table", show_default=True, help="How the inventory is printed."),
    click.option("-o", "--output-file", metavar="FILE", default="", help="Write it to a file instead of stdout."),
    click.option("--link-template", metavar="URL", default="", help="What links in the html page lead to: a URL with {path} or {absolute}, and {line}."),
    click.option("--color", type=Word(COLOURS), default="auto", show_default=True, help="Colour; auto follows the terminal and NO_COLOR."),
)
_FILES = (
    click.option("--idle-timeout", metavar="DURATION", help="After how long something on the path cuts a resting connection: 600, 10m, 8h."),
    PLATFORM,
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths that match, beside those of the settings."),
    click.option("--force-exclude", is_flag=True, help="Leave out excluded files even when they are given by name."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    click.option("--config", metavar="FILE", default="", help="Read this settings file for every path, and no other."),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which engines are listed."""

    backends: tuple[str, ...] = ()
    only_open: bool = False
    no_tests: bool = False

    def keeps(self, entry: Entry) -> bool:
        """Whether an engine is listed."""
        engine = entry.engine
        if self.no_tests and engine.site.in_tests:
            return False
        if self.only_open and not engine.is_open:
            return False
        return not self.backends or bool(set(self.backends) & (engine.backend.names or {"unknown"}))


@click.command(
    "engines",
    cls=Manual,
    short_help="List every engine with its effective configuration, and where each value comes from",
    sections=(("Which engines", _FILTERS), ("Report", _OUTPUT), ("Files and settings", _FILES)),
    examples=(
        ("engine-lint engines src/", "A table of the engines."),
        ("engine-lint engines --explain shop/db.py:12", "Where each value of the engine on line 12 comes from."),
        ("engine-lint engines --output-format html -o engines.html", "A page with a timeline for each engine."),
    ),
    exits={0: "the list is complete", 2: "it is not, or the command line or the settings are wrong"},
)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@with_options(_FILTERS, _OUTPUT, _FILES)
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> None:
    """List every engine with its effective configuration, and where each value comes from.

    PATHS are files and folders; the working directory where none are given. What rules say of an engine is listed at any
    confidence, in parentheses where `check` hides it; tests are listed too.
    """
    cwd = os.getcwd().replace(os.sep, "/")
    lookup = Lookup(cwd, overrides(given), given["config"], given["isolated"])
    colour = given["color"] == "always" if given["output_file"] else wants_colour(given["color"], sys.stdout)
    view = View(cwd, colour, width=min(get_terminal_size((80, 24)).columns, WIDEST), links=_links(given["link_template"], given["output_file"], cwd))
    inventory, formats = _explained(given["explain"], paths, lookup) if given["explain"] else (take(Request(paths or (".",), lookup)), renderer)
    say_incomplete(inventory.notes, inventory.failures, view)
    if not inventory.files_checked and not inventory.failures:
        say("Nothing to list: no file that may hold an engine in the given paths.")
    shown = _filtered(inventory, Filters(given["backends"], given["only_open"], given["no_tests"]).keeps)
    write_lines(formats(given["output_format"])(shown, view), given["output_file"], cwd)
    ctx.exit(CLEAN if inventory.complete else INVALID)


def _links(template: str, output: str, cwd: str) -> Links:
    """How a page links to the code: as a template says, else relative to the folder that it is written to."""
    return Links(checked(template) if template else "", os.path.dirname(os.path.join(cwd, output)) if output else cwd)


def _explained(target: str, paths: tuple[str, ...], lookup: Lookup) -> tuple[Inventory, Callable[[str], Render]]:
    """The engines on a line of a file: those that stand there, else those that pass through there."""
    asked = _TARGET.fullmatch(target)
    if asked is None:
        raise UsageError(f"--explain: {target!r} is not FILE:LINE", "`--explain app/db.py:12`, or `--explain 'analysis.ipynb:cell 3:2'`")
    name, cell, line = asked["name"], int(asked["cell"] or 0), asked["line"]
    path = os.path.normpath(os.path.join(lookup.cwd, name)).replace(os.sep, "/")
    request = Request(paths or (".",), lookup)
    found = take(request, only=path)
    if not found.files_checked:
        found = take(Request((name,), lookup))
    entries = at_line(found.entries, path, int(line), cell)
    if not entries:
        found = take(request)
        entries = at_line(found.entries, path, int(line), cell)
    if not entries:
        places = sorted({(each.cell, each.span.start.line) for each in (entry.engine.site.place for entry in found.entries) if each.path == path})
        lines = [f"cell {number}:{start}" if number else str(start) for number, start in places]
        hint = f"those of {name} stand on {', '.join(lines)}" if lines else "`engine-lint engines` lists all"
        raise UsageError(f"--explain: no engine stands on {target}", hint)
    return replace(found, entries=entries), lambda format_: explanation if format_ == "table" else renderer(format_)


def _filtered(inventory: Inventory, keeps: Callable[[Entry], bool]) -> Inventory:
    return replace(inventory, entries=tuple(entry for entry in inventory.entries if keeps(entry)))
