"""One value on its own: the expression that stands at a place, replaced by another."""

from __future__ import annotations

from engine_lint.expression import expression
from engine_lint.model.change import Options, ReplaceValue
from engine_lint.model.place import cell_of
from engine_lint.python.carriers.draft import Draft
from engine_lint.python.carriers.lines import Lines
from engine_lint.python.carriers.values import Room, operand, same_expression, value_text

_OPEN = expression(r"(?:[(\[{,:]|(?<![=!<>+\-*/%&|^@:])=|(?<!\w)return)(?:[ \t\f]|\\\r?\n)*\Z")
"""What stands before a value that may bind as loosely as any argument."""
_CLOSED = expression(r"(?:[ \t\f]|\\\r?\n)*(?:[)\]},;#]|[\r\n]|\Z)")


def replace_value(draft: Draft, change: ReplaceValue) -> None:
    """Writes another expression at the change's place."""
    cell, lines = cell_of(change.place), draft.lines(change.place)
    start, end = lines.indices(change.place)
    if isinstance(change.value, Options):
        start, end = lines.with_parentheses(start, end)
    old = lines.source.text[start:end]
    indentation = lines.indentation(start)
    loose = _binds_loosely(lines, start, end)
    column = start - lines.line_start(start)
    text = value_text(draft, change.place, change.value, Room(indentation, column, True, bracketed=False))
    if not loose:
        text = operand(text)
    if same_expression(old, text):
        return
    draft.rewrite(cell, start, old, text)
    draft.add_above(change.place, start, [comment.text for comment in draft.comments_inside(cell, lines, start, end)])


def _binds_loosely(lines: Lines, start: int, end: int) -> bool:
    text = lines.source.text
    line = lines.line_start(start)
    before = text[line:start]
    if not before.strip() and line:
        before = text[lines.line_start(line - 1) : start].split("#")[0].replace("\n", " ").replace("\r", " ")
    return bool(_OPEN.search(before)) and bool(_CLOSED.match(text, end))
