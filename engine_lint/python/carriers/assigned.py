"""What one assignment says, through LibCST, and its target under another name."""

from __future__ import annotations

import libcst as cst

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotRewrite
from engine_lint.python.carriers.snippets import code, config_for, newline_of, string_value
from engine_lint.python.carriers.style import Style, dominant_quote


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one assignment says: ``name`` is the key or the variable, ``value_start`` the index of its value in the text."""

    name: str
    target: cst.BaseExpression
    key: cst.BaseExpression
    value_start: int


def read_assignment(text: str) -> Assignment | None:
    """The assignment that a statement is; None where it is something else."""
    try:
        line = cst.parse_statement(text, config_for(newline_of(text)))
    except cst.ParserSyntaxError:
        return None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    statement = line.body[0]
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0].target, statement.value
    elif isinstance(statement, cst.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None
    value_text_ = code(value, newline_of(text))
    key = _key(target)
    if key is None or not text.endswith(value_text_):
        return None
    name = key.value if isinstance(key, cst.Name) else string_value(key)
    return Assignment(name, target, key, len(text) - len(value_text_)) if name is not None else None


def _key(target: cst.BaseExpression) -> cst.BaseExpression | None:
    if isinstance(target, cst.Name):
        return target
    if isinstance(target, cst.Subscript) and len(target.slice) == 1:
        index = target.slice[0].slice
        return index.value if isinstance(index, cst.Index) and index.star is None else None
    return None


def renamed(assignment: Assignment, text: str, name: str) -> tuple[str, str]:
    """The text of an assignment's target, as it is and with another key or name of a variable.

    Raises:
        CannotRewrite: a variable cannot have that name.
    """
    newline = newline_of(text)
    old = code(assignment.target, newline)
    if isinstance(assignment.key, cst.Name):
        if not name.isidentifier():
            raise CannotRewrite(f"{name!r} cannot be the name of a variable")
        key: cst.BaseExpression = assignment.key.with_changes(value=name)
    else:
        quote = dominant_quote(code(assignment.key, newline))
        key = cst.SimpleString(Style(newline, "", quote).string(name))
    target = key if assignment.target is assignment.key else assignment.target.deep_replace(assignment.key, key)
    return old, code(target, newline)
