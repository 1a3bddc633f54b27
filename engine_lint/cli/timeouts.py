"""``engine-lint timeouts``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from shutil import get_terminal_size

import click

from engine_lint.cli.manual import Manual
from engine_lint.cli.output import COLOURS, wants_colour, write_lines
from engine_lint.cli.words import Platforms, Word
from engine_lint.errors import UsageError
from engine_lint.report.timeouts import FORMATS, renderer
from engine_lint.report.timeouts.explanation import render as explanation
from engine_lint.report.timeouts.wording import KINDS
from engine_lint.report.view import View
from engine_lint.timeouts.presets import Preset, preset_named, presets

WIDEST = 120


@click.command(
    "timeouts",
    cls=Manual,
    short_help="List the documented idle timeouts of servers, proxies, load balancers and hosters",
    examples=(
        ("engine-lint timeouts", "All timers that the setting `platform` may name."),
        ("engine-lint timeouts aws-nlb-tcp", "All that is known of one, with its sources."),
        ("engine-lint timeouts --kind proxy --output-format json", "Those of proxies, as data."),
    ),
    exits={0: "printed", 2: "no timer is called that, or the command line is wrong"},
)
@click.argument("ids", nargs=-1, type=Platforms(), metavar="[ID]...")
@click.option("--kind", "kinds", multiple=True, type=Word(tuple(KINDS)), help="List only timers of this kind.")
@click.option("--comparable/--all", default=True, help="List those that `platform` may name, or the others as well.  [default: comparable]")
@click.option("--output-format", type=Word(FORMATS), default="table", show_default=True, help="How they are printed.")
@click.option("-o", "--output-file", metavar="FILE", default="", help="Write them to a file instead of stdout.")
@click.option("--color", type=Word(COLOURS), default="auto", show_default=True, help="Colour; auto follows the terminal and NO_COLOR.")
def command(ids: tuple[str, ...], kinds: tuple[str, ...], comparable: bool, output_format: str, output_file: str, color: str) -> None:
    """List the documented idle timeouts of servers, proxies, load balancers and hosters.

    With IDs: all that is known of these, also of timers that cut no resting connection. What the settings call `platform`
    names timers of this list.
    """
    cwd = os.getcwd().replace(os.sep, "/")
    colour = color == "always" if output_file else wants_colour(color, sys.stdout)
    view = View(cwd, colour, width=min(get_terminal_size((80, 24)).columns, WIDEST))
    chosen = _named(ids) if ids else [each for each in presets().values() if each.is_comparable or not comparable]
    if kinds:
        chosen = [each for each in chosen if each.kind in kinds]
    write_lines(_render(output_format, explained=bool(ids))(chosen, view), output_file, cwd)


def _render(output_format: str, *, explained: bool) -> Callable[[Sequence[Preset], View], Sequence[str]]:
    render = explanation if explained and output_format == "table" else renderer(output_format)
    return lambda chosen, view: list(render(chosen, view))


def _named(ids: Sequence[str]) -> list[Preset]:
    try:
        return [preset_named(name, presets()) for name in dict.fromkeys(ids)]
    except ValueError as error:
        raise UsageError(str(error)) from error
