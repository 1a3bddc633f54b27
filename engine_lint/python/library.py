"""What functions of the standard library, SQLAlchemy and a few settings libraries return."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta

from engine_lint.python import dicts
from engine_lint.python.lookup import attribute, settle
from engine_lint.python.possibilities import alternatives, choose, gate, read
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Arguments, Built, Choice, DictValue, External, Gated, Opaque, Partial, Scalar, Text, Write


def _environment(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    place = frame.module.place(node)
    unknown = Opaque(f"{frame.module.text(node)[:60]} is read from the environment", place, type_name="str")
    default = arguments.positional[1] if len(arguments.positional) > 1 else _keyword(arguments, "default", frame)
    if default is None or (isinstance(default, Scalar) and default.value is None):
        return choose((unknown, Scalar(None, place)), place) if not arguments.more else unknown
    return choose((default, unknown), place)


def _decouple(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``config("X", default=30, cast=int)`` of python-decouple: what ``cast`` makes of the text or of the default."""
    value = _environment(arguments, node, frame)
    cast = _keyword(arguments, "cast", frame) or (arguments.positional[2] if len(arguments.positional) > 2 else None)
    if cast is None:
        return value
    kind = _CASTS.get(cast.dotted) if isinstance(cast, External) else None
    if kind is None:
        return Opaque("it is cast at run time", frame.module.place(node))
    return _cast_bool(value, node, frame) if kind is bool else _convert(kind, value, node, frame)


def _cast_bool(value: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    """Decouple reads words for true and false, so only a default that is a bool already is known."""
    known = [each for _, each in alternatives(value, frame.path) if isinstance(each, Scalar) and isinstance(each.value, bool)]
    return choose((*known, Opaque("it is read from the environment", frame.module.place(node), type_name="bool")))


def _keyword(arguments: Arguments, name: str, frame: Frame) -> Abstract | None:

    return read(arguments.keywords.entries.get(name, []), frame.path)


def _converted(kind: type[int] | type[float] | type[str] | type[bool]) -> Callable[[Arguments, ast.Call, Frame], Abstract | None]:
    def convert(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
        if len(arguments.positional) != 1 or arguments.more:
            return None
        return _convert(kind, arguments.positional[0], node, frame)

    return convert


def _convert(kind: type[int] | type[float] | type[str] | type[bool], value: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    place = frame.module.place(node)
    value = settle(value)
    match value:
        case Choice(values=values):
            return choose(tuple(_convert(kind, each, node, frame) for each in values), place)
        case Gated(writes=writes):
            return gate(tuple(Write(write.path, _convert(kind, write.value, node, frame)) for write in writes), place)
        case Scalar(value=plain, origin=origin):
            try:
                return Scalar(kind(plain), origin or place, said=plain if kind is bool and isinstance(plain, str) else "")
            except (TypeError, ValueError, OverflowError):
                return Opaque(f"{frame.module.text(node)[:60]} fails", place)
        case Text() if kind is str:
            return value
        case Built() if kind is str:
            return value
        case Opaque(reason=reason, parameter=parameter):
            return Opaque(reason, place, parameter, kind.__name__)
        case _:
            return Opaque("it is converted from something unknown", place, type_name=kind.__name__)


def _timedelta(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    names = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
    given = dict(zip(names, arguments.positional, strict=False))
    given.update({name: log[-1].value for name, log in arguments.keywords.entries.items()})
    if not all(isinstance(each, Scalar) and isinstance(each.value, (int, float)) for each in given.values()):
        return Opaque("it is computed", frame.module.place(node))
    try:
        return Scalar(timedelta(**{name: each.value for name, each in given.items() if isinstance(each, Scalar)}), frame.module.place(node))
    except (OverflowError, TypeError):
        return Opaque("it is out of range", frame.module.place(node))


def _partial(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    if not arguments.positional:
        return None
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.places[1:], arguments.more)
    return Partial(arguments.positional[0], rest, node)


def _dict(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    return dicts.build(arguments, node, frame)


def _first(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    return arguments.positional[0] if arguments.positional else None


def _copied(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    value = arguments.positional[0] if arguments.positional else None
    return value.copy(value.carrier, value.place, frame.path) if isinstance(value, DictValue) else value


def _second(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    return arguments.positional[1] if len(arguments.positional) > 1 else None


def _minimum(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    plain = [each.value for each in arguments.positional if isinstance(each, Scalar) and isinstance(each.value, (int, float))]
    if len(plain) < 2 or len(plain) != len(arguments.positional):
        return None
    return Scalar(min(plain) if name == "min" else max(plain), frame.module.place(node))


def _getattr(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``getattr(x, "name")`` is ``x.name``; with another default or name it is not followed."""
    if len(arguments.positional) == 2 and isinstance(arguments.positional[1], Scalar) and isinstance(arguments.positional[1].value, str):
        synthetic = ast.copy_location(ast.Attribute(node.args[0], arguments.positional[1].value, ast.Load()), node)
        return settle(attribute(arguments.positional[0], arguments.positional[1].value, synthetic, frame))
    return Opaque("getattr() cannot be followed", frame.module.place(node))


def _super(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    from engine_lint.python.objects import super_object

    return super_object(frame)


def _import_module(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``importlib.import_module("app.conf")``."""
    name = arguments.positional[0] if arguments.positional else None
    if len(arguments.positional) != 1 or not (isinstance(name, Scalar) and isinstance(name.value, str)) or name.value.startswith("."):
        return None
    return frame.module.project.module_value(name.value, frame.module)


def _listen(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    frame.module.project.listeners.called(arguments, node, frame)
    return None


_CASTS: dict[str, type[int] | type[float] | type[str] | type[bool]] = {"builtins.int": int, "builtins.float": float, "builtins.str": str, "builtins.bool": bool}


LIBRARY: dict[str, Callable[[Arguments, ast.Call, Frame], Abstract | None]] = {
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "builtins.int": _converted(int),
    "builtins.float": _converted(float),
    "builtins.str": _converted(str),
    "builtins.bool": _converted(bool),
    "builtins.min": _minimum,
    "builtins.max": _minimum,
    "builtins.getattr": _getattr,
    "builtins.super": _super,
    "importlib.import_module": _import_module,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "environ.get": _environment,
    "decouple.config": _decouple,
    "datetime.timedelta": _timedelta,
    "functools.partial": _partial,
    "copy.copy": _copied,
    "copy.deepcopy": _copied,
    "typing.cast": _second,
    "sqlalchemy.make_url": _first,
    "sqlalchemy.engine.make_url": _first,
    "sqlalchemy.engine.url.make_url": _first,
    "sqlalchemy.event.listen": _listen,
    "sqlalchemy.event.api.listen": _listen,
}
"""By dotted name. A function gives None where the call is not one that it knows."""
