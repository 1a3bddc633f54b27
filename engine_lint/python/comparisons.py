"""Comparisons: what they come to, or the condition that they are and what it says of the backend."""

from __future__ import annotations

import ast

from engine_lint.knowledge.pools import pool_class
from engine_lint.python.backend_words import MEMORY, asks_class, backends_named, backends_of_classes, backends_of_member, names_only_a_backend
from engine_lint.python.conditions import Guard, Path
from engine_lint.python.dict_values import DictValue, View
from engine_lint.python.lookup import settle_if_short
from engine_lint.python.possibilities import alternatives, gate, seen_from
from engine_lint.python.scope import Frame
from engine_lint.python.values import Absent, Abstract, Built, ClassValue, External, Gated, Opaque, Scalar, Sequence, Test, Text, Write

_PATTERN_CALLS = frozenset({"re.match", "re.search", "re.fullmatch"})


def compare(node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr, frame: Frame) -> Abstract:
    """``left op right``: a known truth value, or a ``Test``."""
    from engine_lint.python import guards
    from engine_lint.python.evaluate import evaluate_later

    negative = isinstance(op, (ast.NotEq, ast.NotIn, ast.IsNot))
    one, other = settle_if_short(evaluate_later(left, frame)), settle_if_short(evaluate_later(right, frame))
    if isinstance(other, View) and other.kind == "keys":
        other = other.content
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(other, DictValue) and isinstance(one, Scalar):
        return guards.negated(_holds_key(other, str(one.value), _positive_text(node, left, op, right, frame), frame), negative)
    known = _known_comparison(op, one, other, frame.path)
    if known is not None:
        return Scalar(known)
    told = _on_each_path(op, one, other, frame)
    if told is not None:
        return told
    asked = _asked_call(node, left, op, one, other, frame)
    if asked is not None:
        return guards.negated(asked, negative)
    if isinstance(other, Scalar) and isinstance(other.value, bool) and isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
        return guards.negated(guards.truth_value(left, frame), negative is other.value)
    text = _positive_text(node, left, op, right, frame)
    guard = _guard(op, one, other, right) or _guard_on_class(left, op, right)
    number = frame.module.project.conditions.number(frame.number, text, guard, asks_parameter(one) or asks_parameter(other))
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
        found = _surely_holds(right, str(left.value), path)
        return None if found is None else found is isinstance(op, ast.In)
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, Sequence) and isinstance(left, Scalar) and _are_plain(right):
        return (left.value in [each.value for each in right.elements if isinstance(each, Scalar)]) is isinstance(op, ast.In)
    if isinstance(op, (ast.Is, ast.IsNot)) and isinstance(right, Scalar) and right.value is None:
        if isinstance(left, Scalar):
            return (left.value is None) is isinstance(op, ast.Is)
        if isinstance(left, (DictValue, Sequence, Text)):
            return isinstance(op, ast.IsNot)
        return None
    if isinstance(op, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)) and not isinstance(left, Scalar):
        same = _same_object(left, right)
        return None if same is None else same is isinstance(op, (ast.Eq, ast.Is))
    if not (isinstance(left, Scalar) and isinstance(right, Scalar)):
        return None
    if isinstance(op, (ast.Eq, ast.Is)):
        return bool(left.value == right.value)
    if isinstance(op, (ast.NotEq, ast.IsNot)):
        return bool(left.value != right.value)
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(left.value, str) and isinstance(right.value, str):
        return (left.value in right.value) is isinstance(op, ast.In)
    return None


def _on_each_path(op: ast.cmpop, one: Abstract, other: Abstract, frame: Frame) -> Abstract | None:
    """A comparison of something that was set in the arms of a test: where every arm tells the answer, it is that test again."""
    from engine_lint.python import guards

    if not isinstance(one, Gated) and not isinstance(other, Gated):
        return None
    writes = []
    for path, left in alternatives(one, frame.path):
        for there, right in alternatives(other, path):
            known = _known_comparison(op, left, right, there)
            if known is None:
                return None
            writes.append(Write(there, Scalar(known)))
    truths = {each.value.value for each in writes if isinstance(each.value, Scalar)}
    if len(truths) == 1:
        return Scalar(truths.pop())
    told = gate(writes)
    return guards.gated_test(told, frame) if isinstance(told, Gated) else None


def _same_object(left: Abstract, right: Abstract) -> bool | None:
    """Whether two classes or functions are one, where that is certain; pool classes are compared by what they are."""
    match left, right:
        case External(dotted=one), External(dotted=other):
            pools = pool_class(one), pool_class(other)
            if all(pools):
                return pools[0] == pools[1]
            return True if one == other else None
        case (External(dotted=dotted), Scalar(value=None)) | (Scalar(value=None), External(dotted=dotted)):
            return False if pool_class(dotted) else None
        case ClassValue(cls=one_class), ClassValue(cls=other_class):
            return one_class is other_class
        case _:
            return None


