"""Tests: which conditions make an expression true, and what a condition says of the backend."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.python import comparisons
from engine_lint.python.backend_words import guard_in_name
from engine_lint.python.conditions import ALWAYS, Conditions, Guard, Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.lookup import settle_if_short
from engine_lint.python.possibilities import alternatives, disjoint
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Built, Choice, External, Gated, Scalar, Sequence, Test, Text


def test_of(node: ast.expr, frame: Frame) -> Test | bool:
    """The paths on which an expression is true and false; a bool where the text decides it."""
    value = truth_value(node, frame)
    if isinstance(value, Test):
        return value
    return bool(value.value) if isinstance(value, Scalar) else _by_text(node, frame, value)


def truth_value(node: ast.expr, frame: Frame) -> Abstract:
    """An expression as a boolean: a known one, or a ``Test``."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = truth_value(operand, frame)
            if isinstance(inner, Test):
                return Test(inner.when_false, inner.when_true, inner.origin)
            return Scalar(not inner.value, inner.origin) if isinstance(inner, Scalar) else inner
        case ast.BoolOp(op=op, values=values):
            return several([truth_value(each, frame) for each in values], isinstance(op, ast.And), node, frame)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return comparisons.compare(node, left, op, right, frame)
        case ast.Compare():
            return several([truth_value(each, frame) for each in _links(node)], True, node, frame)
        case ast.Constant(value=value):
            return Scalar(bool(value))
        case ast.Call(func=ast.Name(id="bool"), args=[asked], keywords=[]) if frame.lookup("bool") is None:
            return _of_value(node, frame) if _is_text(asked, frame) else truth_value(asked, frame)
        case _:
            return _of_value(node, frame)


def _links(node: ast.Compare) -> Iterator[ast.Compare]:
    """The comparisons of a chain: ``low <= n <= high`` is ``low <= n`` and ``n <= high``."""
    operands = [node.left, *node.comparators]
    for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
        link = ast.copy_location(ast.Compare(left, [op], [right]), left)
        link.end_lineno, link.end_col_offset = right.end_lineno, right.end_col_offset
        yield link


def negated(value: Abstract, negative: bool = True) -> Abstract:
    """A truth value turned round, if it is to be."""
    if not negative:
        return value
    if isinstance(value, Test):
        return Test(value.when_false, value.when_true, value.origin)
    return Scalar(not value.value) if isinstance(value, Scalar) else value


def is_not(node: ast.expr) -> bool:
    """Whether an expression is a negation."""
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def truthiness(value: Abstract) -> bool | None:
    """Whether a value is true, where that is certain."""
    match value:
        case Scalar(value=plain):
            return bool(plain)
        case Text(start=start):
            return True if start else None
        case Sequence(elements=elements):
            return bool(elements)
        case DictValue(unseen=[], entries=entries, spreads=[]):
            return bool(entries)
        case Gated() | Choice():
            found = {truthiness(each) for _, each in alternatives(value)}
            return found.pop() if len(found) == 1 else None
        case _:
            return None


def _is_text(node: ast.expr, frame: Frame) -> bool:
    """Whether an expression is the environment's text, of which only the default's truth is known."""
    from engine_lint.python.evaluate import evaluate_later

    return not isinstance(settle_if_short(evaluate_later(node, frame)), Test)


def _of_value(node: ast.expr, frame: Frame) -> Abstract:
    from engine_lint.python.evaluate import evaluate_later

    value = settle_if_short(evaluate_later(node, frame))
    if isinstance(value, Test):
        return value
    if isinstance(value, Built) and isinstance(node, ast.Call):
        asked = comparisons.pattern_test(node, value, frame)
        if asked is not None:
            return asked
    if isinstance(value, External) and value.dotted in {"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"}:
        return Scalar(False)
    if isinstance(value, Gated):
        gated = gated_test(value, frame)
        if gated is not None:
            return gated
    truth = truthiness(value)
    return Scalar(truth) if truth is not None else _by_text(node, frame, value)


