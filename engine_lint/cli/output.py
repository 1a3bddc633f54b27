"""Where text goes: the report to stdout or a file, all else to stderr; and whether it is in colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

from engine_lint.errors import UsageError
from engine_lint.model.outcome import UNPARSABLE

if TYPE_CHECKING:
    from engine_lint.model.outcome import Failure, Outcome
    from engine_lint.report.view import View
    from engine_lint.settings import Lookup

transcript: list[tuple[bool, bytes]] = []
"""All that was printed so far: whether it went to stdout, and what it was."""
COLOURS = ("auto", "always", "never")


def wants_colour(choice: str, stream: IO[Any]) -> bool:
    """Whether to write in colour: as asked for, else on a terminal unless ``NO_COLOR`` is set; ``FORCE_COLOR`` stands for a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def write_lines(lines: Iterable[str], target: str, cwd: str) -> None:
    """Write a report to a file, or to stdout where ``target`` is empty.

    Raises:
        UsageError: the file cannot be written.
    """
    text = "".join(f"{line}\n" for line in lines)
    encoding = "utf-8" if target else sys.stdout.encoding or "utf-8"
    write_data(text.encode(encoding, "backslashreplace"), target, cwd)


def write_data(data: bytes, target: str, cwd: str) -> None:
    """Write bytes as they are to a file, or to stdout where ``target`` is empty.

    Raises:
        UsageError: the file cannot be written.
    """
    if not target:
        sys.stdout.flush()
        transcript.append((True, data))
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from engine_lint.files.writing import write_whole

    try:
        write_whole(os.path.join(cwd, target), data)
    except OSError as error:
        raise UsageError(f"--output-file: cannot write {target}: {error.strerror or error}") from error


def say(text: str) -> None:
    """A line on stderr, which escapes by itself what its encoding lacks."""
    line = f"{text}\n"
    transcript.append((False, line.encode("utf-8", "surrogateescape")))
    sys.stderr.write(line)


def say_notes(lookup: Lookup) -> None:
    """What was passed over of settings, on stderr."""
    from engine_lint.cli.crashing import said

    for note in lookup.notes:
        say(f"note: {said(note)}")


def say_problems(outcome: Outcome, view: View) -> None:
    """What was passed over and what failed, on stderr."""
    say_incomplete(outcome.notes, outcome.failures, view)
    unread = [each for each in outcome.findings if each.code == UNPARSABLE]
    if unread:
        from engine_lint.model.place import cell_of
        from engine_lint.report.unread import in_python_2, summed_up

        together = in_python_2(unread)
        for finding in (each for each in unread if each not in together):
            say(f"error: {view.text(cell_of(finding.place))}: {view.words(finding.message)}")
        if together:
            say(f"error: {summed_up(together)}")


def say_incomplete(notes: Iterable[str], failures: Iterable[Failure], view: View) -> None:
    """What was passed over, and why a run is not complete, on stderr."""
    for note in notes:
        say(f"note: {view.words(note)}")
    for failure in failures:
        say(f"error: {view.name(failure.path)}: {view.words(failure.message)}")
