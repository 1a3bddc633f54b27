"""What an expression comes to in a frame. Nothing is executed; what the text does not give is ``Opaque`` with the reason."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine_lint.model.place import Span
from engine_lint.model.value import Carrier
from engine_lint.python import guards
from engine_lint.python.arithmetic import arithmetic, combine
from engine_lint.python.calls import call, option_write
from engine_lint.python.conditions import Path, contradicts
from engine_lint.python.lookup import attribute, settle
from engine_lint.python.possibilities import alternatives, beside_default, choose, gate, read, with_origin
from engine_lint.python.scope import Frame
from engine_lint.python.texts import joined
from engine_lint.python.values import Absent, Abstract, DictValue, External, Function, Gated, Opaque, Scalar, Sequence, Test, Text, Write

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
    return Scalar(node.value, frame.module.place(node))


def _name(node: ast.Name, frame: Frame) -> Abstract:
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
    result = DictValue(carrier=carrier, place=place)
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
    text = frame.module.text(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
    if isinstance(value, Gated):
        into.needed.append((path, value))
    found = list(alternatives(value, path))
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
    value = evaluate(node.operand, frame)
    if isinstance(value, Scalar) and isinstance(value.value, (int, float)):
        if isinstance(node.op, ast.USub):
            return Scalar(-value.value, frame.module.place(node))
        if isinstance(node.op, ast.UAdd):
            return value
    return Opaque("it is computed", frame.module.place(node))


def _boolean(node: ast.BoolOp, frame: Frame) -> Abstract:
    """``a or b`` and ``a and b``, as values: the first one that decides."""
    if all(isinstance(each, (ast.Compare, ast.BoolOp)) or guards.is_not(each) for each in node.values):
        return guards.truth_value(node, frame)
    operands = [evaluate(each, frame) for each in node.values]
    if any(isinstance(each, Test) for each in operands) and all(isinstance(each, Test) or _is_bool(each) for each in operands):
        return guards.several(operands, isinstance(node.op, ast.And), node, frame)
    found: list[Abstract] = []
    for each, value in zip(node.values, operands, strict=True):
        truth = guards.truthiness(value)
        last = each is node.values[-1]
        if last or truth is isinstance(node.op, ast.Or):
            found.append(value)
            break
        if truth is None:
            found.append(value)
    return _choice(found)


def _is_bool(value: Abstract) -> bool:
    return isinstance(value, Scalar) and isinstance(value.value, bool)


def _choice(values: list[Abstract]) -> Abstract:
    return choose(values)


def _conditional(node: ast.IfExp, frame: Frame) -> Abstract:
    test = guards.test_of(node.test, frame)
    if isinstance(test, bool):
        return evaluate(node.body if test else node.orelse, frame)
    before = frame.path
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
    if len(node.elts) > 200:
        return Opaque("it is a long sequence", frame.module.place(node))
    return Sequence(tuple(evaluate(each, frame) for each in node.elts), kind, frame.module.place(node))


def _subscript(node: ast.Subscript, frame: Frame) -> Abstract:
    base = evaluate(node.value, frame)
    key = evaluate(node.slice, frame)
    place = frame.module.place(node)
    options: list[Write] = []
    kind = "str" if isinstance(base, External) and base.dotted == "os.environ" else ""
    for path, each in alternatives(base, frame.path):
        options.append(Write(path, _item(each, key, path) or Opaque(f"{frame.module.text(node)[:60]} is read at run time", place, type_name=kind)))
    if len(options) == 1:
        return with_origin(options[0].value, place)
    return gate(tuple(options))


def _item(base: Abstract, key: Abstract, path: Path) -> Abstract | None:
    if isinstance(base, DictValue):
        name = key_text(key)
        if name is None:
            return None
        value = read(base.entries.get(name, []), path)
        return None if value is None or isinstance(value, Absent) else value
    if isinstance(base, Sequence) and isinstance(key, Scalar) and type(key.value) is int and -len(base.elements) <= key.value < len(base.elements):
        return base.elements[key.value]
    return None


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
        parts = value.elements if isinstance(value, Sequence) and len(value.elements) == len(target.elts) else None
        for index, each in enumerate(target.elts):
            inner = each.value if isinstance(each, ast.Starred) else each
            bind_target(inner, parts[index] if parts else Opaque("it is unpacked"), frame)


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
    ast.Subscript: _subscript,
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
