"""Attributes of the project's classes and objects: methods bound, properties called, fields with their defaults."""

from __future__ import annotations

import ast
from dataclasses import replace

from engine_lint.python import records
from engine_lint.python.dict_values import DictValue
from engine_lint.python.library_objects import Namespace
from engine_lint.python.possibilities import choose, read
from engine_lint.python.scope import Class, Frame
from engine_lint.python.values import Abstract, Arguments, ClassValue, External, Function, Instance, Opaque, Scalar

_PROPERTIES = frozenset({"property", "cached_property", "computed_field", "reify", "hybrid_property"})


def decorators(function: Function) -> set[str]:
    """The last parts of the decorators' names."""
    return {records.last_name(each) for each in getattr(function.node, "decorator_list", ())}


def of_class(cls: Class, name: str, frame: Frame) -> Abstract:
    """``Class.name``."""
    from engine_lint.python.lookup import settle

    found = cls.find(name, frame.path)
    if found is None:
        bases = list(cls.external_bases())
        return External(f"{bases[0]}.{name}") if bases else Opaque(f"{cls.name} has no attribute {name}", missing=True)
    value, owner = settle(found[0]), found[1]
    if isinstance(value, Function):
        names = decorators(value)
        bound = replace(value, receiver=cls if "classmethod" in names else None, owner=owner)
        return _called(bound, frame) if names >= {"classmethod", "property"} or "classproperty" in names else bound
    return records.field_default(value, owner, name) or Opaque(f"{cls.name}.{name} has no default", value.origin if isinstance(value, Opaque) else None)


def of_instance(instance: Instance, name: str, node: ast.expr, frame: Frame) -> Abstract:
    """``object.name``."""
    from engine_lint.python.lookup import settle

    own = read(instance.attributes.get(name, []), frame.path)
    if own is not None:
        return _replaceable(settle(own), instance, name, frame)
    cls = instance.cls
    found = cls.find(name, frame.path)
    value = settle(found[0]) if found else None
    if found and isinstance(value, Function):
        return _bound(replace(value, receiver=instance, owner=found[1]), frame)
    if name == "__dict__":
        return records.as_dict(instance, frame)
    field = records.field_value(instance, name, value, found[1] if found else None, node, frame)
    return field if field is not None else _unset(instance, name, node, frame)


def _replaceable(value: Abstract, instance: Instance, name: str, frame: Frame) -> Abstract:
    """What an object's attribute holds, and something unknown too where it begins with nothing or with SQLite and a method sets it to something else."""
    if instance.built_by_caller or not (isinstance(value, Scalar) and (value.value is None or str(value.value).startswith("sqlite:"))):
        return value
    around = frame.function.node if frame.function is not None else None
    for cls in instance.cls.lineage():
        setters = [each for each in cls.node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
        setters = [each for each in setters if name in cls.module.on_self.assigned_in(each)]
        later = next((each for each in setters if each.name != "__init__"), None)
        if later is not None and len(setters) > 1 and around not in setters:
            return choose((value, Opaque(f"{cls.name}.{later.name}() may give another")))
    return value


def is_property(function: Function) -> bool:
    """Whether reading the attribute calls the function."""
    return bool(decorators(function) & _PROPERTIES)


def _bound(function: Function, frame: Frame) -> Abstract:
    names = decorators(function)
    if "staticmethod" in names:
        return replace(function, receiver=None)
    if "classmethod" in names and isinstance(function.receiver, Instance):
        function = replace(function, receiver=function.receiver.cls)
    return _called(function, frame) if is_property(function) else function


def _called(function: Function, frame: Frame) -> Abstract:
    from engine_lint.python.functions import call_function
    from engine_lint.python.lookup import settle

    return settle(call_function(function, Arguments((), DictValue()), None, frame))


def _unset(instance: Instance, name: str, node: ast.expr, frame: Frame) -> Abstract:
    from engine_lint.python.lookup import config_object

    cls = instance.cls
    if name == "value" and records.is_enum(cls):
        return Opaque("it is an enum member")
    if name == "config":
        return config_object(node, frame)
    bases = list(cls.external_bases())
    reason = f"{cls.name} does not set {name}" + (f" itself ({bases[0]} may)" if bases else "")
    return Opaque(reason, frame.module.place(node), parameter=instance.built_by_caller, missing=not bases)


def of_super(receiver: Instance | ClassValue, above: Class, name: str, node: ast.expr, frame: Frame) -> Abstract:
    """``super().name``."""
    from engine_lint.python.lookup import settle

    cls = receiver.cls
    found = cls.find(name, frame.path, above)
    if found is None:
        return Opaque(f"{frame.module.text(node)[:60]} is not of this project", frame.module.place(node))
    value = settle(found[0])
    if isinstance(value, Function):
        return _bound(replace(value, receiver=receiver if isinstance(receiver, Instance) else cls, owner=found[1]), frame)
    return records.field_default(value, found[1], name) or Opaque(f"{found[1].name}.{name} has no default", frame.module.place(node))


def of_namespace(base: Namespace, name: str, node: ast.expr, frame: Frame) -> Abstract:
    """An attribute of a ``SimpleNamespace`` or of parsed arguments."""
    own = read(base.attributes.get(name, []), frame.path)
    if own is None:
        return Opaque(base.reason or f"it has no attribute {name}", frame.module.place(node), missing=not base.reason)
    return choose((own, Opaque(base.reason, frame.module.place(node)))) if base.reason else own


def of_declared(base: Opaque, name: str, node: ast.expr, frame: Frame) -> Abstract | None:
    """An attribute of a parameter or field: what an object of its declared class has, or another value; None where the class is not known."""
    from engine_lint.python.lookup import unknown_attribute
    from engine_lint.python.objects import prototype

    cls = records.declared_class(base.declared) if base.declared is not None else None
    if cls is None or records.is_enum(cls):
        return None
    unknown = unknown_attribute(base, node, frame)
    found = of_instance(prototype(cls), name, node, frame)
    if isinstance(found, (Function, ClassValue)) or (isinstance(found, DictValue) and found.receiver):
        return found
    return found if records.is_settings(cls) else choose((found, unknown))
