"""Where an engine is judged: at the factory call, or at the calls of the functions around it.

A call inside a function is judged there, once. Where the arguments of the function's callers decide about its options it is
judged at each caller instead, and so on outwards; where only the URL is the caller's, the callers tell the backend.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from engine_lint.model.engine import Backend, Engine, SessionTimer
from engine_lint.model.place import Place
from engine_lint.python.callers import involving, is_test, open_callers, run_functions, run_with_defaults
from engine_lint.python.scope import Module
from engine_lint.python.sites.engine_calls import EngineReading, engines
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.surroundings import surroundings

Level: TypeAlias = tuple[ast.Call, ...]
"""The calls between a place where an engine may be judged and its factory call; empty for the factory call itself."""


def engines_of(module: Module) -> list[Engine]:
    """The engines that are judged in a module."""
    for other in {id(each): each for call in involving(module) for each in (call.module, *call.way.modules)}.values():
        run_functions(other)
    open_callers(module)
    groups: dict[ast.Call, list[EngineCall]] = {}
    in_tests = is_test(module)
    for call in involving(module):
        groups.setdefault(call.node, [])
    for call in module.project.sites.calls:
        if call.node in groups and not call.way.by_default and (in_tests or not is_test(call.reporter)):
            groups[call.node].append(call)
    return [reading.engine for calls in groups.values() for reading in _at(module, _distinct(calls), ())]


def _at(module: Module, calls: Sequence[EngineCall], level: Level) -> Iterator[EngineReading]:
    """What is judged in a module of one factory call, from one level outwards. A function that is handed the factory itself is judged at its callers."""
    own, outer = _own(calls, level), _outer(calls, level)
    if not level and outer and all(call.way.calls for call in own):
        for further, beyond in outer.items():
            yield from _at(module, beyond, further)
        return
    readings = [reading for call in own for reading in _readings(call, level)]
    if any(reading.depends_on_caller for reading in readings) and _called_for_real(own, level, outer):
        for further, beyond in outer.items():
            yield from _at(module, beyond, further)
        return
    is_open = any(reading.engine.is_open for reading in readings)
    passed_on = frozenset[str]() if is_open else frozenset[str]().union(*(reading.passed_on for reading in readings))
    told = {further: beyond for further, beyond in outer.items() if passed_on and _decides(beyond, further, passed_on)}
    for further, beyond in told.items():
        yield from (_without_absences(reading) for reading in _at(module, beyond, further))
    if not own or _module(own[0], level) is not module:
        return
    if passed_on and told and len(told) == len(outer):
        passed_on = frozenset()
    quiet = [call for further, beyond in outer.items() if further not in told for call in beyond if not call.way.implied]
    backend = _agreed([reading.engine.backend for call in quiet for reading in _readings(call, level)])
    found = (_by_default(own, level) or readings) if passed_on else readings
    for reading in found:
        engine = replace(reading.engine, uncalled=bool(passed_on) and not outer)
        yield replace(reading, engine=_with_backend(engine, backend, called=bool(outer)))


def _called_for_real(own: Sequence[EngineCall], level: Level, outer: Mapping[Level, Sequence[EngineCall]]) -> bool:
    """Whether anything but tests calls a function that is none itself."""
    called = {id(module): module for further, beyond in outer.items() for module in (_module(_own(beyond, further)[0], further),)}
    return any(not is_test(each) for each in called.values()) or (bool(called) and is_test(_module(own[0], level)))


def _own(calls: Sequence[EngineCall], level: Level) -> list[EngineCall]:
    """The executions that start at a level, else those that start nearest outside of it."""
    beyond = [call for call in calls if _is_beyond(call, level)]
    shortest = min((len(call.way.calls) for call in beyond), default=0)
    return [call for call in beyond if len(call.way.calls) == shortest]


def _is_beyond(call: EngineCall, level: Level) -> bool:
    return not level or call.way.calls[-len(level) :] == level


def _outer(calls: Sequence[EngineCall], level: Level) -> dict[Level, list[EngineCall]]:
    """The levels next outside, in the order in which they were met, with the executions that start there or beyond."""
    found: dict[Level, list[EngineCall]] = {}
    for call in calls:
        if _is_beyond(call, level) and len(call.way.calls) > len(level):
            found.setdefault(call.way.calls[-len(level) - 1 :], []).append(call)
    return found


def _module(call: EngineCall, level: Level) -> Module:
    return call.way.modules[-len(level)] if level else call.module


def _readings(call: EngineCall, level: Level) -> list[EngineReading]:
    project, seen = call.module.project, call.seen_from(len(level))
    pings = project.listeners.for_call(call.node, (call.module, *call.way.modules))
    found = engines(seen, surroundings(seen.reporter.path, project.base), project.conditions, pings)
    if project.listeners.pragma_for_call(call.node, call.module) is not None:
        found = [replace(each, engine=_of_sqlite(each.engine)) for each in found]
    modules = (call.module, *call.way.modules)
    timer, error = project.listeners.timer_for_call(call.node, modules), project.listeners.error_for_call(call.node, modules)
    autocommit = project.listeners.autocommit_for_call(call.node, modules)
    if autocommit is not None:
        found = [replace(each, engine=replace(each.engine, autocommit_listener=autocommit.place)) for each in found]
    if timer is not None:
        found = [replace(each, engine=replace(each.engine, session_timer=SessionTimer(timer.seconds, timer.place))) for each in found]
    return [replace(each, engine=replace(each.engine, error_listener=error.place)) for each in found] if error is not None else found


def _of_sqlite(engine: Engine) -> Engine:
    """The engine as SQLite's, where its URL does not say that it is another's."""
    if engine.backend.complete and engine.backend.names and "sqlite" not in engine.backend.names:
        return engine
    return replace(engine, backend=replace(engine.backend, names=frozenset({"sqlite"}), complete=True, evidence="a PRAGMA that its listener runs"))


def _decides(calls: Sequence[EngineCall], level: Level, names: frozenset[str]) -> bool:
    """Whether a caller gives one of some options a value of its own."""
    own = _own(calls, level)
    place = _module(own[0], level).place(level[0])
    options = (reading.engine.options.get(name) for call in own for reading in _readings(call, level) for name in names)
    return any(option is not None and _covers(place, option.slot) for option in options)


def _covers(whole: Place, part: Place) -> bool:
    return (whole.path, whole.cell) == (part.path, part.cell) and whole.span.covers(part.span)


def _without_absences(reading: EngineReading) -> EngineReading:
    return replace(reading, engine=replace(reading.engine, absences_told_inside=True))


def _by_default(own: Sequence[EngineCall], level: Level) -> list[EngineReading]:
    """What the engine gets where callers leave out what they may."""
    for call in own:
        if call.way.entry is not None:
            run_with_defaults(call.way.entry)
    calls = [each for each in own[0].module.project.sites.calls if each.way.by_default and each.node is own[0].node and each.way.calls == level]
    return [reading for call in _distinct(calls) for reading in _readings(call, level)]


def _distinct(calls: Sequence[EngineCall]) -> list[EngineCall]:
    """Executions that came on the same way are one, unless their paths or receivers differ."""
    seen: dict[tuple[object, ...], EngineCall] = {}
    for call in calls:
        seen.setdefault((call.node, call.way.calls, call.path if not call.way.calls else None), call)
    return list(seen.values())


def _agreed(found: list[Backend]) -> Backend | None:
    """The backends that all callers name together; None where one of them names none."""
    if not found or not all(each.complete for each in found):
        return None
    drivers = {each.driver for each in found}
    return replace(found[0], names=frozenset().union(*(each.names for each in found)), driver=drivers.pop() if len(drivers) == 1 else "")


def _with_backend(engine: Engine, backend: Backend | None, *, called: bool) -> Engine:
    """The engine with the backend that its callers agree on; where there are any, its URL is no longer one from outside of the project."""
    if called and engine.url_from_outside:
        engine = replace(engine, url_from_outside=False)
    if backend is None or engine.backend.names:
        return engine
    return replace(engine, backend=replace(backend, evidence="the callers' URLs"))
