"""New values for data files: plain numbers, words and truth values out of what a change says."""

from __future__ import annotations

import ast
import json

from engine_lint.errors import CannotRewrite
from engine_lint.model.change import Code, Moved, NewValue
from engine_lint.model.place import Place


def plain_value(value: NewValue) -> bool | int | float | str:
    """A new value as a Python one.

    Raises:
        CannotRewrite: it is more than a literal.
    """
    if isinstance(value, Code) and all(isinstance(piece, str) for piece in value.pieces):
        try:
            found = ast.literal_eval("".join(str(piece) for piece in value.pieces))
        except (ValueError, SyntaxError):
            found = None
        if isinstance(found, (bool, int, float, str)):
            return found
    raise CannotRewrite("the new value is no plain one, so that it cannot be written outside of Python")


def moved_place(value: NewValue) -> Place | None:
    """The place whose text is the whole of a new value, or None."""
    if isinstance(value, Code) and len(value.pieces) == 1 and isinstance(value.pieces[0], Moved):
        return value.pieces[0].place
    return None


def told_apart(value: object) -> str:
    """A value as text that is the same for equal values of the same types alone: ``1``, ``1.0`` and ``True`` are three."""
    return json.dumps(value, sort_keys=True, default=repr)
