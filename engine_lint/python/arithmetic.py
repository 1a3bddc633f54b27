"""Operators on values of which not everything is known."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from engine_lint.model.place import Place
from engine_lint.python.conditions import Path, contradicts
from engine_lint.python.possibilities import alternatives, choose, gate
from engine_lint.python.values import Abstract, Opaque, Scalar, Sequence, Text, Write

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.Pow: operator.pow,
}
MAX_EXPONENT = 64
MAX_BITS = 4096
MAX_TEXT = 10_000
MAX_ELEMENTS = 200
"""Longer texts and sequences are not put together: what doubles itself line by line has no end."""
MAX_COMBINATIONS = 24


def combine(function: Callable[[Abstract, Abstract], Abstract | None], left: Abstract, right: Abstract, path: Path, otherwise: Abstract) -> Abstract:
    """Apply a function to all alternatives of two values that can be true together."""
    writes: list[Write] = []
    plain = True
    for where, one in alternatives(left, path):
        for there, other in alternatives(right, where):
            if contradicts(where, there):
                continue
            plain = plain and there == path
            writes.append(Write(there, function(one, other) or otherwise))
            if len(writes) > MAX_COMBINATIONS:
                return otherwise
    if len(writes) == 1:
        return writes[0].value
    if plain:
        return choose(tuple(write.value for write in writes))
    return gate(writes)


def arithmetic(op: ast.operator, left: Abstract, right: Abstract) -> Abstract | None:
    """The result of a binary operator; None where it cannot be told."""
    if isinstance(op, ast.Add):
        joined = _concatenate(left, right)
        if joined is not None:
            return joined
    if isinstance(op, ast.Mod) and isinstance(left, (Scalar, Text)):
        start = left.value if isinstance(left, Scalar) else left.start
        if isinstance(start, str):
            return Text(start.partition("%")[0])
    if isinstance(left, Sequence) and isinstance(right, Sequence) and isinstance(op, ast.Add):
        return Sequence(left.elements + right.elements, left.kind) if len(left.elements) + len(right.elements) <= MAX_ELEMENTS else None
    if not (isinstance(left, Scalar) and isinstance(right, Scalar)) or type(op) not in _ARITHMETIC:
        return Opaque(next((each.reason for each in (left, right) if isinstance(each, Opaque)), "it is computed"))
    if any(isinstance(each.value, (str, bytes)) for each in (left, right)) and not isinstance(op, ast.Add):
        return None
    if isinstance(op, ast.Pow) and not (isinstance(right.value, int) and 0 <= right.value <= MAX_EXPONENT):
        return None
    try:
        result = _ARITHMETIC[type(op)](left.value, right.value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return Scalar(result) if is_small(result) else None


def is_small(value: object) -> bool:
    """Whether a value can be written out and computed with: no number of thousands of digits, no endless bytes."""
    if isinstance(value, int):
        return value.bit_length() < MAX_BITS
    return not isinstance(value, bytes) or len(value) < MAX_TEXT


def signed(op: ast.unaryop, value: Abstract, place: Place) -> Abstract:
    """``-value`` and ``+value``."""
    if isinstance(value, Scalar) and isinstance(value.value, (int, float)) and isinstance(op, (ast.USub, ast.UAdd)):
        return Scalar(-value.value if isinstance(op, ast.USub) else value.value, place)
    return Opaque(value.reason if isinstance(value, Opaque) else "it is computed", place)


def _concatenate(left: Abstract, right: Abstract) -> Abstract | None:
    if isinstance(left, Text):
        return left
    if isinstance(left, Scalar) and isinstance(left.value, str):
        if isinstance(right, Scalar) and isinstance(right.value, str) and len(left.value) + len(right.value) < MAX_TEXT:
            return Scalar(left.value + right.value)
        return Text(left.value + (right.start if isinstance(right, Text) else ""))
    return None
