"""The functions of a module that can hold a site, run by themselves, and the callers that decide what goes in there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine_lint.python.dict_values import DictValue
from engine_lint.python.functions import run
from engine_lint.python.objects import default_instance, prototype
from engine_lint.python.possibilities import alternatives
from engine_lint.python.scope import Class, Frame, Module, Way
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.surroundings import surroundings
from engine_lint.python.values import Abstract, Arguments, Function, Opaque

MAX_LEVELS = 4
"""How many wrappers around wrappers are followed outwards."""
MAX_CALLERS = 60
"""A function that is named in more files than this is judged without them."""


def run_functions(module: Module) -> None:
    """Run, with unknown arguments, every function that can hold a site; those found on the way as well."""
    project, index = module.project, 0
    while index < len(module.functions):
        function = module.functions[index]
        index += 1
        if function.node not in project.run_alone and project.holds_site(module, function.node, function.owner):
            project.run_alone.add(function.node)
            _run_alone(function, module)


def _run_alone(function: Function, module: Module) -> None:
    """Run a function; a method of a class that is only there to be inherited from is run on objects of the classes below it."""
    overriding = list(_overriding(function))
    own = function.owner if function.owner is not None and not (overriding and not module.project.constructs(function.owner.name)) else None
    if function.name == "__init__" and function.owner is not None:
        for cls in (*((own,) if own else ()), *overriding):
            prototype(cls)
        return
    if function.owner is None or own is not None:
        run(function, None, None, _apart(function, module, ""))
    for cls in overriding:
        run(replace(function, receiver=prototype(cls)), None, None, _apart(function, module, f" on {cls.name}"))


def _apart(function: Function, module: Module, where: str, way: Way | None = None) -> Frame:
    """A frame to run a function in whose effects are told apart from those of the rest of the program."""
    conditions = module.project.conditions
    number = conditions.number(module.frame.number, f"run of {function.name} at line {function.node.lineno}{where}")
    return Frame(module, module.frame, path=frozenset({(number, True)}), way=way or Way())


def _overriding(function: Function) -> Iterator[Class]:
    """The classes below a method's own that set anything themselves which the method looks up on its object."""
    if function.owner is None:
        return
    used = function.owner.module.on_self.read_in(function.node)
    for cls in subclasses(function.owner) if used else ():
        own = set(cls.frame.names)
        if own & used or "__init__" in own:
            yield cls


def subclasses(cls: Class) -> list[Class]:
    """The classes of the project below a class, tests left out unless the class is in one."""
    project = cls.module.project
    found = []
    for path in project.subclassing(cls.name):
        if _left_out(path, cls.module):
            continue
        module = project.module_at(path)
        found += [each for each in module.classes if each is not cls and cls in each.lineage()] if module is not None else []
    return found


def _left_out(path: str, module: Module) -> bool:
    """Whether a file is a test, and the module that asks about it is not: tests do not decide what happens in production."""
    return surroundings(path, module.project.base).in_tests and not is_test(module)


def is_test(module: Module) -> bool:
    """Whether a module is a test or an example."""
    return surroundings(module.path, module.project.base).in_tests


def open_callers(module: Module) -> None:
    """Run the callers of the module's functions whose arguments decide about an engine, and their callers, to the outermost."""
    project = module.project
    for _ in range(MAX_LEVELS):
        waiting = {call.way.entry.node: call.way.entry for call in involving(module) if call.way.entry is not None and _is_callers(call)}
        waiting = {node: entry for node, entry in waiting.items() if (node, module) not in project.callers_open}
        if not waiting:
            return
        for node, entry in waiting.items():
            project.callers_open.add((node, module))
            for other in _caller_modules(entry, module):
                run_functions(other)


def involving(module: Module) -> list[EngineCall]:
    """The executions of factory calls that a module has part in."""
    return [call for call in module.project.sites.calls if not call.way.by_default and (call.module is module or module in call.way.modules)]


def _caller_modules(entry: Function, module: Module) -> Iterator[Module]:
    project = module.project
    names = {entry.name} - {"__init__"}
    if entry.owner is not None:
        names |= {entry.owner.name, *(cls.name for cls in subclasses(entry.owner))}
    paths = [path for path in project.naming(names) if not _left_out(path, module)]
    for path in paths if len(paths) <= MAX_CALLERS else ():
        found = project.module_at(path)
        if found is not None:
            yield found


def _is_callers(call: EngineCall) -> bool:
    """Whether anything about an engine is its function's caller's to say."""
    keywords = call.arguments.keywords
    if any(isinstance(why, Opaque) and why.parameter for _, why in keywords.unseen):
        return True
    values: Iterable[Abstract] = (*call.arguments.positional[:1], *(write.value for log in keywords.entries.values() for write in log))
    return any(isinstance(each, Opaque) and each.parameter for value in values for _, each in alternatives(value))


def run_with_defaults(function: Function) -> None:
    """Run a function as it is when its callers leave everything out that they may."""
    module, nothing = function.frame.module, Arguments((), DictValue())
    way = Way(entry=function, by_default=True)
    if function.node in module.project.run_by_default:
        return
    module.project.run_by_default.add(function.node)
    if function.owner is not None and function.name == "__init__":
        default_instance(function.owner, way)
        return
    if function.owner is not None:
        function = replace(function, receiver=default_instance(function.owner, way))
    run(function, nothing, None, _apart(function, module, " with defaults", way))
