"""Calls: methods of known values, functions of the standard library, of the project, engine factories."""

from __future__ import annotations

import ast
from datetime import timedelta

from engine_lint.knowledge.readers import readers
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier
from engine_lint.python import commands, dicts
from engine_lint.python.conditions import contradicts
from engine_lint.python.dict_values import DictValue
from engine_lint.python.functions import call_function
from engine_lint.python.library import LIBRARY
from engine_lint.python.library_objects import Namespace
from engine_lint.python.lookup import attribute, settle
from engine_lint.python.objects import construct
from engine_lint.python.parameters import slot_of
from engine_lint.python.possibilities import alternatives, choose, gate, mapped
from engine_lint.python.records import as_dict, is_record
from engine_lint.python.scope import Frame
from engine_lint.python.settings_readers import read_setting
from engine_lint.python.sites.late_options import application_in, extension_reads
from engine_lint.python.sites.recorder import is_extension
from engine_lint.python.texts import TEXT_METHODS
from engine_lint.python.values import (
    Abstract,
    Arguments,
    Built,
    Choice,
    ClassValue,
    External,
    Function,
    Gated,
    Instance,
    Opaque,
    Partial,
    Scalar,
    Sequence,
    Write,
)

_CLASS_TESTS = frozenset({"builtins.isinstance", "builtins.issubclass"})


def call(node: ast.Call, frame: Frame) -> Abstract:
    """The result of a call, with its effects."""
    from engine_lint.python.evaluate import evaluate

    if isinstance(node.func, ast.Attribute):
        base = evaluate(node.func.value, frame)
        if node.func.attr == "init_app" and is_extension(base):
            extension_reads(application_in(node), node, frame)
        done = _method(base, node.func.attr, node, frame)
        if done is not None:
            return done
        target = settle(attribute(base, node.func.attr, node.func, frame))
    else:
        target = evaluate(node.func, frame)
    arguments = arguments_of(_without_class(node) if _asks_for_class(target, node) else node, frame)
    frame.module.project.sites.handed_over(arguments, node, frame)
    return apply(target, arguments, node, frame)


def _asks_for_class(target: Abstract, node: ast.Call) -> bool:
    """Whether a call is ``isinstance(value, cls)``, for which nobody needs to know the class."""
    return isinstance(target, External) and target.dotted in _CLASS_TESTS and len(node.args) == 2 and not node.keywords


def _without_class(node: ast.Call) -> ast.Call:
    return ast.copy_location(ast.Call(node.func, node.args[:1], []), node)


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
        case Built(dotted=dotted, arguments=first) if (setting := read_setting(f"{dotted}()", "()", first, arguments, node, frame)) is not None:
            return setting
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
            keywords.write(keyword.arg, option_write(frame.module.place(keyword), keyword.value, value, carrier, frame))
    return Arguments(tuple(positional), keywords, tuple(frame.module.place(each) for each in node.args), more)


def option_write(whole: Place, node: ast.expr, value: Abstract, carrier: Carrier | None, frame: Frame) -> Write:
    """An option as written. What a parameter passes on is decided where the caller, or the default, gives it."""
    decided = slot_of(node, frame)
    slot, name = decided or frame.module.place(node), setting_name(node)
    return Write(frame.path, value, whole, slot, None if decided else carrier, read_from=name, is_parameter=_is_parameter(node, name, frame))


