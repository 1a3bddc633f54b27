"""What ``check`` would do, without doing it: ``--show-files`` and ``--show-settings``."""

from __future__ import annotations

import os

from engine_lint.cli.config import as_text
from engine_lint.cli.exits import CLEAN, INVALID
from engine_lint.cli.output import say_incomplete, say_notes, write_lines
from engine_lint.pipeline import Request, opened
from engine_lint.report.view import View


def show_files(request: Request) -> int:
    """Print the files that would be checked, in order; the exit code."""
    view = View(request.lookup.cwd)
    found, _ = opened(request)
    say_incomplete(found.notes, found.failures, view)
    write_lines([view.name(file.path) for file in found.files], "", "")
    return INVALID if found.failures else CLEAN


def show_settings(request: Request) -> int:
    """Print the settings and versions that hold for each path, those of the command line included; the exit code."""
    lookup = request.lookup
    lookup.validate()
    for number, path in enumerate((*request.paths, *request.texts)):
        absolute = os.path.normpath(os.path.join(lookup.cwd, path)).replace(os.sep, "/")
        write_lines([*([""] if number else []), f"# path: {path}", *as_text(lookup, absolute)], "", "")
    say_notes(lookup)
    return CLEAN
