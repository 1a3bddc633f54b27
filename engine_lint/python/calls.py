"""Calls: methods of known values, functions of the standard library, of the project, engine factories."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta

from engine_lint.model.value import Carrier
from engine_lint.python import dicts
from engine_lint.python.conditions import contradicts
from engine_lint.python.functions import call_function, construct
from engine_lint.python.lookup import attribute, settle
from engine_lint.python.scope import Frame
from engine_lint.python.values import (
    Abstract,
    Arguments,
    Built,
    Choice,
    ClassValue,
    DictValue,
    External,
    Function,
    Gated,
    Instance,
    Opaque,
    Partial,
    Scalar,
    Sequence,
    Text,
    Write,
    alternatives,
    choose,
    gate,
)


def call(node: ast.Call, frame: Frame) -> Abstract:
    """The result of a call, with its effects."""
    from engine_lint.python.evaluate import evaluate

    if isinstance(node.func, ast.Attribute):
        base = evaluate(node.func.value, frame)
        done = _method(base, node.func.attr, node, frame)
        if done is not None:
            return done
        target = settle(attribute(base, node.func.attr, node.func, frame))
    else:
        target = evaluate(node.func, frame)
    arguments = arguments_of(node, frame)
    return apply(target, arguments, node, frame)


def apply(target: Abstract, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """The result of calling a value."""
    target = settle(target)
    match target:
        case External(dotted=dotted):
            return _external(dotted, arguments, node, frame)
        case Function():
            canonical = frame.module.project.factory_named(target)
            if canonical:
                return frame.module.project.sites.factory(canonical, arguments, node, frame)
            return call_function(target, arguments, node, frame)
        case ClassValue(cls=cls):
            frame.module.project.sites.constructed(cls, arguments, node, frame)
            return construct(cls, arguments, node, frame)
        case Built(dotted="sqlalchemy.event.listens_for" | "sqlalchemy.event.api.listens_for", arguments=first, node=listens):
            joined = Arguments(first.positional + arguments.positional, arguments.keywords)
            frame.module.project.listeners.called(joined, listens, frame)
            return Opaque("it is a listener")
        case Partial(function=function, arguments=first):
            return apply(function, _joined(first, arguments, frame), node, frame)
        case Gated():
            return _each(target, arguments, node, frame)
        case Choice(values=values):
            return choose(tuple(apply(settle(each), arguments, node, frame) for each in values))
        case Opaque(reason=reason):
            return Opaque(f"{frame.module.text(node.func)[:60]}() cannot be followed", frame.module.place(node), "caller" in reason)
        case _:
            return Opaque(f"{frame.module.text(node.func)[:60]}() cannot be followed", frame.module.place(node))


def _each(target: Gated, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    before, writes = frame.path, []
    for path, each in alternatives(target, before):
        if contradicts(path, before):
            continue
        frame.path = path
        writes.append(Write(path, apply(settle(each), arguments, node, frame)))
    frame.path = before
    return gate(tuple(writes)) if writes else Opaque("it cannot be called")


def arguments_of(node: ast.Call, frame: Frame) -> Arguments:
    """Evaluate a call's arguments; the keywords become a dict that the call carries."""
    from engine_lint.python.evaluate import evaluate, evaluate_later, spread

    positional: list[Abstract] = []
    more = ""
    for each in node.args:
        value = evaluate(each, frame) if isinstance(each, ast.Starred) else evaluate_later(each, frame)
        if not isinstance(each, ast.Starred):
            positional.append(value)
        elif isinstance(value, Sequence) and not more:
            positional.extend(value.elements)
        else:
            more = f"*{frame.module.text(each.value)[:40]} is not known"
    place = frame.module.place(node)
    carrier = Carrier("call", place)
    keywords = DictValue(carrier=carrier, place=place)
    for keyword in node.keywords:
        value = evaluate_later(keyword.value, frame)
        if keyword.arg is None:
            spread(settle(value), keywords, frame.path, keyword.value, frame)
        else:
            whole, slot = frame.module.place(keyword), frame.module.place(keyword.value)
            keywords.write(keyword.arg, Write(frame.path, value, whole, slot, carrier, read_from=setting_name(keyword.value)))
    return Arguments(tuple(positional), keywords, tuple(frame.module.place(each) for each in node.args), more)


