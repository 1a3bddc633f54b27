"""Engines that the arms of one ``if`` bind to one name: of those, a run of the program makes one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from engine_lint.model.place import Place
from engine_lint.python.sites.recorder import EngineCall

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def bound_in_arms(call: EngineCall) -> Place | None:
    """Where the first arm binds the name that a call's engine is bound to, if other arms bind it too; None for other calls."""
    scope: Sequence[ast.stmt] = call.function.body if isinstance(call.function, (ast.FunctionDef, ast.AsyncFunctionDef)) else call.module.tree.body
    for branch in _around(call.node, scope):
        bound = [_bindings(arm) for arm in _arms(branch)]
        name = next((name for arm in bound for name, statement in arm if _makes(statement, call.node)), "")
        firsts = [next((statement for other, statement in arm if other == name), None) for arm in bound]
        found = [statement for statement in firsts if statement is not None]
        if name and len(found) > 1 and any(_makes(statement, call.node) for statement in found):
            return call.module.place(_target(found[0]))
    return None


def _around(node: ast.expr, statements: Sequence[ast.stmt]) -> Iterator[ast.If]:
    """The ``if`` statements around a node, the outermost first, ``elif`` as part of its ``if``."""
    for statement in statements:
        if isinstance(statement, _SCOPES) or not _covers(statement, node):
            continue
        if isinstance(statement, ast.If):
            yield statement
            for arm in _arms(statement):
                yield from _around(node, arm)
        else:
            for inner in (getattr(statement, name, ()) for name in ("body", "orelse", "finalbody")):
                yield from _around(node, inner)


def _covers(statement: ast.stmt, node: ast.expr) -> bool:
    return statement.lineno <= node.lineno <= (statement.end_lineno or statement.lineno)


def _arms(branch: ast.If) -> Iterator[Sequence[ast.stmt]]:
    yield branch.body
    if len(branch.orelse) == 1 and isinstance(branch.orelse[0], ast.If):
        yield from _arms(branch.orelse[0])
    elif branch.orelse:
        yield branch.orelse


def _bindings(arm: Sequence[ast.stmt]) -> list[tuple[str, ast.Assign | ast.AnnAssign]]:
    """What an arm binds, by the text of the target, in the order of its statements."""
    found = []
    for statement in arm:
        for node in (statement,) if isinstance(statement, _SCOPES) else ast.walk(statement):
            if isinstance(node, ast.AnnAssign) or (isinstance(node, ast.Assign) and len(node.targets) == 1):
                found.append((ast.unparse(_target(node)), node))
    return found


def _target(statement: ast.Assign | ast.AnnAssign) -> ast.expr:
    return statement.targets[0] if isinstance(statement, ast.Assign) else statement.target


def _makes(statement: ast.Assign | ast.AnnAssign, node: ast.expr) -> bool:
    value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
    return value is node