def _asked_call(node: ast.Compare, left: ast.expr, op: ast.cmpop, one: Abstract, other: Abstract, frame: Frame) -> Abstract | None:
    """``re.match("sqlite", url) is not None`` and ``url.find("sqlite") == 0``, each as the test without its negation."""
    from engine_lint.python import guards

    if isinstance(op, (ast.Is, ast.IsNot)) and isinstance(one, Built) and one.dotted in _PATTERN_CALLS and isinstance(other, Scalar) and other.value is None:
        return guards.negated(guards.truth_value(left, frame))
    if not (isinstance(left, ast.Call) and isinstance(left.func, ast.Attribute) and left.func.attr == "find" and left.args and isinstance(other, Scalar)):
        return None
    word = left.args[0]
    if not (isinstance(word, ast.Constant) and backends_named(Scalar(word.value))) or other.value not in (0, -1) or not isinstance(op, (ast.Eq, ast.NotEq)):
        return None
    test = condition(f"{frame.module.text(left)} == 0", Guard(backends_named(Scalar(word.value))), False, frame)
    return test if other.value == 0 else guards.negated(test)


def condition(text: str, guard: Guard | None, on_parameter: bool, frame: Frame) -> Test:
    """The test that a text is in a frame."""
    number = frame.module.project.conditions.number(frame.number, text, guard, on_parameter)
    return Test(frozenset({(number, True)}), frozenset({(number, False)}))


def pattern_test(node: ast.Call, value: Built, frame: Frame) -> Test | None:
    """``re.match("^sqlite", url)``; None for other calls, and for patterns that name no backend."""
    if value.dotted not in _PATTERN_CALLS or not value.arguments.positional:
        return None
    pattern = value.arguments.positional[0]
    if not (isinstance(pattern, Scalar) and isinstance(pattern.value, str)):
        return None
    names = backends_named(Scalar(pattern.value.lstrip("^(").split(":")[0].split("(")[0].split("\\")[0].rstrip("?+*$")))
    return condition(frame.module.text(node), Guard(names), False, frame) if names else None


def _are_plain(value: Sequence) -> bool:
    return all(isinstance(each, Scalar) for each in value.elements)


def _surely_holds(content: DictValue, key: str, path: Path) -> bool | None:
    """Whether a dict has a key on a path, where that is certain."""
    there = {isinstance(write.value, Absent) for write in seen_from(content.entries.get(key, []), path)}
    if not any(write.path <= path for write in seen_from(content.entries.get(key, []), path)):
        if content.unseen or content.receiver:
            return None
        there.add(True)
    return there == {False} if len(there) == 1 else None


def _holds_key(content: DictValue, key: str, text: str, frame: Frame) -> Abstract:
    """``key in content``: known, or the test under which the key was set; where other keys may be there, a condition of its own."""
    from engine_lint.python import guards

    known = _surely_holds(content, key, frame.path)
    if known is not None:
        return Scalar(known)
    asked = condition(text, None, any(why.parameter for _, why in content.unseen), frame)
    seen = list(seen_from(content.entries.get(key, []), frame.path))
    writes = [Write(each.path, Scalar(not isinstance(each.value, Absent))) for each in seen]
    if not any(each.path <= frame.path for each in seen):
        writes.append(Write(frame.path, asked if content.unseen or content.receiver else Scalar(False)))
    told = gate(writes)
    found = guards.gated_test(told, frame) if isinstance(told, Gated) else None
    return found or asked


def asks_parameter(value: Abstract) -> bool:
    """Whether a caller's argument decides."""
    return any(isinstance(each, Opaque) and each.parameter for _, each in alternatives(value))


def _guard(op: ast.cmpop, left: Abstract, right: Abstract, right_node: ast.expr) -> Guard | None:
    if not isinstance(op, (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)):
        return None
    member = backends_of_member(right_node)
    if member and not isinstance(right, (Scalar, Sequence)) and not isinstance(op, (ast.In, ast.NotIn)):
        return Guard(member)
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(left, Scalar) and MEMORY in str(left.value) and not isinstance(right, DictValue):
        return Guard(frozenset({"sqlite"}), excludes=False)
    for constant, subject in ((left, right), (right, left)):
        if isinstance(subject, DictValue):
            continue
        names = backends_named(constant)
        if names:
            is_url = isinstance(op, (ast.Eq, ast.NotEq)) and isinstance(constant, Scalar) and ":" in str(constant.value)
            return Guard(names, names_only_a_backend(constant) and not is_url)
    return None


def _guard_on_class(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Guard | None:
    """``type(config) is SQLiteConfig``."""
    found = backends_of_classes(right) if asks_class(left) and isinstance(op, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)) else None
    return Guard(found) if found else None


def starts_with(node: ast.Call, subject: Abstract, arguments: tuple[Abstract, ...], frame: Frame) -> Abstract:
    """``url.startswith("sqlite")``: known, or a condition that guards the backend."""
    if not arguments:
        return Opaque("it is computed")
    known = _known_start(subject, arguments[0])
    if known is not None:
        return Scalar(known)
    names = backends_named(arguments[0])
    guard = Guard(names, names_only_a_backend(arguments[0])) if names else None
    number = frame.module.project.conditions.number(frame.number, frame.module.text(node), guard, asks_parameter(subject))
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