def gated_test(value: Gated, frame: Frame) -> Test | None:
    """A flag that was set in the two arms of one test is that test again."""
    found = [(path - frame.path, truthiness(each)) for path, each in disjoint(value, frame.path)]
    paths = {truth: [path for path, each in found if each is truth] for truth in (True, False)}
    if len(paths[True]) + len(paths[False]) < len(found) or not paths[True] or not paths[False]:
        return None
    if len(found) == 2:
        return Test(paths[True][0], paths[False][0])
    for truth in (True, False):
        if len(paths[truth]) == 1:
            return _where(paths[truth][0], truth, frame)
    return _any_of([_where(path, True, frame) for path in paths[True]], frame)


def _where(path: Path, truth: bool, frame: Frame) -> Test:
    """The test that is true, or false, exactly on one path."""
    conditions = frame.module.project.conditions
    number = conditions.number(0, f"where {sorted(path)}")
    conditions.combine(number, True, path)
    there, elsewhere = frozenset({(number, True)}) | path, frozenset({(number, False)})
    return Test(there, elsewhere) if truth else Test(elsewhere, there)


def _any_of(tests: list[Test], frame: Frame) -> Test:
    """The test that is true where any of some is."""
    conditions = frame.module.project.conditions
    parts = frozenset[tuple[int, bool]]().union(*(each.when_false for each in tests))
    number = conditions.number(0, f"any of {sorted(parts)}")
    conditions.combine(number, False, parts)
    return Test(frozenset({(number, True)}), frozenset({(number, False)}) | parts)


def several(values: list[Abstract], is_and: bool, node: ast.expr, frame: Frame) -> Abstract:
    """``and`` is true where all are; where it is false nothing is known but that. ``or`` the other way round."""
    open_ones = []
    for value in values:
        if isinstance(value, Scalar):
            if bool(value.value) is not is_and:
                return Scalar(not is_and)
        elif isinstance(value, Test):
            open_ones.append(value)
        else:
            return value
    if not open_ones:
        return Scalar(is_and)
    if len(open_ones) == 1:
        return open_ones[0]
    conditions = frame.module.project.conditions
    guard = None if is_and else _either([each.when_true for each in open_ones], conditions)
    number = conditions.number(frame.number, frame.module.text(node), guard)
    whole_true, whole_false = frozenset({(number, True)}), frozenset({(number, False)})
    if is_and:
        parts = frozenset[tuple[int, bool]]().union(*(each.when_true for each in open_ones))
        conditions.combine(number, True, parts)
        return Test(whole_true | parts, whole_false)
    parts = frozenset[tuple[int, bool]]().union(*(each.when_false for each in open_ones))
    conditions.combine(number, False, parts)
    return Test(whole_true, whole_false | parts)


def _either(paths: list[Path], conditions: Conditions) -> Guard | None:
    """What ``a or b`` says of the backend where both say something."""
    guards = [conditions[number].guard for path in paths if len(path) == 1 for number, holds in path if holds]
    known = [each for each in guards if each is not None]
    if len(known) != len(paths):
        return None
    return Guard(frozenset().union(*(each.backends for each in known)), any(each.excludes for each in known))


def _by_text(node: ast.expr, frame: Frame, value: Abstract) -> Test:
    """A condition known by its text alone; ``is_sqlite`` and the like still name a backend."""
    text = frame.module.text(node)
    number = frame.module.project.conditions.number(frame.number, text, guard_in_name(node), comparisons.asks_parameter(value))
    return Test(frozenset({(number, True)}), frozenset({(number, False)}))


def paths_of(test: Test | bool) -> tuple[Path | None, Path | None]:
    """The path of the true arm and of the false arm; None for an arm that is never taken."""
    if isinstance(test, Test):
        return test.when_true, test.when_false
    return (ALWAYS, None) if test else (None, ALWAYS)
