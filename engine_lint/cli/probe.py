"""``engine-lint probe``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from shutil import get_terminal_size
from typing import Any

import click

from engine_lint.cli.exits import CLEAN, FINDINGS, INVALID
from engine_lint.cli.manual import Manual
from engine_lint.cli.options import with_options
from engine_lint.cli.output import COLOURS, say_incomplete, wants_colour, write_lines
from engine_lint.cli.waiting import waiting
from engine_lint.cli.words import Word
from engine_lint.errors import CannotProbe, EngineLintError, UsageError
from engine_lint.inventory import take
from engine_lint.model.answer import Answer, Rest, measured_from
from engine_lint.model.measured import Measured
from engine_lint.model.probed import Probed
from engine_lint.model.timeout import IdleTimeout
from engine_lint.pipeline import Request
from engine_lint.probe.address import Address, address_of, url_text
from engine_lint.report.probe import FORMATS, renderer
from engine_lint.report.view import View
from engine_lint.settings import Lookup
from engine_lint.settings.durations import seconds_of
from engine_lint.shortfall import compare
from engine_lint.timeouts.measured import measured_timeouts

WIDEST = 120
UNTIL_CUT = "until it is cut"
LONGEST_REST = 3600
"""Seconds that connections rest at most where the server names no timer and the user no length."""
_ASKING = (
    click.option("--connect-timeout", metavar="DURATION", default="10", show_default=True, help="How long to wait for the server: 10, 1m."),
    click.option(
        "--watch-idle",
        metavar="[DURATION]",
        is_flag=False,
        flag_value=UNTIL_CUT,
        default="",
        callback=lambda ctx, param, value: _rest_length(value),
        help="Let connections rest that long, and see when they are cut; without a length a little longer than the server's own timer. Ctrl-C ends it early.",
    ),
    click.option("--write", is_flag=True, help="Record what was measured in the settings file, whose layout and comments stay."),
)
_OUTPUT = (
    click.option("--output-format", type=Word(FORMATS), default="text", show_default=True, help="How the answer is printed."),
    click.option("-o", "--output-file", metavar="FILE", default="", help="Write it to a file instead of stdout."),
    click.option("--color", type=Word(COLOURS), default="auto", show_default=True, help="Colour; auto follows the terminal and NO_COLOR."),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 also where engines fall short."),
)
_FILES = (
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    click.option("--config", metavar="FILE", default="", help="Read and write this settings file, and no other."),
)


@click.command(
    "probe",
    cls=Manual,
    short_help="Ask a live server for its timeouts, and list the engines that fall short of them",
    sections=(("Asking", _ASKING), ("Report", _OUTPUT), ("Settings", _FILES)),
    examples=(
        ("engine-lint probe env:DATABASE_URL", "Ask the server whose URL stands in an environment variable."),
        ("engine-lint probe env:DATABASE_URL --write", "Record what it says in the settings, so that `check` knows."),
        ("engine-lint probe env:DATABASE_URL --watch-idle", "Let a connection rest, and see when the path cuts it."),
    ),
    exits={0: "no engine falls short", 1: "some do", 2: "the server could not be asked, or the run is not complete or not valid"},
)
@click.argument("url", metavar="URL")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@with_options(_ASKING, _OUTPUT, _FILES)
@click.pass_context
def command(ctx: click.Context, /, url: str, paths: tuple[str, ...], **given: Any) -> None:
    """Ask a live server (MySQL, MariaDB, PostgreSQL) for its timeouts, and list the engines of PATHS that fall short of them.

    URL is SQLAlchemy's: mysql+pymysql://user:password@host/database. Better than on the command line, where other users of the
    machine can see it, it stands in an environment variable (env:DATABASE_URL) or comes from standard input (-). Nothing but SHOW and
    SELECT is executed, and passwords are never shown.
    """
    cwd = os.getcwd().replace(os.sep, "/")
    lookup = Lookup(cwd, {}, given["config"], given["isolated"])
    if given["write"] and given["isolated"]:
        raise UsageError("--write and --isolated exclude each other", "--write records in the settings file")
    settings = lookup.for_folder(cwd)
    probed = _probed(url, Request(paths or (".",), lookup), given, settings.file)
    view = View(cwd, _colour(given), width=min(get_terminal_size((80, 24)).columns, WIDEST))
    say_incomplete(probed.inventory.notes, probed.inventory.failures, view)
    write_lines(renderer(given["output_format"])(probed, view), given["output_file"], cwd)
    ctx.exit(_exit_code(probed, lookup, exit_zero=given["exit_zero"]))


def _colour(given: dict[str, Any]) -> bool:
    return given["color"] == "always" if given["output_file"] else wants_colour(given["color"], sys.stdout)


def _probed(url: str, request: Request, given: dict[str, Any], settings_file: str) -> Probed:
    patience = _duration("--connect-timeout", given["connect_timeout"])
    address = address_of(url_text(url, os.environ, _line_of_stdin))
    answer = _guarded(address, lambda: _asked(address, patience))
    longest = given["watch_idle"]
    rest = _guarded(address, lambda: _rested(address, answer, longest, patience)) if longest is not None else None
    measured = measured_from(answer, rest, address.name, date.today().isoformat())
    inventory = take(request)
    written = _recorded(measured, settings_file, request.lookup.cwd, rested=rest is not None) if given["write"] else ""
    return Probed(address.name, answer, measured, _limits(measured), inventory, compare(inventory, measured, request.lookup), rest, written)


def _asked(address: Address, patience: int) -> Answer:
    from engine_lint.probe.connecting import asked

    return asked(address, patience)


def _guarded(address: Address, work: Callable[[], Any]) -> Any:
    """What work with the server gives. Whatever goes wrong in it is told without secrets and without a traceback, whose texts nobody knows."""
    try:
        return work()
    except EngineLintError:
        raise
    except Exception as error:
        text = address.secrets.hide(str(error))
        failed = CannotProbe(f"cannot ask {address.called}: internal error, {type(error).__name__}{f': {text}' if text else ''}", "please report it")
    raise failed


def _rested(address: Address, answer: Answer, longest: int, patience: int) -> Rest:
    from engine_lint.probe.resting import rest

    timers = _limits(measured_from(answer, None, "", ""))
    seconds = longest or (timers[0].seconds + max(5, timers[0].seconds // 20) if timers else LONGEST_REST)
    with waiting(seconds) as progress:
        return rest(address, seconds, patience, progress)


def _limits(measured: Measured) -> tuple[IdleTimeout, ...]:
    """The timers that cut resting connections of usual clients, the shortest first."""
    usual = (each for each in measured_timeouts([measured]) if each.label != "interactive_timeout")
    return tuple(sorted(usual, key=lambda each: each.seconds))


def _recorded(measured: Measured, settings_file: str, cwd: str, *, rested: bool) -> str:
    from engine_lint.probe.recording import recorded, target

    path = target(settings_file, cwd)
    recorded(path, measured, rested=rested).write()
    return path.replace(os.sep, "/")


def _line_of_stdin() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("URL", hide_input=True, err=True))
    return sys.stdin.readline()


def _rest_length(text: str) -> int | None:
    """The seconds to rest, 0 for as long as it takes, None for not at all."""
    if text in ("", UNTIL_CUT):
        return 0 if text else None
    try:
        return seconds_of(text)
    except ValueError as error:
        raise UsageError(f"--watch-idle: {error}", "without a length it goes behind the URL") from error


def _duration(option: str, text: str) -> int:
    try:
        return seconds_of(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from error


def _exit_code(probed: Probed, lookup: Lookup, *, exit_zero: bool) -> int:
    if not probed.inventory.complete:
        return INVALID
    counted = (each for each in probed.compared.certain if each.finding.severity >= lookup.for_file(each.finding.place.path).fail_on)
    return FINDINGS if not exit_zero and any(counted) else CLEAN
