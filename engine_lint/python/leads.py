"""What a lead of a trace comes to: the places that the value of a name, an attribute or a call is read from."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import Step
from engine_lint.python.attributes import decorators
from engine_lint.python.conditions import Path, contradicts
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import alternatives
from engine_lint.python.scope import Class, Module
from engine_lint.python.trace import AttributeRead, CallMade, Lead, NameRead, ParameterRead, Trace
from engine_lint.python.values import Abstract, ClassValue, Function, Imported, Instance, Log, ModuleValue

MAX_REEXPORTS = 8
CHANGED = "the dict is changed here"
PROPERTIES = frozenset({"property", "cached_property", "computed_field", "reify"})


@dataclass(frozen=True, slots=True)
class Target:
    """A place that a lead goes to. ``holds_dict``: the value is a dict; ``is_closed``: only what is spread in there goes into it as well."""

    step: Step
    holds_dict: bool = False
    is_closed: bool = False


def targets(lead: Lead, trace: Trace, path: Path) -> Iterator[Target]:
    """Where a lead goes to on one path."""
    match lead:
        case NameRead(name=name, writes=writes):
            possible = [write for write in writes if not contradicts(write.path, path)]
            yield from _of_writes(possible, f"`{name}` is set here", trace)
        case ParameterRead():
            yield from _of_parameter(lead, trace)
        case AttributeRead(owner=owner, name=name):
            yield from _of_attribute(owner, name, trace)
        case CallMade(function=function):
            yield from _of_call(function)


def _of_writes(writes: Log, label: str, trace: Trace) -> Iterator[Target]:
    for write in reversed(writes):
        if isinstance(write.value, Imported):
            yield from _of_import(write.value, trace, MAX_REEXPORTS)
            continue
        if isinstance(write.value, (Function, ClassValue, ModuleValue)):
            continue
        place, dicts = write.slot or write.place, _dicts(write.value)
        if place is not None:
            yield Target(Step(place, label), bool(dicts), any(each.place == place and each.is_display for each in dicts))
        for each in dicts:
            yield from _changes(each, trace)


def _changes(changed: DictValue, trace: Trace) -> Iterator[Target]:
    for place, is_closed in trace.changes.get(id(changed), (changed, []))[1]:
        yield Target(Step(place, CHANGED), True, is_closed)


def _dicts(value: Abstract) -> list[DictValue]:
    return [each for _, each in alternatives(value) if isinstance(each, DictValue)]


def _of_import(name: Imported, trace: Trace, depth: int) -> Iterator[Target]:
    module = name.importer.project.find(name.module, name.importer)
    if module is None or not depth:
        return
    log = module.frame.names.get(name.name, [])
    for write in log:
        if isinstance(write.value, Imported):
            yield from _of_import(write.value, trace, depth - 1)
    plain = [write for write in log if not isinstance(write.value, Imported)]
    yield from _of_writes(plain, f"`{name.name}`, imported from {name.module}, is set here", trace)
    if not log:
        for dotted in module.star_imports:
            yield from _of_import(Imported(dotted, name.name, module), trace, depth - 1)


def _of_parameter(lead: ParameterRead, trace: Trace) -> Iterator[Target]:
    function, arguments = lead.function, lead.arguments
    spec = function.node.args
    if arguments is not None:
        log = arguments.keywords.entries.get(lead.name, [])
        yield from (Target(Step(write.slot, f"`{lead.name}` is passed here"), bool(_dicts(write.value))) for write in log if write.slot is not None)
        names = [each.arg for each in (*spec.posonlyargs, *spec.args)]
        if function.receiver is not None or (function.owner is not None and names[:1] in (["self"], ["cls"])):
            names = names[1:]
        index = names.index(lead.name) if lead.name in names else -1
        if 0 <= index < len(arguments.positional) == len(arguments.places):
            yield Target(Step(arguments.places[index], f"`{lead.name}` is passed here"), bool(_dicts(arguments.positional[index])))
        carrier = arguments.keywords.carrier
        if spec.kwarg is not None and spec.kwarg.arg == lead.name and carrier is not None:
            yield Target(Step(carrier.place, f"`{lead.name}` is passed here"), True, True)
    default = _default(function, lead.name)
    if default is not None:
        yield Target(Step(function.frame.module.place(default), f"the default of `{lead.name}`, a parameter of {function.name}()"))


def _default(function: Function, name: str) -> ast.expr | None:
    spec = function.node.args
    names = [each.arg for each in (*spec.posonlyargs, *spec.args)]
    found = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=True))
    found.update({each.arg: default for each, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if default is not None})
    return found.get(name)


def _of_attribute(owner: Abstract, name: str, trace: Trace) -> Iterator[Target]:
    for _, each in alternatives(owner):
        match each:
            case ModuleValue(module=module):
                yield from _of_module(module, name, trace)
            case ClassValue(cls=cls):
                yield from _of_class(cls, name, trace)
            case Instance(cls=cls, attributes=attributes):
                own = attributes.get(name)
                if own:
                    yield from _of_writes(own, f"`{name}` of {cls.name} is set here", trace)
                else:
                    yield from _of_class(cls, name, trace)


def _of_module(module: Module, name: str, trace: Trace) -> Iterator[Target]:
    yield from _of_writes(module.frame.names.get(name, []), f"`{name}` of {module.dotted} is set here", trace)


def _of_class(cls: Class, name: str, trace: Trace) -> Iterator[Target]:
    for each in cls.lineage():
        log = each.frame.names.get(name)
        if not log:
            continue
        inherited = "" if each is cls else f", inherited by {cls.name},"
        yield from _of_writes(log, f"`{name}` of {each.name}{inherited} is set here", trace)
        for write in log:
            if isinstance(write.value, Function) and decorators(write.value) & PROPERTIES:
                yield from _of_call(write.value)
        return


def _of_call(function: Function) -> Iterator[Target]:
    module = function.frame.module
    label = "the lambda gives it" if isinstance(function.node, ast.Lambda) else f"`{function.name}()` returns it here"
    for node in module.once(_returned, function.node):
        yield Target(Step(module.place(node), label), is_closed=isinstance(node, ast.Dict))


def _returned(_: Module, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> tuple[ast.expr, ...]:
    return tuple(returned(function))


def returned(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[ast.expr]:
    """The expressions that a function returns, those of functions inside it left out."""
    if isinstance(function, ast.Lambda):
        yield function.body
        return
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending = [*ast.iter_child_nodes(node), *pending]
