"""Running functions of the project: with a caller's arguments, or by themselves with unknown ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine_lint.python.dict_values import DictValue
from engine_lint.python.effects import effects_of
from engine_lint.python.parameters import bind
from engine_lint.python.possibilities import gate
from engine_lint.python.scope import Frame, Module, Way
from engine_lint.python.values import Abstract, Arguments, Choice, External, Function, Gated, Imported, Later, Opaque, Scalar, Test, Text

MAX_DEPTH = 8


def call_function(function: Function, arguments: Arguments, node: ast.Call | None, frame: Frame) -> Abstract:
    """The result of calling a project function. Functions that can neither hold a site nor change a dict are run on demand."""
    if node is not None and frame.module.project.trace is not None:
        frame.module.project.trace.call(function, node, frame)
    project, module = function.frame.module.project, function.frame.module
    given = _given_dicts(arguments)
    if any(_is_factory(value, module) for value in arguments.positional):
        return run(function, arguments, node, frame)
    if (given or project.holds_site(module, function.node, function.owner)) and not project.budget.is_fruitless(function.node):
        happened = lambda: (project.happened(), sum(each.changes + len(each.unseen) for each in given))  # noqa: E731
        return project.budget.watched(function.node, lambda: run(function, arguments, node, frame), happened)
    effects = effects_of(function)
    if given or effects.outside or (effects.given and _may_be_changed(function, arguments)):
        return project.budget.on_demand(lambda: run(function, arguments, node, frame))
    return Later(function, arguments, frame.path, frame.depth)


def _may_be_changed(function: Function, arguments: Arguments) -> bool:
    """Whether a function is given anything of which attributes or items are known, so that changes of it matter; a method is given its object."""
    if function.receiver is not None or function.owner is not None:
        return True
    values = (*arguments.positional, *(write.value for log in arguments.keywords.entries.values() for write in log))
    return any(not isinstance(value, (Scalar, Opaque, External, Text, Test)) for value in values)


def _given_dicts(arguments: Arguments) -> list[DictValue]:
    """The dicts that a function is given and could change; values that are not worked out yet are let be."""
    given = [*arguments.positional, *(write.value for log in arguments.keywords.entries.values() for write in log)]
    return [found for value in given for found in _dicts_in(value)]


def _is_factory(value: Abstract, module: Module) -> bool:
    """Whether a function is handed an engine factory, which it may call."""
    if isinstance(value, Imported):
        return bool(module.project.sites.factory_of(f"{value.module}.{value.name}"))
    return isinstance(value, External) and bool(module.project.sites.factory_of(value.dotted))


def _dicts_in(value: Abstract) -> Iterator[DictValue]:
    match value:
        case DictValue():
            yield value
        case Gated(writes=writes):
            for write in writes:
                yield from _dicts_in(write.value)
        case Choice(values=values):
            for each in values:
                yield from _dicts_in(each)


def run_later(late: Later) -> Abstract:
    """The result of a call that nobody had asked about so far."""
    module = late.function.frame.module
    given = late.arguments
    if given.positional or given.more or given.keywords.entries or given.keywords.unseen:
        return module.project.budget.on_demand(lambda: run(late.function, given, None, Frame(module, path=late.path, depth=late.depth)))
    results = module.project.results
    key = (late.function.node, id(late.function.receiver))
    if key not in results:
        results[key] = Opaque("the function calls itself")
        results[key] = module.project.budget.on_demand(lambda: run(late.function, given, None, Frame(module, depth=late.depth)))
    return results[key]


def run(function: Function, arguments: Arguments | None, node: ast.Call | None, caller: Frame) -> Abstract:
    """Run a function's body; ``arguments`` None means that nothing is known of them."""
    from engine_lint.python.evaluate import evaluate
    from engine_lint.python.execute import run_block

    module = function.frame.module
    active, by_itself = module.project.active, arguments is None and not caller.depth
    if caller.depth >= MAX_DEPTH or function.node in active or not (module.project.budget.spend() or by_itself):
        return Opaque(f"the calls behind {function.name}() are too deep to follow")
    frame = Frame(module, function.frame, "function", path=caller.path, depth=caller.depth + 1, function=function)
    if caller.dead or module.frame.dead:
        frame.dead = list(dict.fromkeys((*caller.dead, *module.frame.dead)))
    frame.way = caller.way.through(node, caller.module) if node is not None else caller.way
    if arguments is None and frame.way == Way():
        frame.way = Way(entry=function)
    bind(function, arguments, node, frame, caller)
    if module.project.trace is not None:
        module.project.trace.binds(frame, function, arguments)
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
