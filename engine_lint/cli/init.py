"""``engine-lint init``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from difflib import unified_diff

import click

from engine_lint.adoption.baseline import DEFAULT_NAME
from engine_lint.adoption.installed import requirement
from engine_lint.adoption.starting import HOOKS, INSTALLED_THERE, hinted, told_of_hooks, with_hook, with_settings
from engine_lint.cli.crashing import said
from engine_lint.cli.exits import CLEAN, INVALID
from engine_lint.cli.manual import Manual
from engine_lint.cli.output import say, write_lines
from engine_lint.discovery import discover
from engine_lint.errors import UsageError
from engine_lint.files.writing import Rewritten
from engine_lint.pipeline import Request, run
from engine_lint.settings import Lookup
from engine_lint.settings.lookup import own_file
from engine_lint.settings.model import OWN_FILE, SHARED_FILE


@click.command(
    "init",
    cls=Manual,
    short_help="Write settings to start with and a pre-commit hook; with --baseline, only new findings fail from then on",
    examples=(
        ("engine-lint init --baseline", "Take a project on: from now on only new findings fail."),
        ("engine-lint init --diff | git apply", "Look at what would be written as a patch."),
    ),
    exits={0: "written, or nothing to do", 2: "a file cannot be added to safely, or the run is not complete"},
)
@click.option("--baseline/--no-baseline", default=None, help="Put what is found today into a baseline, so that only new findings fail; asked on a terminal.")
@click.option("--pre-commit/--no-pre-commit", default=True, show_default=True, help="Add the hook to .pre-commit-config.yaml, in a git repository.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would be written as a patch.")
@click.option("--dry-run", is_flag=True, help="The same as --diff.")
@click.pass_context
def command(ctx: click.Context, baseline: bool | None, pre_commit: bool, diff: bool, dry_run: bool) -> None:
    """Write settings to start with and a pre-commit hook into the project in the working directory.

    What is there stays as it is: settings go to the end of pyproject.toml where there is one, else to engine-lint.toml; the hook goes behind the
    others. Running it again changes nothing.
    """
    cwd = os.getcwd().replace(os.sep, "/")
    outcome = run(Request((".",), Lookup(cwd)))
    count = outcome.summary.findings
    showing = diff or dry_run
    accepted = count > 0 and (_confirmed(count) if baseline is None and not showing else bool(baseline))
    found = [_settings(cwd, with_baseline=accepted), *([_hook(cwd)] if pre_commit else [])]
    changes = [each for each in found if each is not None]
    if showing:
        _show(changes, cwd, count if accepted else 0)
        ctx.exit(CLEAN)
    _write(changes, cwd)
    if accepted:
        for note in run(Request((".",), Lookup(cwd), write_baseline=True)).notes:
            say(f"note: {said(note)}")
    elif not changes:
        say("Nothing to do.")
    if count and not accepted:
        say(f"{_findings(count)}. `engine-lint init --baseline` takes them for known; `engine-lint check --fix` mends what is safe.")
    ctx.exit(CLEAN if outcome.complete else INVALID)


def _confirmed(count: int) -> bool:
    """Whether whoever sits at the terminal takes the findings for known; nobody is asked where nobody sits."""
    return sys.stdin.isatty() and click.confirm(f"{_findings(count)}. Take them for known, so that only new ones fail?", default=True)


def _show(changes: Sequence[Rewritten], cwd: str, baselined: int) -> None:
    """Print what would be written as a patch that git takes."""
    write_lines([line for each in changes for line in _diff(each, cwd)], "", "")
    if baselined:
        say(f"{_findings(baselined)} would go into the baseline.")


def _write(changes: Sequence[Rewritten], cwd: str) -> None:
    for each in changes:
        each.write()
        say(f"Wrote {os.path.relpath(each.path, cwd)}.")
        if INSTALLED_THERE.encode() in each.after and os.path.basename(each.path) == HOOKS:
            say(f"note: {INSTALLED_THERE}")


def _diff(change: Rewritten, cwd: str) -> Iterator[str]:
    name = os.path.relpath(change.path, cwd).replace(os.sep, "/")
    old, new = ((data or b"").decode("utf-8", "replace").splitlines() for data in (change.before, change.after))
    yield from unified_diff(old, new, "/dev/null" if change.before is None else f"a/{name}", f"b/{name}", lineterm="")


def _findings(count: int) -> str:
    return f"{count} finding{'s' * (count > 1)} today"


def _settings(cwd: str, *, with_baseline: bool) -> Rewritten | None:
    shared = os.path.join(cwd, SHARED_FILE)
    path = own_file(cwd) or (shared if os.path.isfile(shared) else os.path.join(cwd, OWN_FILE))
    old = _read(path)
    text = _decoded(path, old)
    platforms = sorted(_platforms(cwd)) if old is None or not own_file(cwd) else []
    new = with_settings(text, shared=os.path.basename(path) == SHARED_FILE, baseline=DEFAULT_NAME if with_baseline else "", platforms=platforms)
    if new == text and old is not None:
        say(f"note: {os.path.basename(path)} has settings already")
        return None
    return Rewritten(path, old, new.encode())


def _platforms(cwd: str) -> frozenset[str]:
    """What the files of the project hint at."""
    found = discover((".",), Lookup(cwd))
    return frozenset().union(*(hinted(_read(file.path) or b"") for file in found.files))


def _hook(cwd: str) -> Rewritten | None:
    """The hook at the top of the repository; None where there is none, or the hook is there."""
    top = cwd
    while not os.path.lexists(os.path.join(top, ".git")):
        if os.path.dirname(top) == top:
            say("note: no git repository here, so no hook for pre-commit is written")
            return None
        top = os.path.dirname(top)
    path = os.path.join(top, HOOKS)
    old = _read(path)
    text = _decoded(path, old)
    new = with_hook(text, requirement())
    if new == text:
        say(f"note: {told_of_hooks(text)}")
        return None
    return Rewritten(path, old, new.encode())


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"init: {path} cannot be read: {error.strerror or error}") from error


def _decoded(path: str, data: bytes | None) -> str:
    try:
        return (data or b"").decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"init: {path} is not UTF-8: {error}") from error
