"""Whether a function changes what lives on after it: attributes, dicts of others, global names."""

from __future__ import annotations

import ast

from engine_lint.python.values import Function
from engine_lint.python.walking import walk

_CHANGERS = frozenset({"update", "setdefault", "pop", "clear", "__init__"})


def has_effects(function: Function) -> bool:
    """Whether running the function may change an object or a name outside of it."""
    if isinstance(function.node, ast.Lambda):
        return False
    known = function.frame.module.project.effects
    if function.node not in known:
        nodes = list(walk(function.node))
        local = frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        known[function.node] = any(_changes(node, local) for node in nodes)
    return known[function.node]


def _changes(node: ast.AST, local: frozenset[str]) -> bool:
    match node:
        case ast.Global() | ast.Nonlocal():
            return True
        case ast.Attribute(ctx=ast.Store() | ast.Del()):
            return True
        case ast.Subscript(ctx=ast.Store() | ast.Del(), value=base):
            return _is_outside(base, local)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=base, attr=name))):
            return (name in _CHANGERS and _is_outside(base, local)) or _is_own(base)
        case _:
            return False


def _is_outside(base: ast.expr, local: frozenset[str]) -> bool:
    if isinstance(base, ast.Name):
        return base.id not in local
    return isinstance(base, ast.Attribute) or (isinstance(base, ast.Call) and _is_own(base))


def _is_own(base: ast.expr) -> bool:
    """``self`` and ``super()``, whose methods may change the object."""
    called = base.func if isinstance(base, ast.Call) else base
    return isinstance(called, ast.Name) and called.id in {"self", "cls", "super"}
