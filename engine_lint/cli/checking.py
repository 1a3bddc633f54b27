"""A run of ``engine-lint check``, whoever read the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine_lint.cli.asked import Asked, is_repeatable, request_of
from engine_lint.cli.exits import CLEAN, FINDINGS, INVALID, exit_code
from engine_lint.cli.options import overrides
from engine_lint.cli.output import say, say_problems, wants_colour, write_data, write_lines
from engine_lint.cli.progress import progress
from engine_lint.cli.remembering import remembered
from engine_lint.executors import executor_at
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.report import renderer
from engine_lint.report.view import View
from engine_lint.settings import Lookup

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome

SILENCING_WORDS = {Fixing.COMPUTE: "Would silence", Fixing.WRITE: "Silenced"}
FIXING_WORDS = {Fixing.SHOW: "", Fixing.COMPUTE: "Would fix", Fixing.WRITE: "Fixed"}


def check(paths: tuple[str, ...], given: Mapping[str, Any]) -> int:
    """Check some paths, and print what comes of it; the exit code.

    Args:
        paths: as given; the working directory where there are none.
        given: the values of all options.

    Raises:
        EngineLintError: the command line or the settings are wrong.
    """
    asked = Asked(**{name: given[name] for name in Asked._fields})
    if asked.watch:
        from engine_lint.cli.watching import watch

        watch(lambda: _checked(paths, given, asked))
    return _checked(paths, given, asked)


def _checked(paths: tuple[str, ...], given: Mapping[str, Any], asked: Asked) -> int:
    """One run; the exit code."""
    cwd = os.getcwd().replace(os.sep, "/")
    lookup = Lookup(cwd, overrides(given), given["config"], given["isolated"])
    request = request_of(paths or (".",), given["stdin_filename"], lookup, asked)
    if asked.show_files or asked.show_settings:
        from engine_lint.cli.showing import show_files, show_settings

        return show_files(request) if asked.show_files else show_settings(request)
    wanted = not (asked.no_cache or asked.watch or asked.executor or request.texts)
    with executor_at(asked.executor) as executor, remembered(request.paths, wanted=wanted, as_a_whole=is_repeatable(request, asked)) as remembering:
        with progress() as told:
            outcome = run(request, executor, told, remembering.memory)
        words = FIXING_WORDS if request.reason is None else SILENCING_WORDS
        view = View(cwd, show_fixes=asked.show_fixes, statistics=asked.statistics, fixing=words[request.fixing])
        say_problems(outcome, view)
        if not outcome.summary.files_checked and not outcome.failures:
            say("Nothing to check: no file that engine-lint reads in the given paths.")
        remembering.code = _present(outcome, view, request, asked)
    return remembering.code


def _present(outcome: Outcome, view: View, request: Request, asked: Asked) -> int:
    """Print what was asked for; the exit code."""
    if asked.diff:
        return _present_diff(outcome, view, asked)
    lines = renderer(asked.output_format)
    if request.texts and request.fixing is Fixing.WRITE:
        _write_mended(outcome, request)
        for line in lines(outcome, view._replace(colour=wants_colour(asked.color, sys.stderr))):
            say(line)
    else:
        colour = asked.color == "always" if asked.output_file else wants_colour(asked.color, sys.stdout)
        write_lines(lines(outcome, view._replace(colour=colour)), asked.output_file, view.cwd)
    return exit_code(
        outcome,
        lambda finding: request.lookup.for_file(finding.place.path).fail_on,
        exit_zero=asked.exit_zero,
        fixed_counts=asked.exit_non_zero_on_fix,
    )


def _present_diff(outcome: Outcome, view: View, asked: Asked) -> int:
    from engine_lint.report.closing import closing
    from engine_lint.report.diff import unified
    from engine_lint.report.style import Painter

    colour = not asked.output_file and wants_colour(asked.color, sys.stdout)
    write_data(b"".join(unified(outcome.patches, view.cwd, Painter(colour))), asked.output_file, view.cwd)
    for line in closing(outcome, view):
        say(line)
    if not outcome.complete:
        return INVALID
    return FINDINGS if outcome.patches and not asked.exit_zero else CLEAN


def _write_mended(outcome: Outcome, request: Request) -> None:
    """Standard input as it is after its fixes, unchanged where there were none."""
    ((path, text),) = request.texts.items()
    mended = next((patch.after for patch in outcome.patches if patch.path == path), text)
    write_data(mended, "", "")
