"""Whether a function changes what lives on after it: attributes, dicts of others, global names."""

from __future__ import annotations

import ast
from typing import NamedTuple

from engine_lint.python.values import Function
from engine_lint.python.walking import walk

_CHANGERS = frozenset({"update", "setdefault", "pop", "clear", "__init__"})


class Effects(NamedTuple):
    """What a function may change: things that it finds for itself, and what it is given, which only matters where that is known."""

    outside: bool = False
    given: bool = False


_NONE = Effects()


def effects_of(function: Function) -> Effects:
    """What running the function may change outside of it."""
    if isinstance(function.node, ast.Lambda):
        return _NONE
    known = function.frame.module.project.effects
    if function.node not in known:
        nodes = list(walk(function.node))
        local = frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        parameters = _parameters(function.node.args) - local
        changed = [root for node in nodes for root in _changed(node, local)]
        known[function.node] = Effects(any(root not in parameters for root in changed), any(root in parameters for root in changed))
    return known[function.node]


def _parameters(spec: ast.arguments) -> frozenset[str]:
    several = [each for each in (spec.vararg, spec.kwarg) if each is not None]
    return frozenset(each.arg for each in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *several))


def _changed(node: ast.AST, local: frozenset[str]) -> tuple[str, ...]:
    """The name behind which something changes, empty for none that has one; nothing where nothing does."""
    match node:
        case ast.Global() | ast.Nonlocal():
            return ("",)
        case ast.Attribute(ctx=ast.Store() | ast.Del(), value=base):
            return (_root(base),)
        case ast.Subscript(ctx=ast.Store() | ast.Del(), value=base) if _is_outside(base, local):
            return (_root(base),)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=base, attr=name))) if (name in _CHANGERS and _is_outside(base, local)) or _is_own(base):
            return (_root(base),)
        case _:
            return ()


def _root(base: ast.expr) -> str:
    while isinstance(base, (ast.Attribute, ast.Subscript)):
        base = base.value
    return base.id if isinstance(base, ast.Name) else ""


def _is_outside(base: ast.expr, local: frozenset[str]) -> bool:
    if isinstance(base, ast.Name):
        return base.id not in local
    return isinstance(base, ast.Attribute) or (isinstance(base, ast.Call) and _is_own(base))


def _is_own(base: ast.expr) -> bool:
    """``self`` and ``super()``, whose methods may change the object."""
    called = base.func if isinstance(base, ast.Call) else base
    return isinstance(called, ast.Name) and called.id in {"self", "cls", "super"}
