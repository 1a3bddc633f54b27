"""What is said of a file that could not be checked, or not wholly."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from engine_lint.expression import expression
from engine_lint.model.finding import Confidence, Finding
from engine_lint.model.outcome import UNPARSABLE, Failure
from engine_lint.model.place import FILE_START, Place, Position, Span

if TYPE_CHECKING:
    from engine_lint.errors import UnreadableFile

_ABOUT_CODE = (TypeError, AttributeError, NameError, ImportError)
_QUOTED = expression(r"""'(?:\\.|[^'\\])*(?:'|\Z)|"(?:\\.|[^"\\])*(?:"|\Z)""")
"""What stands in quotes, and behind one that is left open where a text was cut."""
HOW_TO_REPORT = "`engine-lint report-bug` and the name of the file print a small report without secrets"


def unreadable(error: UnreadableFile) -> Finding:
    """The finding about a file that could not be read or parsed."""
    at = Position(error.line, max(error.column, 1)) if error.line else FILE_START.start
    return unparsable(Place(error.path, Span(at, at)), error.reason)


def unparsable(place: Place, reason: str) -> Finding:
    """The finding about something that could not be parsed."""
    from engine_lint.rules.registry import find

    rule = find(UNPARSABLE)
    assert rule is not None
    return Finding(rule.code, rule.name, rule.severity, Confidence.HIGH, f"cannot be checked: {reason}".rstrip("."), place)


def internal_error(path: str, where: str, error: BaseException) -> Failure:
    """A crash of engine-lint's own code, said with the line it happened on."""
    frames = _frames(error)
    at = f" ({frames[0].partition(' ')[0].rpartition('/')[2]})" if frames else ""
    message = f"internal error in {where}: {type(error).__name__}: {without_data(error)}{at}; the other findings stand. Please report it: {HOW_TO_REPORT}"
    return Failure(path, message, (where, type(error).__name__, *frames))


def without_data(error: BaseException) -> str:
    """The text of an error, without what it quotes unless that is code of ours: a key or a value may be a password."""
    return str(error) if isinstance(error, _ABOUT_CODE) else _QUOTED.sub("'***'", str(error))


def _frames(error: BaseException) -> list[str]:
    """Where an error happened, innermost first: our own lines by file, line and function, those of libraries by their file's name alone."""
    import traceback

    found = []
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        _, ours, inside = frame.filename.replace(os.sep, "/").rpartition("/engine_lint/")
        found.append(f"{inside if ours else os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}")
    return found
