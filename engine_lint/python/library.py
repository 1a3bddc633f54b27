"""What functions of the standard library, SQLAlchemy and a few settings libraries return."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta

from engine_lint.python import commands
from engine_lint.python.builtin_functions import BUILTINS
from engine_lint.python.dict_values import DictValue
from engine_lint.python.lookup import settle
from engine_lint.python.possibilities import choose, read
from engine_lint.python.records import as_dict
from engine_lint.python.scope import Frame
from engine_lint.python.settings_readers import Kind, convert
from engine_lint.python.values import Abstract, Arguments, Instance, Opaque, Partial, Scalar


def _environment(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    place = frame.module.place(node)
    unknown = Opaque(f"{frame.module.text(node)[:60]} is read from the environment", place, type_name="str")
    default = arguments.positional[1] if len(arguments.positional) > 1 else _keyword(arguments, "default", frame)
    name = arguments.positional[0] if arguments.positional else None
    if isinstance(name, Scalar) and isinstance(name.value, str) and name.value in frame.module.project.environment:
        default = frame.module.project.environment[name.value]
    if default is None or (isinstance(default, Scalar) and default.value is None):
        return choose((unknown, Scalar(None, place)), place) if not arguments.more else unknown
    return choose((default, unknown), place)


def _environment_default(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``os.environ.setdefault(name, default)``, which later reads of the same variable see."""
    found = _environment(arguments, node, frame)
    name = arguments.positional[0] if arguments.positional else None
    if isinstance(name, Scalar) and isinstance(name.value, str) and len(arguments.positional) > 1:
        frame.module.project.environment.setdefault(name.value, arguments.positional[1])
    return found


def _keyword(arguments: Arguments, name: str, frame: Frame) -> Abstract | None:

    return read(arguments.keywords.entries.get(name, []), frame.path)


def _converted(kind: Kind) -> Callable[[Arguments, ast.Call, Frame], Abstract | None]:
    def handler(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
        if len(arguments.positional) != 1 or arguments.more:
            return None
        return convert(kind, arguments.positional[0], node, frame)

    return handler


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


def _first(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    return arguments.positional[0] if arguments.positional else None


def _copied(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    value = arguments.positional[0] if arguments.positional else None
    return value.copy(value.carrier, value.place, frame.path) if isinstance(value, DictValue) else value


def _second(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    return arguments.positional[1] if len(arguments.positional) > 1 else None


def _fields_as_dict(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``asdict(object)`` and ``vars(object)``."""
    given = settle(arguments.positional[0]) if len(arguments.positional) == 1 else None
    return as_dict(given, frame) if isinstance(given, Instance) else None


def _made(target: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    from engine_lint.python.calls import apply

    return apply(target, Arguments((), DictValue()), node, frame)


def _depends(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``Depends(function)`` as a parameter's default: what the function gives."""
    return _made(arguments.positional[0], node, frame) if arguments.positional else None


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


LIBRARY: dict[str, Callable[[Arguments, ast.Call, Frame], Abstract | None]] = {
    **BUILTINS,
    "builtins.int": _converted(int),
    "builtins.float": _converted(float),
    "builtins.str": _converted(str),
    "builtins.bool": _converted(bool),
    "importlib.import_module": _import_module,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "os.environ.setdefault": _environment_default,
    "datetime.timedelta": _timedelta,
    "functools.partial": _partial,
    "builtins.super": _super,
    "builtins.vars": _fields_as_dict,
    "dataclasses.asdict": _fields_as_dict,
    "attr.asdict": _fields_as_dict,
    "attrs.asdict": _fields_as_dict,
    "types.SimpleNamespace": commands.namespace,
    "argparse.ArgumentParser": commands.parser,
    "typer.Option": commands.typer_option,
    "typer.Argument": commands.typer_option,
    "fastapi.Depends": _depends,
    "fastapi.params.Depends": _depends,
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
