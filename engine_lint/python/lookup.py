"""Attributes of values, and values that are worked out late."""

from __future__ import annotations

import ast
from dataclasses import replace

from engine_lint.knowledge.third_party import makers, owners
from engine_lint.python.conditions import Path
from engine_lint.python.possibilities import choose, gate, read
from engine_lint.python.scope import Class, Frame
from engine_lint.python.values import (
    Abstract,
    Built,
    Choice,
    ClassValue,
    DictValue,
    External,
    Function,
    Gated,
    Imported,
    Instance,
    Later,
    ModuleValue,
    Opaque,
    Scalar,
    Super,
)

SETTINGS_BASES = ("BaseSettings", "BaseModel")
MAX_TESTED_STATEMENTS = 4
_CALLS_ITSELF = Opaque("the function calls itself")
_ENUM_BASES = ("enum.Enum", "enum.StrEnum", "enum.IntEnum")
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
    if isinstance(value, Later) and (isinstance(value.function.node, ast.Lambda) or len(value.function.node.body) > MAX_TESTED_STATEMENTS):
        return Opaque(f"{value.function.name}() is not followed in a test")
    return settle(value)


def attribute(base: Abstract, name: str, node: ast.Attribute, frame: Frame) -> Abstract:
    """``base.name``."""
    base = settle(base)
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
            return _of_class(cls, name, frame.path)
        case Instance():
            return _of_instance(base, name, node, frame)
        case Super(receiver=receiver, above=above):
            return _of_super(receiver, above, name, node, frame)
        case Built(dotted=dotted) if f"{dotted}.{name}" in makers():
            return External(f"{dotted}.{name}", frame.module.place(node))
        case DictValue(entries=entries) if is_attribute_config(base) and name in entries:
            return read(entries[name], frame.path) or Opaque(f"{name} is not set on this path", frame.module.place(node))
        case Scalar() | DictValue():
            return Opaque("it is a method", frame.module.place(node))
    if name == "config" or (name == "conf" and isinstance(base, Built) and base.dotted in _CONFIG_OWNERS) or name == "JupyterHub":
        return config_object(node, frame)
    parameter = isinstance(base, Opaque) and base.parameter
    reason = f"{frame.module.text(node)[:60]} is set at run time" if isinstance(base, (Opaque, Built)) else "it is read from an object"
    return Opaque(reason, frame.module.place(node), parameter)


def _external(dotted: str, name: str, node: ast.Attribute, frame: Frame) -> Abstract:
    if name in ("config", "conf") and dotted in _CONFIG_OWNERS:
        return config_object(node, frame)
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


def _of_class(cls: Class, name: str, path: Path) -> Abstract:
    value = cls.attribute(name, path)
    if value is None:
        bases = list(cls.external_bases())
        return External(f"{bases[0]}.{name}") if bases else Opaque(f"{cls.name} has no attribute {name}")
    value = settle(value)
    if isinstance(value, Function):
        return replace(value, receiver=_bound_to(value, cls), owner=cls)
    return field_default(value, cls)


def _of_super(receiver: Instance | ClassValue, above: Class, name: str, node: ast.Attribute, frame: Frame) -> Abstract:
    """What the classes behind one of an object's classes have under a name."""
    lineage = list(receiver.cls.lineage())
    behind = lineage[lineage.index(above) + 1 :] if above in lineage else []
    for cls in behind:
        log = cls.frame.names.get(name)
        held = read(log, frame.path) if log else None
        value = settle(held) if held is not None else None
        if isinstance(value, Function):
            return replace(value, receiver=receiver if isinstance(receiver, Instance) else receiver.cls, owner=cls)
        if value is not None:
            return value
    return Opaque(f"{frame.module.text(node)[:60]} is not of this project", frame.module.place(node))


def _bound_to(function: Function, cls: Class) -> Class | None:
    """What a function looked up on the class is bound to: the class for class methods, nothing else."""
    names = decorators(function)
    return cls if "classmethod" in names else None


def decorators(function: Function) -> set[str]:
    """The last parts of the decorators' names."""
    found = set()
    for each in getattr(function.node, "decorator_list", ()):
        target = each.func if isinstance(each, ast.Call) else each
        found.add(target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else "")
    return found


def field_default(value: Abstract, cls: Class) -> Abstract:
    """A class attribute as its instances show it: ``Field(default=...)`` unwrapped, enum members as their values."""
    if isinstance(value, Built) and value.dotted.rpartition(".")[2] in {"Field", "field", "mapped_column"}:
        default = read(value.arguments.keywords.entries.get("default", []), frozenset())
        if default is None and value.arguments.positional:
            default = value.arguments.positional[0]
        return default if default is not None else Opaque("the field has no default", value.origin)
    return value


def is_enum(cls: Class) -> bool:
    """Whether the class is an enumeration."""
    return any(name in _ENUM_BASES for name in cls.external_bases())


def is_settings(cls: Class) -> bool:
    """Whether instances take their values from outside: the environment, a constructor's arguments."""
    names = {name.rpartition(".")[2] for name in cls.external_bases()}
    decorated = {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in cls.node.decorator_list}
    return any(name.endswith(SETTINGS_BASES) for name in names) or bool(decorated & {"dataclass", "define", "attrs"})


def reads_environment(cls: Class) -> bool:
    """Whether instances take values from the environment, whatever they are made with."""
    return any(name.endswith("BaseSettings") for name in cls.external_bases())


def _of_instance(instance: Instance, name: str, node: ast.Attribute, frame: Frame) -> Abstract:
    own = read(instance.attributes.get(name, []), frame.path)
    if own is not None:
        return settle(own)
    cls = instance.cls
    value = cls.attribute(name, frame.path)
    if value is None:
        if is_enum(cls) and name == "value":
            return Opaque("it is an enum member")
        if name == "config":
            return config_object(node, frame)
        bases = list(cls.external_bases())
        origin = f"{cls.name} does not set {name}" + (f" itself ({bases[0]} may)" if bases else "")
        return Opaque(origin, frame.module.place(node), parameter=instance.built_by_caller)
    value = settle(value)
    if isinstance(value, Function):
        bound = replace(value, receiver=None if "staticmethod" in decorators(value) else instance, owner=cls)
        if decorators(value) & {"property", "cached_property", "computed_field", "reify"}:
            from engine_lint.python.functions import call_function
            from engine_lint.python.values import Arguments

            return call_function(bound, Arguments((), DictValue()), None, frame)
        return bound
    found = field_default(value, cls)
    if reads_environment(cls) or (instance.built_by_caller and is_settings(cls)):
        by_caller = instance.built_by_caller and not reads_environment(cls)
        return choose((found, Opaque(f"{cls.name}.{name} can be set from outside", frame.module.place(node), by_caller)))
    return found
