"""The nodes of a tree. ``ast.walk`` takes six times as long, and trees are walked often."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_SIGNS = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)
_PLAIN = frozenset(
    {"ctx", "op", "ops", "id", "attr", "arg", "kind", "level", "module", "type_comment", "conversion", "simple", "is_async", "rest", "kwd_attrs"}
)
"""Fields that hold signs, texts and numbers."""


def _kinds(kind: type[ast.AST]) -> Iterator[type[ast.AST]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes. The name of a type alias is a node, those of all others are texts."""
    if kind is ast.Constant:
        return ()
    return tuple(field for field in kind._fields if field not in _PLAIN and (field != "name" or kind.__name__ == "TypeAlias"))


_FIELDS = {kind: _fields(kind) for kind in _kinds(ast.AST) if not issubclass(kind, _SIGNS)}


def walk(tree: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, level by level, as ``ast.walk`` gives them, but for signs: operators, and whether a name is read or set."""
    pending = [tree]
    for node in pending:
        yield node
        for field in _FIELDS[node.__class__]:
            value = getattr(node, field, None)
            if value.__class__ is list:
                pending += [each for each in value if each.__class__ in _FIELDS]
            elif value.__class__ in _FIELDS:
                pending.append(value)
