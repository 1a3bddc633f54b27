"""Empty dicts that only stand in for one that was not given: what is written into them is lost where one is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine_lint.expression import expression

_EMPTY = expression(r"\{\s*[}#\\]|\bdict\s*\(\s*[)#\\]")
"""How an empty dict may begin."""


def may_hold(text: str) -> bool:
    """Whether there may be any in a module's text."""
    return _EMPTY.search(text) is not None


def fallbacks(nodes: Mapping[type[ast.AST], Sequence[Any]]) -> frozenset[ast.expr]:
    """The dicts behind ``options or {}``, ``options if options else {}`` and ``if options is None: options = {}``, out of nodes by type."""
    return frozenset(each for kind in (ast.BoolOp, ast.IfExp, ast.If) for node in nodes.get(kind, ()) for each in _fallback(node))


def _fallback(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.BoolOp(op=ast.Or(), values=[*_, last]) if _is_empty(last):
            yield last
        case ast.IfExp(test=test, body=body, orelse=orelse):
            for given, instead in ((body, orelse), (orelse, body)):
                if _is_empty(instead) and _asks(test, _copied(given)):
                    yield instead
        case ast.If(test=test, body=[ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value)]):
            if _is_empty(value) and _asks(test, target):
                yield value


def _copied(node: ast.expr) -> ast.expr:
    """What ``options.copy()`` and ``dict(options)`` copy; the expression itself where it is no copy."""
    match node:
        case ast.Call(func=ast.Attribute(value=copied, attr="copy"), args=[]) | ast.Call(func=ast.Name(id="dict"), args=[copied], keywords=[]):
            return copied
        case _:
            return node


def _asks(test: ast.expr, given: ast.expr) -> bool:
    """Whether a test asks if something is given: by its truth, or by ``is None``."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=asked) | ast.Compare(left=asked, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return ast.unparse(asked) == ast.unparse(given)
        case _:
            return ast.unparse(test) == ast.unparse(given)


def _is_empty(node: ast.expr) -> bool:
    match node:
        case ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="dict"), args=[], keywords=[]):
            return True
        case _:
            return False
