"""Running functions of the project: with a caller's arguments, or by themselves with unknown ones."""

from __future__ import annotations

import ast

from engine_lint.model.value import Carrier
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.possibilities import choose, gate, read
from engine_lint.python.scope import Class, Frame
from engine_lint.python.values import Abstract, Arguments, Choice, ClassValue, DictValue, Function, Gated, Instance, Later, Opaque, Scalar, Sequence, Write

MAX_DEPTH = 8


def call_function(function: Function, arguments: Arguments, node: ast.Call | None, frame: Frame) -> Abstract:
    """The result of calling a project function. Functions that can neither hold a site nor change a dict are run on demand."""
    if _matters(function, arguments):
        return run(function, arguments, node, frame)
    return Later(function, arguments, frame.path, frame.depth)


def _matters(function: Function, arguments: Arguments) -> bool:
    module = function.frame.module
    if module.project.holds_site(module, function.node, function.owner):
        return True
    given = [*arguments.positional, *(write.value for log in arguments.keywords.entries.values() for write in log)]
    return any(_holds_dict(value) for value in given)


def _holds_dict(value: Abstract) -> bool:
    """Whether a function could change a dict that it is given; values that are not worked out yet are let be."""
    match value:
        case Gated(writes=writes):
            return any(_holds_dict(write.value) for write in writes)
        case Choice(values=values):
            return any(_holds_dict(each) for each in values)
        case _:
            return isinstance(value, DictValue)


def run_later(late: Later) -> Abstract:
    """The result of a call that nobody had asked about so far."""
    module = late.function.frame.module
    given = late.arguments
    if given.positional or given.more or given.keywords.entries or given.keywords.unseen:
        return module.project.on_demand(lambda: run(late.function, given, None, Frame(module, path=late.path, depth=late.depth)))
    results = module.project.results
    key = (late.function.node, id(late.function.receiver))
    if key not in results:
        results[key] = Opaque("the function calls itself")
        results[key] = module.project.on_demand(lambda: run(late.function, given, None, Frame(module, depth=late.depth)))
    return results[key]


def run(function: Function, arguments: Arguments | None, node: ast.Call | None, caller: Frame) -> Abstract:
    """Run a function's body; ``arguments`` None means that nothing is known of them."""
    from engine_lint.python.evaluate import evaluate
    from engine_lint.python.execute import run_block

    module = function.frame.module
    active = module.project.active
    if caller.depth >= MAX_DEPTH or function.node in active or not module.project.spend(1):
        return Opaque(f"the calls behind {function.name}() are too deep to follow")
    frame = Frame(module, function.frame, "function", path=caller.path, depth=caller.depth + 1, function=function)
    frame.dead = list(caller.dead)
    if node is not None:
        frame.stack, frame.stack_modules = (*caller.stack, node), (*caller.stack_modules, caller.module)
    else:
        frame.stack, frame.stack_modules = caller.stack, caller.stack_modules
    bind(function, arguments, node, frame, caller)
    active.add(function.node)
    try:
        if isinstance(function.node, ast.Lambda):
            return evaluate(function.node.body, frame)
        run_block(function.node.body, frame)
    finally:
        active.discard(function.node)
    return _result(frame, caller)


def _result(frame: Frame, caller: Frame) -> Abstract:
    if not frame.returns:
        return Scalar(None)
    if len(frame.returns) == 1 and (frame.returns[0].path == caller.path or frame.returns[0].path == frame.path):
        return frame.returns[0].value
    return gate(tuple(reversed(frame.returns)))


def bind(function: Function, arguments: Arguments | None, node: ast.Call | None, frame: Frame, caller: Frame) -> None:
    """Bind the parameters in the new frame."""
    spec = function.node.args
    names = [*spec.posonlyargs, *spec.args]
    if function.receiver is not None and names:
        receiver = function.receiver
        frame.assign(names[0].arg, ClassValue(receiver) if isinstance(receiver, Class) else receiver)
        names = names[1:]
    elif function.owner is not None and names and function.receiver is None and names[0].arg in {"self", "cls"}:
        frame.assign(names[0].arg, ClassValue(function.owner) if names[0].arg == "cls" else prototype(function.owner))
        names = names[1:]
    defaults = _defaults(function)
    used: set[str] = set()
    for index, parameter in enumerate([*names, *spec.kwonlyargs]):
        is_positional = index < len(names)
        given = _given(parameter.arg, index if is_positional else None, arguments, caller)
        used.add(parameter.arg)
        frame.assign(parameter.arg, given if given is not None else _missing(function, parameter.arg, defaults.get(parameter.arg), arguments, frame))
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


def _missing(function: Function, name: str, default: ast.expr | None, arguments: Arguments | None, frame: Frame) -> Abstract:
    from engine_lint.python.evaluate import evaluate

    unknown = Opaque(f"the argument {name} of {function.name}() is its caller's", function.frame.module.place(function.node), parameter=True)
    known_call = arguments is not None and not arguments.more and not arguments.keywords.unseen
    if default is None:
        return unknown
    definer = Frame(function.frame.module, function.frame, "function", path=frame.path, depth=frame.depth)
    value = evaluate(default, definer)
    if known_call:
        return value
    return unknown if isinstance(value, Scalar) and value.value is None else choose((value, unknown))


def _keywords(function: Function, name: str, arguments: Arguments | None, node: ast.Call | None, used: set[str], caller: Frame) -> DictValue:
    """The ``**kwargs`` of a function: the caller's keywords that no parameter takes."""
    if arguments is None:
        reason = f"{function.name}() passes on **{name} from its caller"
        return DictValue(unseen=[(ALWAYS, Opaque(reason, function.frame.module.place(function.node), parameter=True))])
    carrier = Carrier("call", caller.module.place(node)) if node is not None else None
    result = DictValue(carrier=carrier, unseen=list(arguments.keywords.unseen), spreads=list(arguments.keywords.spreads))
    result.entries = {key: list(log) for key, log in arguments.keywords.entries.items() if key not in used}
    return result


def prototype(cls: Class) -> Instance:
    """The ``self`` that a class's methods see: an object whose ``__init__`` ran with unknown arguments."""
    if cls.prototype is None:
        cls.prototype = Instance(cls, built_by_caller=True)
        _initialise(cls.prototype, None, None, Frame(cls.module))
        _forget_other_methods(cls.prototype)
    return cls.prototype


def construct(cls: Class, arguments: Arguments, node: ast.Call, frame: Frame) -> Instance:
    """``Class(...)``."""
    instance = Instance(cls)
    _initialise(instance, arguments, node, frame)
    return instance


def _initialise(instance: Instance, arguments: Arguments | None, node: ast.Call | None, frame: Frame) -> None:
    for cls in instance.cls.lineage():
        log = cls.frame.names.get("__init__")
        value = log[-1].value if log else None
        if isinstance(value, Function):
            run(Function(value.node, value.frame, instance, cls), arguments, node, frame)
            return
    if arguments is not None:
        for name, log in arguments.keywords.entries.items():
            instance.attributes.setdefault(name, []).extend(log)


def _forget_other_methods(instance: Instance) -> None:
    """Attributes that other methods assign too are unknown in general: any of them may have run."""
    for cls in instance.cls.lineage():
        for statement in cls.node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and statement.name != "__init__":
                for name in _assigned_on_self(statement):
                    unknown = Opaque(f"self.{name} is set in {cls.name}.{statement.name}()")
                    instance.attributes.setdefault(name, []).insert(0, Write(ALWAYS, unknown))


def _assigned_on_self(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id == "self":
            found.add(node.attr)
    return found
