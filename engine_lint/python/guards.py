"""Tests: which conditions make an expression true, and what a condition says of the backend."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.python.backend_words import backends_named, guard_in_name, names_only_a_backend
from engine_lint.python.conditions import ALWAYS, Conditions, Guard, Path
from engine_lint.python.lookup import settle_if_short
from engine_lint.python.possibilities import alternatives, read
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Choice, DictValue, External, Gated, Opaque, Scalar, Sequence, Test, Text


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
            return _compare(node, left, op, right, frame)
        case ast.Compare():
            return several([truth_value(each, frame) for each in _links(node)], True, node, frame)
        case ast.Constant(value=value):
            return Scalar(bool(value))
        case _:
            return _of_value(node, frame)


def _links(node: ast.Compare) -> Iterator[ast.Compare]:
    """The comparisons of a chain: ``low <= n <= high`` is ``low <= n`` and ``n <= high``."""
    operands = [node.left, *node.comparators]
    for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
        link = ast.copy_location(ast.Compare(left, [op], [right]), left)
        link.end_lineno, link.end_col_offset = right.end_lineno, right.end_col_offset
        yield link


def _negated(value: Abstract, negative: bool) -> Abstract:
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


def _of_value(node: ast.expr, frame: Frame) -> Abstract:
    from engine_lint.python.evaluate import evaluate_later

    value = settle_if_short(evaluate_later(node, frame))
    if isinstance(value, Test):
        return value
    if isinstance(value, External) and value.dotted in {"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"}:
        return Scalar(False)
    if isinstance(value, Gated):
        gated = _gated_test(value, frame)
        if gated is not None:
            return gated
    truth = truthiness(value)
    return Scalar(truth) if truth is not None else _by_text(node, frame, value)


def _gated_test(value: Gated, frame: Frame) -> Test | None:
    """A flag that was set in the two arms of one test is that test again."""
    found = [(path - frame.path, truthiness(each)) for path, each in alternatives(value, frame.path)]
    if len(found) == 2 and {truth for _, truth in found} == {True, False}:
        paths = {truth: path for path, truth in found}
        return Test(paths[True], paths[False])
    return None


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


def _compare(node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr, frame: Frame) -> Abstract:
    from engine_lint.python.evaluate import evaluate_later

    negative = isinstance(op, (ast.NotEq, ast.NotIn, ast.IsNot))
    one, other = settle_if_short(evaluate_later(left, frame)), settle_if_short(evaluate_later(right, frame))
    known = _known_comparison(op, one, other, frame.path)
    if known is not None:
        return Scalar(known)
    if isinstance(other, Scalar) and isinstance(other.value, bool) and isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
        return _negated(truth_value(left, frame), negative is other.value)
    text = _positive_text(node, left, op, right, frame)
    guard = _guard(op, one, other)
    number = frame.module.project.conditions.number(frame.number, text, guard, _asks_parameter(one) or _asks_parameter(other))
    true, false = frozenset({(number, True)}), frozenset({(number, False)})
    return Test(false, true) if negative else Test(true, false)


def _positive_text(node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr, frame: Frame) -> str:
    """The test's text with a negative operator made positive, so that ``==`` and ``!=`` are one condition."""
    word = {ast.NotEq: "==", ast.NotIn: "in", ast.IsNot: "is"}.get(type(op))
    if word is None:
        return frame.module.text(node)
    return f"{frame.module.text(left)} {word} {frame.module.text(right)}"


def _known_comparison(op: ast.cmpop, left: Abstract, right: Abstract, path: Path) -> bool | None:
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, DictValue) and isinstance(left, Scalar):
        return _holds_key(right, str(left.value), path, isinstance(op, ast.NotIn))
    if isinstance(op, (ast.Is, ast.IsNot)) and isinstance(right, Scalar) and right.value is None:
        if isinstance(left, Scalar):
            return (left.value is None) is isinstance(op, ast.Is)
        if isinstance(left, (DictValue, Sequence, Text)):
            return isinstance(op, ast.IsNot)
        return None
    if not (isinstance(left, Scalar) and isinstance(right, Scalar)):
        return None
    if isinstance(op, (ast.Eq, ast.Is)):
        return bool(left.value == right.value)
    if isinstance(op, (ast.NotEq, ast.IsNot)):
        return bool(left.value != right.value)
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(left.value, str) and isinstance(right.value, str):
        return (left.value in right.value) is isinstance(op, ast.In)
    return None


def _holds_key(content: DictValue, key: str, path: Path, negative: bool) -> bool | None:
    value = read(content.entries.get(key, []), path)
    if value is None:
        return negative if not content.unseen else None
    return None if isinstance(value, Gated) else not negative


def _asks_parameter(value: Abstract) -> bool:
    return any(isinstance(each, Opaque) and each.parameter for _, each in alternatives(value))


def _guard(op: ast.cmpop, left: Abstract, right: Abstract) -> Guard | None:
    if not isinstance(op, (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
        return None
    for constant, subject in ((left, right), (right, left)):
        if isinstance(subject, DictValue):
            continue
        names = backends_named(constant)
        if names:
            return Guard(names, names_only_a_backend(constant))
    return None


def starts_with(node: ast.Call, subject: Abstract, arguments: tuple[Abstract, ...], frame: Frame) -> Abstract:
    """``url.startswith("sqlite")``: known, or a condition that guards the backend."""
    if not arguments:
        return Opaque("it is computed")
    known = _known_start(subject, arguments[0])
    if known is not None:
        return Scalar(known)
    names = backends_named(arguments[0])
    guard = Guard(names, names_only_a_backend(arguments[0])) if names else None
    number = frame.module.project.conditions.number(frame.number, frame.module.text(node), guard, _asks_parameter(subject))
    return Test(frozenset({(number, True)}), frozenset({(number, False)}))


def _known_start(subject: Abstract, prefix: Abstract) -> bool | None:
    prefixes = [prefix] if isinstance(prefix, Scalar) else list(prefix.elements) if isinstance(prefix, Sequence) else []
    words = [each.value for each in prefixes if isinstance(each, Scalar) and isinstance(each.value, str)]
    if not words or len(words) != len(prefixes):
        return None
    if isinstance(subject, Scalar) and isinstance(subject.value, str):
        return subject.value.startswith(tuple(words))
    if isinstance(subject, Text):
        if subject.start.startswith(tuple(words)):
            return True
        if all(not word.startswith(subject.start) for word in words):
            return False
    return None


def _by_text(node: ast.expr, frame: Frame, value: Abstract) -> Test:
    """A condition known by its text alone; ``is_sqlite`` and the like still name a backend."""
    text = frame.module.text(node)
    number = frame.module.project.conditions.number(frame.number, text, guard_in_name(node), _asks_parameter(value))
    return Test(frozenset({(number, True)}), frozenset({(number, False)}))


def paths_of(test: Test | bool) -> tuple[Path | None, Path | None]:
    """The path of the true arm and of the false arm; None for an arm that is never taken."""
    if isinstance(test, Test):
        return test.when_true, test.when_false
    return (ALWAYS, None) if test else (None, ALWAYS)
