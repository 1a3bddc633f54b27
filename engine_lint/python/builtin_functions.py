"""What built-in functions and the collections of the standard library return."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

from engine_lint.model.place import Place
from engine_lint.python import dicts, guards
from engine_lint.python.arithmetic import combine
from engine_lint.python.dict_values import DictValue
from engine_lint.python.iteration import elements_of
from engine_lint.python.lookup import attribute, settle
from engine_lint.python.possibilities import choose, mapped
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Arguments, Opaque, Scalar, Sequence, Test, Write

Handler: TypeAlias = "Callable[[Arguments, ast.Call, Frame], Abstract | None]"


def _extreme(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``min`` and ``max`` of two or more numbers, on each path."""
    if len(arguments.positional) < 2 or arguments.more:
        return None
    is_min = isinstance(node.func, ast.Name) and node.func.id == "min"
    place = frame.module.place(node)

    def of_two(one: Abstract, other: Abstract) -> Abstract | None:
        if isinstance(one, Scalar) and isinstance(other, Scalar) and _is_number(one) and _is_number(other):
            return Scalar(min(one.value, other.value) if is_min else max(one.value, other.value), place)
        return next((each for each in (one, other) if isinstance(each, Opaque)), None)

    unknown = Opaque("it is computed", place)
    return reduce(lambda one, other: combine(of_two, one, other, frame.path, unknown), arguments.positional)


def _is_number(value: Scalar) -> bool:
    return isinstance(value.value, (int, float))


def _numeric(function: Callable[[float], float]) -> Handler:
    def handler(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
        if len(arguments.positional) != 1:
            return None
        place = frame.module.place(node)
        return mapped(lambda each: _computed(function, each, place), arguments.positional[0])

    return handler


def _computed(function: Callable[[float], float], value: Abstract, place: Place) -> Abstract:
    if isinstance(value, Scalar) and _is_number(value):
        try:
            return Scalar(function(value.value), place)
        except (ValueError, OverflowError):
            return Opaque("it is out of range", place)
    return value if isinstance(value, Opaque) else Opaque("it is computed", place)


def _getattr(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``getattr(x, "name")`` is ``x.name``; a default is taken where ``x`` surely has no such attribute, or may have none."""
    place = frame.module.place(node)
    if len(arguments.positional) not in (2, 3) or not isinstance(arguments.positional[1], Scalar) or not isinstance(arguments.positional[1].value, str):
        return Opaque("getattr() cannot be followed", place)
    name = arguments.positional[1].value
    synthetic = ast.copy_location(ast.Attribute(node.args[0], name, ast.Load()), node)
    found = settle(attribute(arguments.positional[0], name, synthetic, frame))
    if len(arguments.positional) == 2:
        return found
    default = arguments.positional[2]
    return mapped(lambda each: _or_default(each, default), found)


def _or_default(value: Abstract, default: Abstract) -> Abstract:
    if not isinstance(value, Opaque):
        return value
    return default if value.missing else choose((default, value))


def _pairs(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``zip`` of sequences with known elements."""
    given = [settle(each) for each in arguments.positional]
    known = [each.elements for each in given if isinstance(each, Sequence)]
    if not known or len(known) < len(given) or arguments.keywords.entries:
        return None
    return Sequence(tuple(Sequence(each, "tuple") for each in zip(*known, strict=False)), "list", frame.module.place(node))


def _from_keys(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    place = frame.module.place(node)
    found = elements_of(arguments.positional[0], frame.path) if arguments.positional else None
    if found is None or found.unseen:
        return None
    value = arguments.positional[1] if len(arguments.positional) > 1 else Scalar(None, place)
    result = DictValue(place=place)
    for element in found.seen:
        if not (isinstance(element.value, Scalar) and isinstance(element.value.value, str)):
            return None
        result.write(element.value.value, Write(element.path, value, place=place))
    return result


def _chained(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``ChainMap(first, second)``: the first wins."""
    result = DictValue(place=frame.module.place(node))
    dicts.update(result, tuple(reversed(arguments.positional)), None, node, frame)
    return result


def _sequence(kind: str) -> Handler:
    def handler(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
        place = frame.module.place(node)
        if not arguments.positional:
            return Sequence((), kind, place)
        found = elements_of(arguments.positional[0], frame.path)
        if found is None or found.unseen or any(each.path != frame.path for each in found.seen):
            return None
        return Sequence(tuple(each.value for each in found.seen), kind, place)

    return handler


def _any_or_all(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    given = settle(arguments.positional[0]) if arguments.positional else None
    if not isinstance(given, Sequence) or not all(isinstance(each, (Test, Scalar)) for each in given.elements):
        return None
    is_all = isinstance(node.func, ast.Name) and node.func.id == "all"
    return guards.several(list(given.elements), is_all, node, frame) if given.elements else Scalar(is_all)


def _first(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    return arguments.positional[0] if arguments.positional else None


def _dict(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    return dicts.build(arguments, node, frame)


BUILTINS: dict[str, Handler] = {
    "builtins.min": _extreme,
    "builtins.max": _extreme,
    "builtins.abs": _numeric(abs),
    "builtins.round": _numeric(round),
    "builtins.getattr": _getattr,
    "builtins.zip": _pairs,
    "builtins.dict": _dict,
    "builtins.dict.fromkeys": _from_keys,
    "builtins.list": _sequence("list"),
    "builtins.tuple": _sequence("tuple"),
    "builtins.set": _sequence("set"),
    "builtins.frozenset": _sequence("set"),
    "builtins.sorted": _sequence("list"),
    "builtins.any": _any_or_all,
    "builtins.all": _any_or_all,
    "collections.OrderedDict": _dict,
    "collections.ChainMap": _chained,
    "types.MappingProxyType": _first,
}
"""By dotted name. A function gives None where the call is not one that it knows."""
