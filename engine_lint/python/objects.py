"""Objects of the project's classes: made by a call, or the ``self`` that methods are read with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from engine_lint.python import dicts
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.construction import fill
from engine_lint.python.dict_values import DictValue
from engine_lint.python.functions import run
from engine_lint.python.records import is_typed_dict
from engine_lint.python.scope import Class, Frame, Way
from engine_lint.python.values import Abstract, Arguments, ClassValue, Function, Instance, Opaque, Super, Write


def prototype(cls: Class) -> Instance:
    """The ``self`` that a class's methods see: an object whose ``__init__`` ran with unknown arguments."""
    if cls.prototype is None:
        cls.prototype = Instance(cls, built_by_caller=True)
        _initialise(cls.prototype, None, None, Frame(cls.module))
        _forget_other_methods(cls.prototype)
    return cls.prototype


def construct(cls: Class, arguments: Arguments, node: ast.Call, frame: Frame) -> Instance | DictValue:
    """``Class(...)``; of a ``TypedDict`` a dict. Its methods with factory calls are run on it too, since what they do may depend on how it was made."""
    if is_typed_dict(cls):
        return dicts.build(arguments, node, frame)
    instance = Instance(cls)
    _initialise(instance, arguments, node, frame)
    cls.constructed = True
    for method in _makers(cls):
        inner = Frame(frame.module, frame, "function", path=frame.path, depth=frame.depth)
        inner.way = replace(frame.way.through(node, frame.module), implied=True)
        run(replace(method, receiver=instance), None, None, inner)
    return instance


def default_instance(cls: Class, way: Way) -> Instance:
    """An object that was made without arguments."""
    instance = Instance(cls, built_by_caller=True)
    _initialise(instance, Arguments((), DictValue()), None, Frame(cls.module, way=way))
    return instance


def _makers(cls: Class) -> Iterator[Function]:
    """The methods beside ``__init__`` that a class has, or gets from its bases, in which an engine may be made."""
    lineage = cls.lineage()
    if not any(each.module.project.names_factory(each.module) for each in lineage):
        return
    seen: set[str] = {"__init__"}
    for each in lineage:
        for name, log in each.frame.names.items():
            value = log[-1].value if log else None
            if name in seen or not isinstance(value, Function) or isinstance(value.node, ast.Lambda):
                continue
            seen.add(name)
            if value.frame is each.frame and each.module.project.holds_factory(each.module, value.node):
                yield replace(value, owner=each)


def super_object(frame: Frame) -> Abstract | None:
    """``super()`` in a method; None where it cannot be told whose."""
    inner: Frame | None = frame
    while inner is not None and (inner.function is None or inner.function.owner is None):
        inner = inner.parent
    if inner is None or inner.function is None or inner.function.owner is None or isinstance(inner.function.node, ast.Lambda):
        return None
    parameters = [*inner.function.node.args.posonlyargs, *inner.function.node.args.args]
    receiver = inner.lookup(parameters[0].arg) if parameters else None
    return Super(receiver, inner.function.owner) if isinstance(receiver, (Instance, ClassValue)) else None


def _initialise(instance: Instance, arguments: Arguments | None, node: ast.Call | None, frame: Frame) -> None:
    for cls in instance.cls.lineage():
        log = cls.frame.names.get("__init__")
        value = log[-1].value if log else None
        if isinstance(value, Function):
            _made_by(Function(value.node, value.frame, instance, cls), arguments, node, frame)
            return
    fill(instance, arguments, node, frame)


def _made_by(function: Function, arguments: Arguments | None, node: ast.Call | None, frame: Frame) -> None:
    """Run an ``__init__``; deep in functions one that has shown no site so far is run only for the attributes that it sets."""
    project, once = function.frame.module.project, lambda: run(function, arguments, node, frame)
    if not (frame.depth and project.budget.is_fruitless(function.node)):
        project.budget.watched(function.node, once, project.happened)
    elif isinstance(project.budget.on_demand(once), Opaque) and isinstance(function.receiver, Instance):
        function.receiver.open = True


def _forget_other_methods(instance: Instance) -> None:
    """Attributes that other methods assign too are unknown in general: any of them may have run."""
    for cls in instance.cls.lineage():
        for statement in cls.node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and statement.name != "__init__":
                for name in cls.module.on_self.assigned_in(statement):
                    unknown = Opaque(f"self.{name} is set in {cls.name}.{statement.name}()")
                    instance.attributes.setdefault(name, []).insert(0, Write(ALWAYS, unknown))
