"""What an expression comes to in a frame. Nothing is executed; what the text does not give is ``Opaque`` with the reason."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from engine_lint.model.place import Span
from engine_lint.model.value import Carrier
from engine_lint.python import guards
from engine_lint.python.arithmetic import MAX_ELEMENTS, arithmetic, combine, is_small, signed
from engine_lint.python.branches import narrow
from engine_lint.python.calls import call, option_write
from engine_lint.python.conditions import Path, contradicts
from engine_lint.python.dict_values import DictValue
from engine_lint.python.lookup import attribute, settle
from engine_lint.python.possibilities import beside_default, choose, disjoint, gate, mapped
from engine_lint.python.scope import Frame
from engine_lint.python.subscripts import subscript
from engine_lint.python.texts import joined
from engine_lint.python.values import Abstract, External, Function, Gated, Opaque, Scalar, Sequence, Test, Text, Write

_BUILTINS = frozenset(dir(builtins))


def evaluate(node: ast.expr, frame: Frame) -> Abstract:
    """The value of an expression."""
    return settle(evaluate_later(node, frame))


def evaluate_later(node: ast.expr, frame: Frame) -> Abstract:
    """The value of an expression that nobody looks into yet: calls of project functions and imports may stay undone."""
    handler = _HANDLERS.get(type(node))
    if handler is None:
        return Opaque(f"{type(node).__name__} expressions are not followed", frame.module.place(node))
    return handler(node, frame)


def _constant(node: ast.Constant, frame: Frame) -> Abstract:
    place = frame.module.place(node)
    return Scalar(node.value, place) if not isinstance(node.value, int) or is_small(node.value) else Opaque("the number is too large", place)


def _name(node: ast.Name, frame: Frame) -> Abstract:
    trace = frame.module.project.trace
    if trace is not None:
        trace.name(node, frame)
    value = frame.lookup(node.id)
    if value is not None:
        return value
    for dotted in frame.module.star_imports:
        found = frame.module.project.star_name(dotted, node.id, frame.module)
        if found is not None:
            return found
    if node.id in _BUILTINS:
        return External(f"builtins.{node.id}")
    return Opaque(f"the name {node.id} is not set in this module", frame.module.place(node))


def _attribute(node: ast.Attribute, frame: Frame) -> Abstract:
    return attribute(evaluate(node.value, frame), node.attr, node, frame)


def _dict(node: ast.Dict, frame: Frame) -> Abstract:
    place = frame.module.place(node)
    carrier = Carrier("dict", place)
    result = DictValue(carrier=carrier, place=place, is_fallback=not node.keys and node in frame.module.fallbacks)
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            spread(evaluate(value, frame), result, frame.path, value, frame)
            continue
        name = key_text(evaluate(key, frame))
        content = evaluate(value, frame)
        if name is None:
            result.unseen.append((frame.path, Opaque("a key of the dict is not a constant", place)))
            continue
        first, last = frame.module.place(key), frame.module.place(value)
        whole = replace(first, span=Span(first.span.start, last.span.end))
        own = first if isinstance(key, ast.Constant) else None
        result.write(name, replace(option_write(whole, value, content, carrier, frame), name_place=own))
    return result


def key_text(value: Abstract) -> str | None:
    """The string that a value is as a dict key, string enums included; None where it is not constant."""
    match value:
        case Scalar(value=str() as text):
            return text
        case _:
            return None


def spread(value: Abstract, into: DictValue, path: Path, node: ast.expr, frame: Frame) -> None:
    """Merge ``**value`` into a dict, each alternative under its path."""
    if frame.module.project.trace is not None:
        frame.module.project.trace.spread(node, frame)
    text = frame.module.text(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
    if isinstance(value, Gated):
        into.needed.append((path, value))
    found = list(disjoint(value, path))
    hidden = next((each for _, each in found if isinstance(each, Opaque) and each.parameter), None)
    if hidden is not None:
        into.unseen.append((path, hidden))
    for where, each in found:
        if isinstance(each, DictValue):
            into.merge(each, where, text)
        elif isinstance(each, Opaque):
            into.unseen.append((where, beside_default(value, each)))
        elif not (isinstance(each, Scalar) and each.value is None) and not (isinstance(each, Sequence) and not each.elements):
            into.unseen.append((where, Opaque(f"{text or 'the value after **'} cannot be read", frame.module.place(node))))


def _binary(node: ast.BinOp, frame: Frame) -> Abstract:
    left, right = evaluate(node.left, frame), evaluate(node.right, frame)
    if isinstance(node.op, ast.BitOr) and isinstance(left, DictValue):
        result = left.copy(None, frame.module.place(node), frame.path)
        spread(right, result, frame.path, node.right, frame)
        result.carrier = _writable(right, left)
        return result
    place = frame.module.place(node)
    computed = combine(lambda one, other: arithmetic(node.op, one, other), left, right, frame.path, Opaque("it is computed", place))
    if isinstance(computed, Text) or (isinstance(computed, Scalar) and isinstance(computed.value, str)):
        return replace(computed, origin=place)
    return computed


def _writable(*dicts: Abstract) -> Carrier | None:
    return next((each.carrier for each in dicts if isinstance(each, DictValue) and each.carrier), None)


def _unary(node: ast.UnaryOp, frame: Frame) -> Abstract:
    if isinstance(node.op, ast.Not):
        return guards.truth_value(node, frame)
    return mapped(lambda each: signed(node.op, each, frame.module.place(node)), evaluate(node.operand, frame))


def _boolean(node: ast.BoolOp, frame: Frame) -> Abstract:
    """``a or b`` and ``a and b``, as values: the first one that decides."""
    if all(isinstance(each, (ast.Compare, ast.BoolOp)) or guards.is_not(each) for each in node.values):
        return guards.truth_value(node, frame)
    operands = [evaluate(each, frame) for each in node.values]
    if any(isinstance(each, Test) for each in operands) and all(isinstance(each, Test) or _is_bool(each) for each in operands):
        return guards.several(operands, isinstance(node.op, ast.And), node, frame)
    found = operands[0]
    for index, operand in enumerate(operands[1:]):
        if index == 0 and isinstance(node.op, ast.And) and isinstance(operand, DictValue) and guards.truthiness(found) is None:
            test = guards.test_of(node.values[0], frame)
            found = Scalar(test) if isinstance(test, bool) else gate([Write(test.when_true, Scalar(True)), Write(test.when_false, Scalar(None))])
        found = _decided(found, operand, isinstance(node.op, ast.Or), frame.path)
    return found


def _decided(left: Abstract, right: Abstract, stops_at: bool, path: Path) -> Abstract:
    """The left value where its truth ends the chain, else the right one, on each path of the left one."""
    parts = [(where, truth, each) for where, each in disjoint(left, path) for truth in (guards.truthiness(each),)]
    kept: dict[Path, list[Abstract]] = {}
    for where, truth, each in parts:
        values = kept.setdefault(where, [])
        values += [each] if truth is stops_at or (stops_at and _stands_for(right, each)) else [right] if truth is not None else [each, right]
    if len(kept) == 1:
        return choose(next(iter(kept.values())))
    return gate([Write(where, choose(values)) for where, values in kept.items()])


def _stands_for(fallback: Abstract, given: Abstract) -> bool:
    """Whether an empty dict takes the place of one that is empty where it does."""
    return isinstance(given, DictValue) and isinstance(fallback, DictValue) and not fallback.entries and not fallback.unseen


def _is_bool(value: Abstract) -> bool:
    return isinstance(value, Scalar) and isinstance(value.value, bool)


def _conditional(node: ast.IfExp, frame: Frame) -> Abstract:
    test = guards.test_of(node.test, frame)
    if isinstance(test, bool):
        return evaluate(node.body if test else node.orelse, frame)
    before = frame.path
    narrow(node.test, test, frame)
    writes = []
    for path, arm in ((test.when_true, node.body), (test.when_false, node.orelse)):
        if contradicts(path, before):
            continue
        frame.path = before | path
        writes.append(Write(frame.path, evaluate(arm, frame)))
    frame.path = before
    return gate(tuple(writes))


def _sequence(node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Abstract:
    kind = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}[type(node)]
    if len(node.elts) > MAX_ELEMENTS:
        return Opaque("it is a long sequence", frame.module.place(node))
    return Sequence(tuple(evaluate(each, frame) for each in node.elts), kind, frame.module.place(node))


def _lambda(node: ast.Lambda, frame: Frame) -> Abstract:
    function = Function(node, frame)
    frame.module.functions.append(function)
    return function


def _call(node: ast.Call, frame: Frame) -> Abstract:
    return call(node, frame)


def _inner(node: ast.Await | ast.Starred, frame: Frame) -> Abstract:
    return evaluate(node.value, frame)


def _walrus(node: ast.NamedExpr, frame: Frame) -> Abstract:
    value = evaluate(node.value, frame)
    frame.assign(node.target.id, value)
    return value


def bind_target(target: ast.expr, value: Abstract, frame: Frame) -> None:
    """Bind a plain assignment target: a name, or a tuple of names."""
    if isinstance(target, ast.Name):
        frame.assign(target.id, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for index, each in enumerate(target.elts):
            inner = each.value if isinstance(each, ast.Starred) else each
            bind_target(inner, mapped(partial(_part, index, len(target.elts)), value), frame)


def _part(index: int, count: int, whole: Abstract) -> Abstract:
    if isinstance(whole, Sequence) and len(whole.elements) == count:
        return whole.elements[index]
    return Opaque("it is unpacked", parameter=isinstance(whole, Opaque) and whole.parameter)


def _comprehension(node: ast.DictComp | ast.ListComp | ast.SetComp | ast.GeneratorExp, frame: Frame) -> Abstract:
    from engine_lint.python.comprehensions import dict_comprehension, elements

    return dict_comprehension(node, frame) if isinstance(node, ast.DictComp) else elements(node, frame)


def _truth(node: ast.expr, frame: Frame) -> Abstract:
    return guards.truth_value(node, frame)


_HANDLERS: dict[type[ast.AST], Callable[[Any, Frame], Abstract]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _truth,
    ast.IfExp: _conditional,
    ast.JoinedStr: joined,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Subscript: subscript,
    ast.Lambda: _lambda,
    ast.Call: _call,
    ast.Await: _inner,
    ast.Starred: _inner,
    ast.NamedExpr: _walrus,
    ast.DictComp: _comprehension,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
}
