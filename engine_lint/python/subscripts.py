"""Items of dicts and sequences, slices, and what ``os.environ`` holds."""

from __future__ import annotations

import ast

from engine_lint.python.conditions import Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import alternatives, choose, gate, read, with_origin
from engine_lint.python.scope import Frame
from engine_lint.python.values import Absent, Abstract, Built, ClassValue, External, Opaque, Scalar, Sequence, Write

_TYPING = frozenset({"Annotated", "Optional", "Final", "ClassVar"})
"""Their subscript stands for the type that is named first."""


def subscript(node: ast.Subscript, frame: Frame) -> Abstract:
    """``base[key]``."""
    from engine_lint.python.evaluate import evaluate

    base = evaluate(node.value, frame)
    if isinstance(base, External) and base.dotted.rpartition(".")[2] in _TYPING:
        first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
        return evaluate(first, frame)
    if isinstance(node.slice, ast.Slice):
        return _sliced(base, node, node.slice, frame)
    place = frame.module.place(node)
    if isinstance(base, (ClassValue, External, Opaque)) and _is_type(node.slice) and not _is_environment(base):
        return with_origin(Opaque(f"{frame.module.text(node)[:60]} is read at run time", place), place)
    key = evaluate(node.slice, frame)
    if _is_environment(base):
        return _environment(key, node, frame)
    options: list[Write] = []
    for path, each in alternatives(base, frame.path):
        value = _item(each, key, path, node, frame)
        options.append(Write(path, value or Opaque(f"{frame.module.text(node)[:60]} is read at run time", place)))
    if len(options) == 1:
        return with_origin(options[0].value, place)
    if all(each.path == frame.path for each in options):
        return choose([each.value for each in options])
    return gate(options)


def _is_environment(base: Abstract) -> bool:
    return isinstance(base, External) and base.dotted == "os.environ"


def _is_type(node: ast.expr) -> bool:
    """Whether an expression has names alone, as the parameters of types do: what they lead to is not looked at where nothing is looked up in it."""
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(_is_type(each) for each in parts)
        case ast.BinOp(left=left, right=right):
            return _is_type(left) and _is_type(right)
        case ast.Subscript(value=value, slice=key):
            return _is_type(value) and _is_type(key)
        case ast.Attribute(value=value):
            return _is_type(value)
        case _:
            return isinstance(node, (ast.Name, ast.Constant))


def _environment(key: Abstract, node: ast.Subscript, frame: Frame) -> Abstract:
    """``os.environ[key]``: what somebody set as its default, or whatever the environment says."""
    place = frame.module.place(node)
    unknown = Opaque(f"{frame.module.text(node)[:60]} is read at run time", place, type_name="str")
    default = frame.module.project.environment.get(key.value) if isinstance(key, Scalar) and isinstance(key.value, str) else None
    return unknown if default is None else choose((default, unknown), place)


def _item(base: Abstract, key: Abstract, path: Path, node: ast.Subscript, frame: Frame) -> Abstract | None:
    if isinstance(base, DictValue):
        if not (isinstance(key, Scalar) and isinstance(key.value, str)):
            return _any_item(base, key, path, node, frame)
        value = read(base.entries.get(key.value, []), path)
        return None if value is None or isinstance(value, Absent) else value
    if isinstance(base, Sequence) and isinstance(key, Scalar) and type(key.value) is int and -len(base.elements) <= key.value < len(base.elements):
        return base.elements[key.value]
    if isinstance(base, Built) and base.dotted.rpartition(".")[2] in {"ConfigParser", "RawConfigParser", "SafeConfigParser"}:
        return Built("configparser.SectionProxy", base.arguments, base.node, base.origin)
    return None


def _any_item(base: DictValue, key: Abstract, path: Path, node: ast.Subscript, frame: Frame) -> Abstract | None:
    """The item of a key that is not known, in a dict of which all keys are: any of them, each under a condition of its own."""
    held = [(name, value) for name, log in base.entries.items() if (value := read(log, path)) is not None and not isinstance(value, Absent)]
    if base.unseen or base.receiver or not 0 < len(held) <= MAX_ITEMS or not all(isinstance(value, DictValue) for _, value in held):
        return None
    text = frame.module.text(node.slice)[:60]
    parameter = isinstance(key, Opaque) and key.parameter
    writes, rest = [], path
    for name, value in held[:-1]:
        number = frame.module.project.conditions.number(frame.number, f"{text} == {name!r}", None, parameter)
        writes.append(Write(rest | {(number, True)}, value))
        rest |= {(number, False)}
    return gate([*writes, Write(rest, held[-1][1])])


MAX_ITEMS = 6


def _sliced(base: Abstract, node: ast.Subscript, bounds: ast.Slice, frame: Frame) -> Abstract:
    from engine_lint.python.evaluate import evaluate

    given = [None if each is None else evaluate(each, frame) for each in (bounds.lower, bounds.upper, bounds.step)]
    plain = [each.value for each in given if isinstance(each, Scalar) and type(each.value) is int]
    place = frame.module.place(node)
    if len(plain) < sum(each is not None for each in given) or given[2] is not None:
        return Opaque("a part of it is taken at run time", place)
    lower = plain[0] if given[0] is not None else None
    part = slice(lower, plain[-1] if given[1] is not None else None)
    match base:
        case Scalar(value=str() as text):
            return Scalar(text[part], place)
        case Sequence(elements=elements, kind=kind):
            return Sequence(elements[part], kind, place)
        case _:
            return Opaque("a part of it is taken at run time", place)