def setting_name(node: ast.expr) -> str:
    """The name of the setting that an expression reads: the last part of a dotted name, a key, an environment variable."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str() as name)):
            return name
        case ast.Call(func=ast.Name(id="int" | "float" | "bool" | "str"), args=[inner]):
            return setting_name(inner)
        case ast.Call(func=ast.Attribute(attr="get" | "getenv") | ast.Name(id="getenv" | "config"), args=[ast.Constant(value=str() as name), *_]):
            return name
        case _:
            return ""


def _joined(first: Arguments, second: Arguments, frame: Frame) -> Arguments:
    keywords = DictValue(carrier=first.keywords.carrier, place=first.keywords.place)
    keywords.merge(first.keywords, frame.path)
    keywords.merge(second.keywords, frame.path)
    return Arguments(first.positional + second.positional, keywords, first.places + second.places, first.more or second.more)


def _method(base: Abstract, name: str, node: ast.Call, frame: Frame) -> Abstract | None:
    """Methods of dicts, strings and config objects, also behind gates; None for everything else."""
    base = settle(base)
    if isinstance(base, DictValue):
        return dicts.method(base, name, arguments_of(node, frame), node, frame)
    if isinstance(base, (Gated, Choice)):
        found = [(path, each) for path, each in alternatives(base, frame.path)]
        if any(isinstance(each, DictValue) for _, each in found):
            return _on_each_dict(found, name, node, frame)
        if name in _TEXT_METHODS:
            return choose(tuple(_TEXT_METHODS[name](settle(each), node, frame) for _, each in found))
    if name in _TEXT_METHODS and not isinstance(base, (Instance, ClassValue, External)):
        return _TEXT_METHODS[name](base, node, frame)
    if name == "get" and isinstance(base, Opaque) and len(node.args) == 2 and not node.keywords:
        return _get_or_default(base, node, frame)
    if isinstance(base, Scalar) and isinstance(base.value, timedelta) and name == "total_seconds":
        return Scalar(base.value.total_seconds(), frame.module.place(node))
    return None


def _get_or_default(base: Opaque, node: ast.Call, frame: Frame) -> Abstract:
    """``mapping.get(key, default)`` of a mapping that is not known: the default, or what it holds."""
    place = frame.module.place(node)
    default = arguments_of(node, frame).positional[1]
    return choose((default, Opaque(f"{frame.module.text(node)[:60]} is read at run time", place, base.parameter)), place)


def _on_each_dict(found: list[tuple[frozenset[tuple[int, bool]], Abstract]], name: str, node: ast.Call, frame: Frame) -> Abstract | None:
    before, results = frame.path, []
    for path, each in found:
        if isinstance(each, DictValue):
            frame.path = path
            result = dicts.method(each, name, arguments_of(node, frame), node, frame)
            if result is not None:
                results.append(Write(path, result))
    frame.path = before
    return gate(tuple(results)) if results else None


def _startswith(base: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    from engine_lint.python import guards

    return guards.starts_with(node, base, arguments_of(node, frame).positional, frame)


def _format(base: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    arguments = arguments_of(node, frame)
    start = _start(base)
    if start is None:
        return Opaque("it is formatted", frame.module.place(node))
    literal, brace, _ = start.partition("{")
    if brace and not literal and arguments.positional:
        first = _start(arguments.positional[0])
        literal = first or ""
    return Text(literal, frame.module.place(node))


def _replace(base: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    """``url.replace("postgres://", "postgresql://")``: known text is replaced; of an unknown URL it tells the backend."""
    arguments = arguments_of(node, frame).positional
    words = [each.value for each in arguments[:2] if isinstance(each, Scalar) and isinstance(each.value, str)]
    place = frame.module.place(node)
    if len(words) < 2:
        return Opaque("text is replaced in it", place)
    start = _start(base)
    if start is not None:
        changed = start.replace(words[0], words[1])
        return Scalar(changed, place) if isinstance(base, Scalar) else Text(changed, place)
    if ":" in words[1] or "+" in words[1]:
        return choose((Text(words[1], place), Opaque("the URL's text is replaced at run time", place)))
    return base if isinstance(base, Opaque) else Opaque("text is replaced in it", place)


def _same(base: Abstract, node: ast.Call, frame: Frame) -> Abstract:
    return base if isinstance(base, (Scalar, Text)) else Opaque("it is computed", frame.module.place(node), isinstance(base, Opaque) and base.parameter)


def _start(value: Abstract) -> str | None:
    match value:
        case Scalar(value=str() as text):
            return text
        case Text(start=start):
            return start
        case _:
            return None


_TEXT_METHODS: dict[str, Callable[[Abstract, ast.Call, Frame], Abstract]] = {
    "startswith": _startswith,
    "format": _format,
    "replace": _replace,
    "strip": _same,
    "render_as_string": _same,
    "unicode_string": _same,
}


def _external(dotted: str, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    sites = frame.module.project.sites
    canonical = sites.factory_of(dotted)
    if canonical:
        return sites.factory(canonical, arguments, node, frame)
    handler = _LIBRARY.get(dotted)
    if handler is not None:
        result = handler(arguments, node, frame)
        if result is not None:
            return result
    sites.external_call(dotted, arguments, node, frame)
    return Built(dotted, arguments, node, frame.module.place(node), frame.module.place(node.func))


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
    from engine_lint.python.values import read

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


def _listen(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    frame.module.project.listeners.called(arguments, node, frame)
    return None


_CASTS: dict[str, type[int] | type[float] | type[str] | type[bool]] = {"builtins.int": int, "builtins.float": float, "builtins.str": str, "builtins.bool": bool}

_LIBRARY: dict[str, Callable[[Arguments, ast.Call, Frame], Abstract | None]] = {
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "builtins.int": _converted(int),
    "builtins.float": _converted(float),
    "builtins.str": _converted(str),
    "builtins.bool": _converted(bool),
    "builtins.min": _minimum,
    "builtins.max": _minimum,
    "builtins.getattr": _getattr,
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
