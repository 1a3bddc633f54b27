"""Everything that one module shows: its engines and its config keys."""

from __future__ import annotations

import ast
from dataclasses import replace

from engine_lint.model.engine import Backend, Engine
from engine_lint.model.place import Place, span_of
from engine_lint.model.reading import Reading
from engine_lint.model.source import Source
from engine_lint.python.functions import prototype, run
from engine_lint.python.index import words_in
from engine_lint.python.project import Project
from engine_lint.python.scope import Frame, Module
from engine_lint.python.sites.engine_calls import engines
from engine_lint.python.sites.flask_config import ConfigReader, extension_engine
from engine_lint.python.sites.pool_hooks import hooks
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.surroundings import surroundings


def read(source: Source, project: Project) -> Reading:
    """Read one module.

    Args:
        source: its text.
        project: where other modules are found; what was read of them stays there.

    Raises:
        UnreadableFile: it cannot be parsed.
    """
    module = project.open(source)
    _run_functions(module)
    around = surroundings(module.path, project.base)
    ping = project.listeners.for_module(module)
    found: list[Engine] = []
    for members in _by_call(module):
        found += members
    outside = [(path, words) for path, words in project.others(module.path) if not surroundings(path, project.base).in_tests]
    options_elsewhere = any(words.sets_config_options for _, words in outside)
    hooked = words_in(source.text.encode("utf-8", "replace")).pool_hook or any(words.pool_hook for _, words in outside)
    has_config = options_elsewhere or "SQLALCHEMY_ENGINE_OPTIONS" in source.text
    for extension in project.sites.extensions:
        if extension.module is module:
            found += extension_engine(extension, around, project.conditions, ping, has_config, hooked)
    configs = ConfigReader(
        module,
        around,
        project.conditions,
        ping,
        hooked=hooked,
        options_elsewhere=options_elsewhere or any(words.sets_extension_options for _, words in outside),
        project_is_known=bool(outside),
        extensions=tuple(Place(path, span_of(line, first, line, last)) for path, words in outside for line, first, last in words.extensions)[:5],
    )
    found += configs.engines()
    read_outside = frozenset[str]().union(*(words.keys_read for _, words in project.others(module.path)))
    keys = tuple(configs.config_keys(_keys_read(module) | read_outside))
    notes = tuple((line, text) for path, line, text in project.notes if path == module.path)
    overridden = tuple(hooks(module, project.sites.hooks, around, project.conditions))
    return Reading(tuple(sorted(found, key=lambda each: each.site.place)), keys, overridden, notes)


def _run_functions(module: Module) -> None:
    """Run, with unknown arguments, every function that can hold a site; those found on the way as well."""
    project, done, index = module.project, module.project.run_alone, 0
    while index < len(module.functions):
        function = module.functions[index]
        index += 1
        if function.node in done or not project.holds_site(module, function.node, function.owner):
            continue
        done.add(function.node)
        if function.owner is not None and function.name == "__init__":
            prototype(function.owner)
            continue
        number = project.conditions.number(module.frame.number, f"run of {function.name} at line {function.node.lineno}")
        run(function, None, None, Frame(module, module.frame, path=frozenset({(number, True)})))


def _by_call(module: Module) -> list[list[Engine]]:
    """The engines of each factory call that is reported in this module.

    A call inside a function is judged there, once; where the caller's arguments decide about its options it is judged at
    each caller instead, and where only the URL is the caller's, the callers tell the backend.
    """
    project = module.project
    for other in {id(call.module): call.module for call in project.sites.calls if call.reporter is module and call.module is not module}.values():
        _run_functions(other)
    groups: dict[ast.Call, list[EngineCall]] = {}
    for call in project.sites.calls:
        if call.module is module or call.reporter is module:
            groups.setdefault(call.node, []).append(call)
    return [_judged(module, calls) for calls in groups.values()]


def _judged(module: Module, calls: list[EngineCall]) -> list[Engine]:
    project = module.project
    alone = [call for call in calls if not call.stack]
    called = _distinct([call for call in calls if call.stack and call.reporter is module])
    readings = {}
    for call in calls:
        around = surroundings(call.reporter.path, project.base)
        readings[id(call)] = engines(call, around, project.conditions, project.listeners.for_module(call.module))
    own = [(call, readings[id(call)]) for call in _distinct(alone)]
    depends = any(reading.depends_on_caller for _, members in own for reading in members)
    if called and (depends or not own):
        own = [(call, readings[id(call)]) for call in called if call.reporter is module]
        return [reading.engine for _, members in own for reading in members]
    backend = _agreed([reading.engine.backend for call in called for reading in readings[id(call)]])
    return [_with_backend(reading.engine, backend) for call, members in own if call.module is module for reading in members]


def _distinct(calls: list[EngineCall]) -> list[EngineCall]:
    seen: dict[tuple[object, ...], EngineCall] = {}
    for call in calls:
        seen.setdefault((call.node, call.stack, call.path if not call.stack else None), call)
    return list(seen.values())


def _agreed(found: list[Backend]) -> Backend | None:
    """The backends that all callers name together; None where one of them names none."""
    if not found or not all(each.complete for each in found):
        return None
    drivers = {each.driver for each in found}
    return replace(found[0], names=frozenset().union(*(each.names for each in found)), driver=drivers.pop() if len(drivers) == 1 else "")


def _with_backend(engine: Engine, backend: Backend | None) -> Engine:
    if backend is None or engine.backend.names:
        return engine
    return replace(engine, backend=replace(backend, evidence="the callers' URLs"))


def _keys_read(module: Module) -> frozenset[str]:
    """``SQLALCHEMY_*`` keys that the module reads: they are the project's own business."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr.startswith("SQLALCHEMY_"):
            found.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id.startswith("SQLALCHEMY_"):
            found.add(node.id)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            found |= _key_in(node.slice)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "pop", "getattr"} and node.args:
            found |= _key_in(node.args[0])
    return frozenset(found)


def _key_in(node: ast.expr) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("SQLALCHEMY_") else set()
