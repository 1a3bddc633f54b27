"""Attributes of values, and values that are worked out late."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import timedelta

from engine_lint.knowledge.client_flags import client_flag
from engine_lint.knowledge.third_party import makers, owners
from engine_lint.python import attributes
from engine_lint.python.dict_values import DictValue, View
from engine_lint.python.library_objects import Namespace
from engine_lint.python.possibilities import choose, gate, read
from engine_lint.python.scope import Frame
from engine_lint.python.values import (
    Abstract,
    Built,
    Choice,
    ClassValue,
    Declaration,
    External,
    Gated,
    Imported,
    Instance,
    Later,
    ModuleValue,
    Opaque,
    Scalar,
    Sequence,
    Super,
)

MAX_TESTED_STATEMENTS = 4
_CALLS_ITSELF = Opaque("the function calls itself")
_CONFIG_OWNERS = ("flask.Flask", "quart.Quart", "flask.current_app", "celery.Celery", "celery.current_app")


def settle(value: Abstract) -> Abstract:
    """The value behind an import or a late call."""
    if isinstance(value, Imported):
        return value.importer.project.resolve(value)
    if isinstance(value, Later):
        if not value.memo:
            from engine_lint.python.functions import run_later

            value.memo.append(_CALLS_ITSELF)
            value.memo[0] = _without(run_later(value), value)
        return value.memo[0]
    return value


def _without(found: Abstract, late: Later) -> Abstract:
    """A result without the call that it is the result of: ``def get(): return cache`` behind ``cache = get()``."""
    match found:
        case Later() if _leads_to(found, late):
            return _CALLS_ITSELF
        case Gated(writes=writes) if any(_leads_to(write.value, late) for write in writes):
            return replace(found, writes=tuple(replace(write, value=_without(write.value, late)) for write in writes))
        case Choice(values=values) if any(_leads_to(each, late) for each in values):
            return replace(found, values=tuple(_without(each, late) for each in values))
        case _:
            return found


def _leads_to(value: Abstract, late: Later) -> bool:
    """Whether a value is a late call or waits for it, by what has been worked out so far."""
    pending, seen = [value], set[int]()
    while pending:
        match pending.pop():
            case Later(memo=memo) if memo is late.memo:
                return True
            case Later(memo=memo) if id(memo) not in seen:
                seen.add(id(memo))
                pending += memo
            case Gated(writes=writes):
                pending += [write.value for write in writes]
            case Choice(values=values):
                pending += values
    return False


def settle_if_short(value: Abstract) -> Abstract:
    """As ``settle``, but long functions are not run: what a test asks is rarely in them."""
    if isinstance(value, Later) and not isinstance(value.function.node, ast.Lambda) and len(value.function.node.body) > MAX_TESTED_STATEMENTS:
        return Opaque(f"{value.function.name}() is not followed in a test")
    return settle(value)


def attribute(base: Abstract, name: str, node: ast.Attribute, frame: Frame) -> Abstract:
    """``base.name``."""
    base = settle(base)
    if frame.module.project.trace is not None:
        frame.module.project.trace.attribute(base, name, node, frame)
    match base:
        case Gated(writes=writes):
            return gate(tuple(replace(write, value=attribute(write.value, name, node, frame)) for write in writes))
        case Choice(values=values):
            return choose(tuple(attribute(each, name, node, frame) for each in values))
        case External(dotted=dotted):
            return _external(dotted, name, node, frame)
        case ModuleValue(module=module):
            return module.project.member(module, name, frame.path)
        case ClassValue(cls=cls):
            return attributes.of_class(cls, name, frame)
        case Instance():
            return attributes.of_instance(base, name, node, frame)
        case Super(receiver=receiver, above=above):
            return attributes.of_super(receiver, above, name, node, frame)
        case Namespace():
            return attributes.of_namespace(base, name, node, frame)
        case Scalar(value=plain) if name != "value" or isinstance(plain, timedelta):
            return Opaque("it is a method", frame.module.place(node))
        case Scalar() | Sequence() if name == "value":
            return base
        case Built(dotted=dotted) if f"{dotted}.{name}" in makers():
            return External(f"{dotted}.{name}", frame.module.place(node))
        case DictValue(entries=entries) if is_attribute_config(base) and name in entries:
            return read(entries[name], frame.path) or Opaque(f"{name} is not set on this path", frame.module.place(node))
        case DictValue() | View():
            return Opaque("it is a method", frame.module.place(node))
        case Opaque(declared=Declaration()) if (found := attributes.of_declared(base, name, node, frame)) is not None:
            return found
    if name == "config" or (name == "conf" and isinstance(base, Built) and base.dotted in _CONFIG_OWNERS) or name == "JupyterHub":
        return config_object(node, frame)
    return unknown_attribute(base, node, frame)


def unknown_attribute(base: Abstract, node: ast.expr, frame: Frame) -> Opaque:
    """An attribute of something that is not known, or is no object of the project."""
    parameter = isinstance(base, Opaque) and base.parameter
    reason = f"{frame.module.text(node)[:60]} is set at run time" if isinstance(base, (Opaque, Built)) else "it is read from an object"
    return Opaque(reason, frame.module.place(node), parameter)


def _external(dotted: str, name: str, node: ast.Attribute, frame: Frame) -> Abstract:
    if name in ("config", "conf") and dotted in _CONFIG_OWNERS:
        return config_object(node, frame)
    if "constants" in dotted and (flag := client_flag(f"{dotted}.{name}")) is not None:
        return Scalar(flag, frame.module.place(node))
    found = frame.module.project.find(f"{dotted}.{name}", frame.module)
    return ModuleValue(found) if found is not None else External(f"{dotted}.{name}", frame.module.place(node))


def is_attribute_config(value: Abstract) -> bool:
    """Whether a value is a config object whose keys are set as attributes: ``app.conf.key = ...``."""
    return isinstance(value, DictValue) and value.receiver.rpartition(".")[2] in owners()


def config_object(node: ast.expr, frame: Frame) -> DictValue:
    """The config of an application: one dict per text (``app.config``) and scope of its root name."""
    return _config(node, frame.module.text(node), frame)


def config_of(app: ast.expr, frame: Frame) -> DictValue:
    """The config of an application, by the application."""
    return _config(app, f"{frame.module.text(app)}.config", frame)


def _config(node: ast.expr, text: str, frame: Frame) -> DictValue:
    root: ast.expr = node
    while isinstance(root, (ast.Attribute, ast.Subscript, ast.Call)):
        root = root.func if isinstance(root, ast.Call) else root.value
    owner = frame
    while isinstance(root, ast.Name) and root.id not in owner.names and owner.parent is not None:
        owner = owner.parent
    configs = frame.module.project.configs
    key = (owner.number, text)
    if key not in configs:
        configs[key] = DictValue(receiver=text, place=frame.module.place(node))
    return configs[key]
