"""Parameters: what a function's names are bound to when it is called, or when nothing is known of its callers."""

from __future__ import annotations

import ast

from engine_lint.model.place import Place
from engine_lint.model.value import Carrier
from engine_lint.python.commands import option_default
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import choose, read
from engine_lint.python.scope import Class, Frame
from engine_lint.python.values import Abstract, Arguments, ClassValue, Declaration, Function, Opaque, Scalar, Sequence


def bind(function: Function, arguments: Arguments | None, node: ast.Call | None, frame: Frame, caller: Frame) -> None:
    """Bind the parameters in the new frame."""
    spec = function.node.args
    names = [*spec.posonlyargs, *spec.args]
    if function.receiver is not None and names:
        receiver = function.receiver
        frame.assign(names[0].arg, ClassValue(receiver) if isinstance(receiver, Class) else receiver)
        names = names[1:]
    elif function.owner is not None and names and function.receiver is None and names[0].arg in {"self", "cls"}:
        from engine_lint.python.objects import prototype

        frame.assign(names[0].arg, ClassValue(function.owner) if names[0].arg == "cls" else prototype(function.owner))
        names = names[1:]
    defaults = _defaults(function)
    used: set[str] = set()
    for index, parameter in enumerate([*names, *spec.kwonlyargs]):
        is_positional = index < len(names)
        given = _given(parameter.arg, index if is_positional else None, arguments, caller)
        used.add(parameter.arg)
        default = defaults.get(parameter.arg)
        frame.assign(parameter.arg, given if given is not None else _missing(function, parameter.arg, default, arguments, frame))
        place = _place_of(parameter.arg, index if is_positional else None, arguments, caller) or (function.frame.module.place(default) if default else None)
        if arguments is not None and place is not None:
            frame.parameters[parameter.arg] = place
    if spec.vararg:
        rest = arguments.positional[len(names) :] if arguments else ()
        frame.assign(spec.vararg.arg, Sequence(rest, "tuple") if arguments and not arguments.more else Opaque("it is a caller's", parameter=True))
    if spec.kwarg:
        frame.assign(spec.kwarg.arg, _keywords(function, spec.kwarg.arg, arguments, node, used, caller))


def _defaults(function: Function) -> dict[str, ast.expr]:
    spec = function.node.args
    names = [each.arg for each in [*spec.posonlyargs, *spec.args]]
    found = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=True))
    found.update({each.arg: default for each, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if default is not None})
    return found


def _given(name: str, index: int | None, arguments: Arguments | None, caller: Frame) -> Abstract | None:
    if arguments is None:
        return None
    if index is not None and index < len(arguments.positional):
        return arguments.positional[index]
    return read(arguments.keywords.entries.get(name, []), caller.path)


def _place_of(name: str, index: int | None, arguments: Arguments | None, caller: Frame) -> Place | None:
    """Where the expression stands that a caller gives for a parameter."""
    if arguments is None:
        return None
    if index is not None and index < len(arguments.positional):
        return arguments.places[index] if index < len(arguments.places) else None
    log = arguments.keywords.entries.get(name, [])
    return log[-1].slot if log else None


def slot_of(node: ast.expr, frame: Frame) -> Place | None:
    """Where the expression stands that decides what a parameter's bare name means here; None for every other expression."""
    if not isinstance(node, ast.Name) or node.id not in frame.parameters or len(frame.names.get(node.id, ())) != 1:
        return None
    return frame.parameters[node.id]


def _missing(function: Function, name: str, default: ast.expr | None, arguments: Arguments | None, frame: Frame) -> Abstract:
    from engine_lint.python.evaluate import evaluate

    unknown = _from_caller(function, name)
    known_call = arguments is not None and not arguments.more and not arguments.keywords.unseen
    if default is None:
        return unknown
    definer = Frame(function.frame.module, function.frame, "function", path=frame.path, depth=frame.depth)
    value = evaluate(default, definer)
    if known_call:
        return value
    return unknown if isinstance(value, Scalar) and value.value is None else choose((value, unknown))


def _from_caller(function: Function, name: str) -> Abstract:
    """A parameter that nothing is known of but the type it is declared with, or the option's default of a command."""
    reason = f"the argument {name} of {function.name}() is its caller's"
    spec = function.node.args
    annotation = next((each.annotation for each in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs) if each.arg == name), None)
    declared = Declaration(annotation, function.frame) if annotation is not None else None
    unknown = Opaque(reason, function.frame.module.place(function.node), parameter=True, declared=declared)
    default = option_default(function, name)
    return unknown if default is None else choose((default, Opaque(f"{name} is given on the command line", unknown.origin)))


def _keywords(function: Function, name: str, arguments: Arguments | None, node: ast.Call | None, used: set[str], caller: Frame) -> DictValue:
    """The ``**kwargs`` of a function: the caller's keywords that no parameter takes."""
    if arguments is None:
        reason = f"{function.name}() passes on **{name} from its caller"
        return DictValue(unseen=[(ALWAYS, Opaque(reason, function.frame.module.place(function.node), parameter=True))])
    carrier = Carrier("call", caller.module.place(node)) if node is not None else None
    result = DictValue(carrier=carrier, unseen=list(arguments.keywords.unseen), spreads=list(arguments.keywords.spreads))
    result.entries = {key: list(log) for key, log in arguments.keywords.entries.items() if key not in used}
    return result
