"""What settings libraries read: the default that stands in the code, or what the environment or a file says."""

from __future__ import annotations

import ast
from typing import TypeAlias

from engine_lint.knowledge.readers import Reader, readers
from engine_lint.python.possibilities import alternatives, choose, gate, mapped, read
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Arguments, Built, External, Gated, Opaque, Scalar, Sequence, Text, Write

Kind: TypeAlias = type[int] | type[float] | type[str] | type[bool]
_KINDS: dict[str, Kind] = {"int": int, "float": float, "str": str, "bool": bool}


def read_setting(owner: str, method: str, scheme: Arguments | None, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """What ``owner.method(...)`` reads; None where that is no reader of settings.

    Args:
        owner: the dotted name of the object; of an object that was made in the code its class with ``()``.
        method: the method's name, ``()`` for a call of the object.
        scheme: the arguments that the object was made with, where it was made in the code.
        arguments: the call's.
        node: the call.
        frame: where it stands.
    """
    reader = readers().get((owner, method))
    if reader is None:
        return None
    kind, default = _kind_and_default(reader, scheme, arguments, frame)
    place = frame.module.place(node)
    reason = f"{frame.module.text(node)[:60]} is read from the settings at run time"
    if kind is None:
        is_cast = reader.kind == "cast" and _cast(reader, arguments, frame) is not None
        return Opaque("it is cast at run time", place) if is_cast else _plain(default, reason, node, frame)
    unknown = Opaque(reason, place, type_name=kind.__name__)
    if default is None:
        return unknown
    return choose((*_converted(kind, default, node, frame), unknown), place)


def _kind_and_default(reader: Reader, scheme: Arguments | None, arguments: Arguments, frame: Frame) -> tuple[Kind | None, Abstract | None]:
    default = read(arguments.keywords.entries.get(reader.default_keyword, []), frame.path)
    if default is None and 0 <= reader.default_position < len(arguments.positional):
        default = arguments.positional[reader.default_position]
    kind = _KINDS.get(reader.kind)
    if reader.kind == "cast":
        cast = _cast(reader, arguments, frame)
        kind = _KINDS.get(cast.dotted.removeprefix("builtins.")) if isinstance(cast, External) else None
        if cast is None and not reader.scheme:
            kind = str if default is None else None
    name = arguments.positional[0] if arguments.positional else None
    if reader.scheme and scheme is not None and isinstance(name, Scalar) and default is None:
        planned = read(scheme.keywords.entries.get(str(name.value), []), frame.path)
        if isinstance(planned, Sequence) and len(planned.elements) == 2:
            cast, default = planned.elements
            kind = _KINDS.get(cast.dotted.removeprefix("builtins.")) if isinstance(cast, External) else None
    return kind, default


def _cast(reader: Reader, arguments: Arguments, frame: Frame) -> Abstract | None:
    given = read(arguments.keywords.entries.get("cast", []), frame.path)
    if given is None and 0 <= reader.cast_position < len(arguments.positional):
        given = arguments.positional[reader.cast_position]
    return None if isinstance(given, Scalar) and given.value is None else given


def _plain(default: Abstract | None, reason: str, node: ast.Call, frame: Frame) -> Abstract:
    """Without a type, a setting is text, and its default is taken as it is."""
    place = frame.module.place(node)
    unknown = Opaque(reason, place)
    return unknown if default is None else choose((default, unknown), place)


def _converted(kind: Kind, default: Abstract, node: ast.Call, frame: Frame) -> list[Abstract]:
    """The default as the library gives it; words for true and false differ from library to library, so only a bool is taken for one."""
    if kind is bool:
        return [each for _, each in alternatives(default, frame.path) if isinstance(each, Scalar) and isinstance(each.value, bool)]
    if isinstance(default, Scalar) and default.value is None:
        return [default]
    return [convert(kind, default, node, frame)]


def convert(kind: Kind, value: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    """``int(value)`` and the like, on each path."""
    if isinstance(value, Gated):
        return gate([Write(write.path, convert(kind, write.value, node, frame)) for write in value.writes], frame.module.place(node))
    return mapped(lambda each: _convert_one(kind, each, node, frame), value)


def _convert_one(kind: Kind, value: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    place = frame.module.place(node)
    match value:
        case Scalar(value=plain, origin=origin):
            try:
                return Scalar(kind(plain), origin or place, said=plain if kind is bool and isinstance(plain, str) else "")
            except (TypeError, ValueError, OverflowError):
                return Opaque(f"{frame.module.text(node)[:60]} fails", place)
        case Text() | Built() if kind is str:
            return value
        case Opaque(reason=reason, parameter=parameter):
            return Opaque(reason, place, parameter, kind.__name__)
        case _:
            return Opaque("it is converted from something unknown", place, type_name=kind.__name__)
