"""What is said of a file that could not be checked, or not wholly."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from engine_lint.model.finding import Confidence, Finding
from engine_lint.model.outcome import UNPARSABLE, Failure
from engine_lint.model.place import FILE_START, Place, Position, Span

if TYPE_CHECKING:
    from engine_lint.errors import UnreadableFile


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
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    return Failure(path, f"internal error in {where}: {type(error).__name__}: {error}{at}; the other findings stand. Please report this")
