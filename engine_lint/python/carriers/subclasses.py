"""A subclass of Flask-SQLAlchemy's extension that sets an option: written above the statement that makes the extension."""

from __future__ import annotations

from collections.abc import Sequence

from engine_lint.errors import CannotRewrite
from engine_lint.expression import expression
from engine_lint.model.change import Code, SetOption
from engine_lint.model.place import Place, cell_of
from engine_lint.python.carriers.draft import ABOVE, Draft
from engine_lint.python.carriers.lines import Lines
from engine_lint.python.carriers.options import OptionChange
from engine_lint.python.carriers.values import code_text

HOOK = "apply_pool_defaults"
"""The method that Flask-SQLAlchemy 2 asks for the options of each engine."""
_CALLEE = expression(r"\w+(?:\.\w+)*(?=\()")
_BLANK_LINES = 2
"""As many stand around a class by PEP 8."""


def write_subclass(draft: Draft, place: Place, changes: Sequence[OptionChange]) -> None:
    """Writes a subclass whose hook sets an option, and makes the call at ``place`` one of it.

    Raises:
        CannotRewrite: more is asked for than one new option, or the call stands inside a block.
    """
    change = changes[0]
    if len(changes) != 1 or not isinstance(change, SetOption) or not isinstance(change.value, Code):
        raise CannotRewrite("a subclass of the extension is written for one option at a time")
    lines = draft.lines(place)
    start, end = lines.indices(place)
    callee = _CALLEE.match(lines.source.text, start, end)
    at = lines.line_start(lines.logical_at(start).start)
    if callee is None or lines.indentation(at):
        raise CannotRewrite("the extension is not made by a plain statement of its module")
    text = _class_text(draft, place, callee.group(), change, change.value)
    draft.splice(cell_of(place), at, at, _gap(lines, at, draft.style(place).newline) + text, ABOVE)
    draft.splice(cell_of(place), start, callee.end(), change.carrier.receiver)


def _class_text(draft: Draft, place: Place, base: str, change: SetOption, value: Code) -> str:
    """The class; both arguments of ``super`` are written out, because projects with such releases may still run on Python 2."""
    style = draft.style(place)
    body = (
        f"class {change.carrier.receiver}({base}):",
        f"{style.unit}def {HOOK}(self, app, options):",
        f"{style.unit * 2}options[{style.string(change.name)}] = {code_text(draft, place, value, style.unit * 2)}",
        f"{style.unit * 2}return super({change.carrier.receiver}, self).{HOOK}(app, options)",
    )
    return style.newline.join(body) + style.newline * (_BLANK_LINES + 1)


def _gap(lines: Lines, at: int, newline: str) -> str:
    """The blank lines that are lacking above; none at the top of a file and below a comment."""
    above = lines.source.text[:at].splitlines()
    blank = 0
    while blank < len(above) and not above[-1 - blank].strip():
        blank += 1
    if blank == len(above) or above[-1 - blank].lstrip().startswith("#"):
        return ""
    return newline * max(0, _BLANK_LINES - blank)
