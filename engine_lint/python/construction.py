"""Objects of classes that declare fields while they are made: arguments, hooks after it, validators."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.python.conditions import ALWAYS, Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.lookup import settle
from engine_lint.python.possibilities import alternatives, choose
from engine_lint.python.records import as_dict, fields, is_from_environment, is_record, last_name
from engine_lint.python.scope import Class, Frame
from engine_lint.python.values import Abstract, Arguments, Built, Function, Instance, Opaque, Scalar, Text, Write

_HOOKS = ("__post_init__", "__attrs_post_init__", "model_post_init")
_MODEL_VALIDATORS = frozenset({"model_validator", "root_validator"})
_FIELD_VALIDATORS = frozenset({"field_validator", "validator"})


def fill(instance: Instance, arguments: Arguments | None, node: ast.Call | None, frame: Frame) -> None:
    """What the constructor that a dataclass, attrs or pydantic writes does with its arguments, and what runs after it."""
    if arguments is not None:
        _take(instance, arguments)
    if not is_record(instance.cls):
        return
    given = frozenset(instance.attributes)
    for function, decorator in _validators(instance.cls, _MODEL_VALIDATORS):
        if _is_before(decorator):
            _of_values(instance, function, DictValue(entries={key: list(log) for key, log in instance.attributes.items()}), node, frame)
    for function, decorator in _validators(instance.cls, _FIELD_VALIDATORS):
        _of_fields(instance, function, decorator, given, node, frame)
    for function, decorator in _validators(instance.cls, _MODEL_VALIDATORS):
        if not _is_before(decorator) and last_name(decorator) == "root_validator":
            _of_values(instance, function, as_dict(instance, frame), node, frame)
        elif not _is_before(decorator):
            _run(function, instance, Arguments((), DictValue()), node, frame)
    for hook in _HOOKS:
        found = instance.cls.find(hook, frame.path)
        if found and isinstance(found[0], Function):
            _run(found[0], instance, Arguments((Opaque("it is the context of the validation"),) if hook == "model_post_init" else (), DictValue()), node, frame)


def _take(instance: Instance, arguments: Arguments) -> None:
    for name, value in zip(fields(instance.cls) if is_record(instance.cls) else (), arguments.positional, strict=False):
        instance.attributes.setdefault(name, []).append(Write(ALWAYS, value))
    for name, log in arguments.keywords.entries.items():
        instance.attributes.setdefault(name, []).extend(log)
    instance.open = bool(arguments.keywords.unseen or arguments.more)


def _validators(cls: Class, names: frozenset[str]) -> Iterator[tuple[Function, ast.expr]]:
    for each in reversed(cls.lineage()):
        for log in each.frame.names.values():
            value = log[-1].value
            if not isinstance(value, Function) or isinstance(value.node, ast.Lambda):
                continue
            decorator = next((one for one in value.node.decorator_list if last_name(one) in names), None)
            if decorator is not None:
                yield Function(value.node, value.frame, None, each), decorator


def _keyword(decorator: ast.expr, name: str) -> object:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    return next((each.value.value for each in keywords if each.arg == name and isinstance(each.value, ast.Constant)), None)


def _is_before(decorator: ast.expr) -> bool:
    return _keyword(decorator, "mode") in ("before", "wrap") or _keyword(decorator, "pre") is True


def _run(function: Function, receiver: Instance | Class, arguments: Arguments, node: ast.Call | None, frame: Frame) -> Abstract:
    from engine_lint.python.functions import run

    return settle(run(Function(function.node, function.frame, receiver, function.owner), arguments, node, frame))


def _of_values(instance: Instance, function: Function, values: DictValue, node: ast.Call | None, frame: Frame) -> None:
    """A validator that takes all values as a dict, and gives it back."""
    before = {key: log[-1] for key, log in values.entries.items() if log}
    result = _run(function, instance.cls, Arguments((values,), DictValue()), node, frame)
    if not isinstance(result, DictValue):
        return
    for key, log in result.entries.items():
        if log and log[-1] is not before.get(key):
            last = log[-1]
            given = Opaque(f"{instance.cls.name}.{key} can be set from outside")
            value = choose((last.value, given)) if last.is_default else last.value
            instance.attributes.setdefault(key, []).append(Write(last.path, value, last.place, last.slot, last.carrier, last.statement))


def _of_fields(instance: Instance, function: Function, decorator: ast.expr, given: frozenset[str], node: ast.Call | None, frame: Frame) -> None:
    """A validator of single fields: it changes what is given, and defaults only where it is told to, or of settings."""
    from engine_lint.python.attributes import of_instance

    names = [each.value for each in decorator.args if isinstance(each, ast.Constant) and isinstance(each.value, str)] if isinstance(decorator, ast.Call) else []
    for name in names:
        always = name in given or _keyword(decorator, "always") is True
        if name not in fields(instance.cls) or not (always or is_from_environment(instance.cls)):
            continue
        value = of_instance(instance, name, decorator, Frame(function.frame.module, function.frame, path=frame.path))
        result = _run(function, instance.cls, Arguments((value,), DictValue()), node, frame)
        given_back = (result,) if always else _of_its_own(result, frame.path)
        if given_back:
            instance.attributes.setdefault(name, []).append(Write(frame.path, choose(given_back)))


def _of_its_own(result: Abstract, path: Path) -> tuple[Abstract, ...]:
    """The values that a validator puts together itself, whatever comes in; none where it lets anything through.

    Settings validate their defaults too (https://docs.pydantic.dev/2.10/concepts/pydantic_settings/#validation-of-default-values), and where a
    validator raises there is no object.
    """
    found = tuple(settle(each) for _, each in alternatives(result, path))
    own = all(isinstance(each, (Scalar, Text, Built)) for each in found) and any(isinstance(each, (Text, Built)) for each in found)
    return found if own else ()