def _is_parameter(node: ast.expr, name: str, frame: Frame) -> bool:
    """``name`` or ``int(name)``, where the function around has a parameter of that name."""
    read = node.args[0] if isinstance(node, ast.Call) and node.args else node
    arguments = getattr(frame.function.node, "args", None) if frame.function is not None else None
    if not isinstance(read, ast.Name) or read.id != name or not isinstance(arguments, ast.arguments):
        return False
    return any(each.arg == name for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))


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
    if isinstance(node.func, ast.Attribute) and _fills_a_mapping(name, node):
        base = dicts.as_mapping(base, node.func.value, frame)
    if isinstance(base, DictValue):
        return dicts.method(base, name, arguments_of(node, frame), node, frame)
    if isinstance(base, Namespace):
        return commands.method(base, name, arguments_of(node, frame), node, frame)
    if isinstance(base, Instance) and name in _DUMPS and base.cls.find(name, frame.path) is None:
        return _dumped(base, node, frame)
    if isinstance(base, (Built, External)):
        scheme, owner = (base.arguments, f"{base.dotted}()") if isinstance(base, Built) else (None, base.dotted)
        if (owner, name) in readers():
            return read_setting(owner, name, scheme, arguments_of(node, frame), node, frame)
    if isinstance(base, (Gated, Choice)):
        found = [(path, each) for path, each in alternatives(base, frame.path)]
        if any(isinstance(each, DictValue) for _, each in found):
            return _on_each_dict(found, name, node, frame)
        if name in TEXT_METHODS:
            given = arguments_of(node, frame)
            return mapped(lambda each: TEXT_METHODS[name](each, given, node, frame), base)
    if name in TEXT_METHODS and not isinstance(base, (Instance, ClassValue, External)):
        return TEXT_METHODS[name](base, arguments_of(node, frame), node, frame)
    if name == "get" and isinstance(base, Opaque) and len(node.args) == 2 and not node.keywords:
        return _get_or_default(base, arguments_of(node, frame), node, frame)
    if isinstance(base, Scalar) and isinstance(base.value, timedelta) and name == "total_seconds":
        return Scalar(base.value.total_seconds(), frame.module.place(node))
    return None


_LOOKUPS = frozenset({"get", "pop", "copy", "items", "values", "keys"})


def _fills_a_mapping(name: str, node: ast.Call) -> bool:
    """Whether a method call is one of ``setdefault("key", value)`` and ``update({...})``."""
    match name, node.args:
        case "setdefault", [ast.Constant(value=str()), _]:
            return True
        case "update", [ast.Dict()]:
            return True
        case _:
            return False


_DUMPS = frozenset({"_asdict", "model_dump", "dict", "asdict"})


def _dumped(base: Instance, node: ast.Call, frame: Frame) -> Abstract | None:
    """``settings.model_dump()``: the fields as a dict; what is left out on request is not followed."""
    if not is_record(base.cls) or node.args or any(each.arg != "by_alias" for each in node.keywords):
        return None
    return as_dict(base, frame)


def _get_or_default(base: Opaque, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``mapping.get(key, default)`` of a mapping that is not known: the default, or what it holds."""
    if len(arguments.positional) != 2:
        return None
    place = frame.module.place(node)
    return choose((arguments.positional[1], Opaque(f"{frame.module.text(node)[:60]} is read at run time", place, base.parameter)), place)


def _on_each_dict(found: list[tuple[frozenset[tuple[int, bool]], Abstract]], name: str, node: ast.Call, frame: Frame) -> Abstract | None:
    """A method of each dict among some values; what else may stand there in its place gives something unknown."""
    before, results = frame.path, dict[frozenset[tuple[int, bool]], list[Abstract]]()
    for path, each in found:
        frame.path = path
        if isinstance(each, DictValue):
            result = dicts.method(each, name, arguments_of(node, frame), node, frame)
        elif isinstance(each, Opaque) and name in _LOOKUPS:
            result = Opaque(f"{frame.module.text(node)[:60]} is read at run time", frame.module.place(node), each.parameter)
        else:
            continue
        if result is not None:
            results.setdefault(path, []).append(result)
    frame.path = before
    return gate(tuple(Write(path, choose(values)) for path, values in results.items())) if results else None


def _external(dotted: str, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    sites = frame.module.project.sites
    setting = read_setting(dotted, "()", None, arguments, node, frame)
    if setting is not None:
        return setting
    canonical = sites.factory_of(dotted)
    if canonical:
        return sites.factory(canonical, arguments, node, frame)
    handler = LIBRARY.get(dotted)
    if handler is not None:
        result = handler(arguments, node, frame)
        if result is not None:
            return result
    sites.external_call(dotted, arguments, node, frame)
    return Built(dotted, arguments, node, frame.module.place(node), frame.module.place(node.func))
