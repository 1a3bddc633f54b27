"""Which attributes methods look up and assign on their own objects: found once for a module, asked for method by method."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TypeAlias

_Use: TypeAlias = tuple[int, int, str]
"""Line, column and name."""


class OnSelf:
    """What stands behind ``self.`` and ``cls.`` in a module.

    Args:
        attributes: all nodes for attributes.
    """

    def __init__(self, attributes: Iterable[ast.Attribute]) -> None:
        own = [node for node in attributes if isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}]
        self._assigned = sorted(_use(node) for node in own if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id == "self")
        self._read = sorted(_use(node) for node in own if isinstance(node.ctx, ast.Load))

    def assigned_in(self, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
        """The attributes that a method assigns on ``self``."""
        return _within(self._assigned, function)

    def read_in(self, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
        """The attributes that a method looks up on its object or class."""
        return _within(self._read, function)


def _use(node: ast.Attribute) -> _Use:
    return node.lineno, node.col_offset, node.attr


def _within(uses: Sequence[_Use], function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    start = min((each.lineno, each.col_offset) for each in (function, *getattr(function, "decorator_list", ())))
    end = function.end_lineno or function.lineno, function.end_col_offset or 0
    return frozenset(name for _, _, name in uses[bisect_left(uses, (*start, "")) : bisect_left(uses, (*end, ""))])
