"""What the command line of ``check`` asks for beside the settings, and what of it goes together."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from engine_lint.cli.output import say
from engine_lint.errors import UsageError
from engine_lint.pipeline import Fixing, Request
from engine_lint.settings import Lookup

STDIN = "-"
_EXCLUDED = {
    "fix": ("diff",),
    "write_baseline": ("fix", "diff", "add_ignore", "diff_base"),
    "no_baseline": ("baseline", "write_baseline"),
    "add_ignore": ("fix", "no_ignores"),
    "watch": ("diff", "write_baseline", "add_ignore", "output_file", "executor", "show_files", "show_settings"),
}
"""What an option cannot stand beside; a mapping from its name to others'."""
_NOT_FOR_STDIN = ("write_baseline", "add_ignore", "watch")
_MAY_BE_EMPTY = ("add_ignore", "diff_base")
_WHY = {
    ("fix", "diff"): "--fix writes, --diff shows what would be written",
    ("add_ignore", "fix"): "fix first, then silence what is left",
    ("write_baseline", "diff_base"): "a baseline holds all findings, whenever they came about",
    ("write_baseline", "fix"): "fix first, then write what is left into the baseline",
}


class Asked(NamedTuple):
    """What the command line asks for beside the settings."""

    fix: bool
    diff: bool
    unsafe_fixes: bool
    show_fixes: bool
    exit_zero: bool
    exit_non_zero_on_fix: bool
    output_format: str
    output_file: str
    statistics: bool
    color: str
    no_ignores: bool
    baseline: str | None
    no_baseline: bool
    write_baseline: bool
    add_ignore: str | None
    watch: bool
    diff_base: str | None
    jobs: int
    no_cache: bool
    executor: str
    show_files: bool
    show_settings: bool


def request_of(paths: tuple[str, ...], stdin_filename: str, lookup: Lookup, asked: Asked) -> Request:
    """What to run; standard input is read where it is asked for.

    Raises:
        UsageError: options exclude each other.
    """
    for name, others in _EXCLUDED.items():
        for other in others:
            if _is_given(asked, name) and _is_given(asked, other):
                raise UsageError(f"{_written(name)} and {_written(other)} exclude each other", _WHY.get((name, other), ""))
    if asked.unsafe_fixes and not (asked.fix or asked.diff):
        say("note: --unsafe-fixes goes with --fix, which writes, or --diff, which shows a patch")
    request = Request(
        paths,
        lookup,
        fixing=Fixing.COMPUTE if asked.diff else Fixing.WRITE if asked.fix or asked.add_ignore is not None else Fixing.SHOW,
        unsafe=asked.unsafe_fixes,
        ignores=not asked.no_ignores,
        write_baseline=asked.write_baseline,
        baselines=not asked.no_baseline,
        diff_base=asked.diff_base,
        reason=_reason(asked.add_ignore),
        jobs=asked.jobs,
    )
    return _of_standard_input(request, stdin_filename, asked) if STDIN in paths else _of_paths(request, stdin_filename)


def is_repeatable(request: Request, asked: Asked) -> bool:
    """Whether the same run later says the same, as long as the files that it read are the same."""
    writes = asked.output_file or request.write_baseline or request.fixing is not Fixing.SHOW
    return not (writes or asked.no_cache or asked.watch or asked.executor or request.texts or request.diff_base is not None)


def _of_paths(request: Request, stdin_filename: str) -> Request:
    if stdin_filename:
        raise UsageError("--stdin-filename goes with `-`, which reads standard input")
    return request


def _of_standard_input(request: Request, stdin_filename: str, asked: Asked) -> Request:
    if request.paths != (STDIN,):
        raise UsageError("`-` reads standard input and cannot stand beside other paths")
    for name in _NOT_FOR_STDIN:
        if _is_given(asked, name):
            raise UsageError(f"{_written(name)} needs files, and `-` is none")
    path = os.path.normpath(os.path.join(request.lookup.cwd, stdin_filename or "stdin.py")).replace(os.sep, "/")
    return request._replace(paths=(), texts={path: sys.stdin.buffer.read()}, jobs=1)


def _is_given(asked: Asked, name: str) -> bool:
    value = getattr(asked, name)
    return value is not None if name in _MAY_BE_EMPTY else bool(value)


def _reason(text: str | None) -> str | None:
    """A reason that can stand in a comment."""
    if text is None:
        return None
    if "#" in text or not text.isprintable():
        raise UsageError(f"--add-ignore: {text!r} cannot stand in a comment", "write one line without `#`")
    return text.strip()


def _written(name: str) -> str:
    return f"--{name.replace('_', '-')}"
