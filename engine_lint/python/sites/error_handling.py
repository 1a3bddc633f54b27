"""What a ``handle_error`` listener does with an error."""

from __future__ import annotations

import ast

from engine_lint.python.sites.lasting import last_name
from engine_lint.python.walking import walk

_ASKS = frozenset({"is_pre_ping", "is_disconnect"})
"""Attributes of the context that tell a failed ping from other errors."""
_OTHERS = ("IntegrityError", "ProgrammingError", "DataError", "NotSupportedError", "Violation", "CanceledError", "Canceled", "Deadlock", "Timeout")
"""How the names of errors end that no dead connection raises."""


def gives_its_own(function: ast.AST) -> bool:
    """Whether a listener raises or returns an error of its own also for a dead connection, so far as can be seen.

    From SQLAlchemy 2.0 on, that error takes the place of the new connection which a failed ping leads to.
    """
    nodes = list(walk(function))
    if any(isinstance(node, ast.Attribute) and node.attr in _ASKS for node in nodes):
        return False
    narrow = [node for node in nodes if isinstance(node, ast.If) and _asks_for_others(node.test)]
    inside = {inner for node in narrow for statement in node.body for inner in walk(statement)}
    return any(_gives(node) and node not in inside for node in nodes)


def _asks_for_others(test: ast.expr) -> bool:
    return any(isinstance(node, ast.expr) and last_name(node).endswith(_OTHERS) for node in walk(test))


def _gives(node: ast.AST) -> bool:
    match node:
        case ast.Raise(exc=ast.expr()):
            return True
        case ast.Return(value=ast.expr() as value):
            return not (isinstance(value, ast.Constant) and value.value is None)
        case _:
            return False
