"""Where expressions lead: noted while modules run, for those who ask where a value comes from. Other runs note nothing.

Only what was read where is kept; ``ways`` works out later which of it leads from an engine to a value.
"""

from __future__ import annotations

import ast
from dataclasses import field
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.model.place import Place
from engine_lint.python.conditions import ALWAYS
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import seen_from
from engine_lint.python.regions import Regions
from engine_lint.python.values import Abstract, Arguments, Function, Imported, Write

if TYPE_CHECKING:
    from engine_lint.python.scope import Frame, Way

MAX_PER_FILE = 50_000
"""Leads that are kept for one file; keeps hostile input from growing without bound."""


@dataclass(frozen=True, slots=True, eq=False)
class NameRead:
    """A name, and the assignments that it may have its value from. ``callers`` are the calls that the code ran for."""

    place: Place
    callers: tuple[Place, ...]
    name: str
    writes: tuple[Write, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ParameterRead:
    """A parameter's name, and the arguments of the call that gave it its value."""

    place: Place
    callers: tuple[Place, ...]
    name: str
    function: Function
    arguments: Arguments | None


@dataclass(frozen=True, slots=True, eq=False)
class AttributeRead:
    """``owner.name``."""

    place: Place
    callers: tuple[Place, ...]
    name: str
    owner: Abstract


@dataclass(frozen=True, slots=True, eq=False)
class CallMade:
    """A call of a project's function."""

    place: Place
    callers: tuple[Place, ...]
    function: Function


Lead: TypeAlias = "NameRead | ParameterRead | AttributeRead | CallMade"
Noted: TypeAlias = "tuple[bool, int, Lead]"
"""A lead behind what it is sorted by at one place: whether calls led there, and its number."""


@dataclass(slots=True)
class Reads:
    """The leads of one place: all of them, and those of each call that led there (None: of no call)."""

    place: Place
    all: list[Noted] = field(default_factory=list)
    by_caller: dict[Place | None, list[Noted]] = field(default_factory=dict)

    def add(self, noted: Noted) -> None:
        """Add a lead of the place."""
        self.all.append(noted)
        for caller in dict.fromkeys(noted[2].callers) or (None,):
            self.by_caller.setdefault(caller, []).append(noted)


class Trace:
    """All that was noted in one project."""

    def __init__(self) -> None:
        self._reads: Regions[Reads] = Regions()
        self._spreads: Regions[tuple[int, Place]] = Regions()
        self._numbers = count()
        self._per_file: dict[str, int] = {}
        self.changes: dict[int, tuple[DictValue, list[tuple[Place, bool]]]] = {}
        """Where a dict is changed after it was made, by its identity, and whether by one key alone."""
        self._bound: dict[int, tuple[Function, Arguments | None]] = {}
        self._ways: dict[int, tuple[Way, tuple[Place, ...]]] = {}
        self._known: set[tuple[object, ...]] = set()

    def name(self, node: ast.Name, frame: Frame) -> None:
        """A name is read."""
        scope: Frame | None = frame
        while scope is not None:
            log = scope.names.get(node.id) if scope is frame or scope.kind != "class" else None
            writes = tuple(seen_from(log, frame.path)) if log else ()
            if writes:
                self._read(node, writes, scope, frame)
                return
            scope = scope.parent
        writes = tuple(Write(ALWAYS, Imported(dotted, node.id, frame.module)) for dotted in frame.module.star_imports)
        if writes:
            self._note(NameRead(frame.module.place(node), self._callers(frame), node.id, writes), *(id(each) for each in frame.module.star_imports))

    def _read(self, node: ast.Name, writes: tuple[Write, ...], scope: Frame, frame: Frame) -> None:
        place, callers = frame.module.place(node), self._callers(frame)
        bound = self._bound.get(scope.number)
        if bound is not None and any(write.place is None for write in writes):
            self._note(ParameterRead(place, callers, node.id, *bound), id(bound[1]))
        self._note(NameRead(place, callers, node.id, writes), *(id(write) for write in writes))

    def attribute(self, owner: Abstract, name: str, node: ast.Attribute, frame: Frame) -> None:
        """An attribute is read."""
        self._note(AttributeRead(frame.module.place(node), self._callers(frame), name, owner), id(owner))

    def call(self, function: Function, node: ast.Call, frame: Frame) -> None:
        """A project's function is called."""
        self._note(CallMade(frame.module.place(node), self._callers(frame), function), id(function.node))

    def binds(self, frame: Frame, function: Function, arguments: Arguments | None) -> None:
        """A function's parameters get their values in a new frame."""
        self._bound[frame.number] = (function, arguments)

    def spread(self, node: ast.expr, frame: Frame) -> None:
        """A dict goes into another one, or into a call."""
        place = frame.module.place(node)
        if self._spreads.at(place) is None:
            self._spreads.put(place, (next(self._numbers), place))

    def change(self, changed: DictValue, place: Place, *, one_key: bool) -> None:
        """A dict gets one key, or those of another dict."""
        _, places = self.changes.setdefault(id(changed), (changed, []))
        if (place, one_key) not in places[-20:]:
            places.append((place, one_key))

    def leads(self, region: Place, caller: Place | None) -> list[Lead]:
        """What was read in a region. Where it was read for the caller in question, what was read there for others does not count."""
        found = [
            (reads.place.span.start.line, reads.place.span.start.column, *noted)
            for reads in self._reads.within(region)
            for noted in reads.by_caller.get(caller, reads.all)
        ]
        return [lead for *_, lead in sorted(found)]

    def spreads(self, region: Place) -> list[Place]:
        """What stands after ``**`` in a region, in the order in which it was met."""
        return [place for _, place in sorted(self._spreads.within(region)) if place != region]

    def _note(self, lead: Lead, *sources: int) -> None:
        key = (lead.place, lead.callers, type(lead), *sources)
        noted = self._per_file.get(lead.place.path, 0)
        if noted >= MAX_PER_FILE or key in self._known:
            return
        self._known.add(key)
        self._per_file[lead.place.path] = noted + 1
        (self._reads.at(lead.place) or self._reads.put(lead.place, Reads(lead.place))).add((bool(lead.callers), next(self._numbers), lead))

    def _callers(self, frame: Frame) -> tuple[Place, ...]:
        way = frame.way
        if id(way) not in self._ways:
            self._ways[id(way)] = (way, tuple(module.place(node) for node, module in zip(way.calls, way.modules, strict=True)))
        return self._ways[id(way)][1]
