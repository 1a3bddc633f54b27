"""The way from an engine to the places that decide about its values, found in what a trace holds.

A region is a stretch of text: a call, an expression, an assignment's value. What was read in it leads to other regions, until
one holds the place that is looked for; the shortest such way is the one that is told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import OPTIONS, URL, Engine, Step
from engine_lint.model.place import Place
from engine_lint.model.value import Known, Option, alternatives
from engine_lint.python.conditions import ALWAYS, Path
from engine_lint.python.leads import CHANGED, Target, targets
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.trace import CallMade, Trace

MAX_REGIONS = 2_000
MAX_CONSTANTS = 8


def of_call(engine: Engine, call: EngineCall, path: Path, trace: Trace) -> dict[str, tuple[Step, ...]]:
    """The ways of an engine that a factory call makes: from the outermost caller inwards, then to what each option comes from."""
    start = [Step(module.place(node), f"`{module.text(node.func)}()` is called here") for node, module in zip(call.way.calls, call.way.modules, strict=True)]
    start.append(Step(call.module.place(call.node), f"`{call.callee}()` is called here"))
    return _ways(engine, start, call.arguments.places[:1], _Finder(trace, engine.site.place, path))


def of_config(engine: Engine, trace: Trace) -> dict[str, tuple[Step, ...]]:
    """The ways of an engine that a framework makes from a config."""
    return _ways(engine, [Step(engine.site.place, f"the options are given here ({engine.site.callee})")], (), _Finder(trace, None, ALWAYS))


def _ways(engine: Engine, start: list[Step], first: Sequence[Place], finder: _Finder) -> dict[str, tuple[Step, ...]]:
    regions = [step.place for step in start]
    found = {name: tidied([*start, *_of_option(option, regions, finder)]) for name, option in engine.options.items()}
    sources = [*finder.trace.spreads(regions[-1]), *(first if engine.site.coerces else ())] if engine.site.kind == "call" else regions
    found[OPTIONS] = tidied([*start, *finder.dicts(sources)])
    url, origin = engine.site.place_of_url, engine.backend.origin
    if origin is not None:
        found[URL] = tidied([*start, *finder.between([*first, *([url] if url else []), *regions], origin), Step(origin, "the URL begins here")])
    elif url is not None:
        found[URL] = tidied([*start, *finder.onward(url)])
    return found


def _of_option(option: Option, regions: list[Place], finder: _Finder) -> Iterator[Step]:
    """From the engine to where the option is set, and on to where its value was decided."""
    yield from (step for step in finder.between(regions, option.place) if step.label != CHANGED or not _covers(step.place, option.place))
    yield Step(option.place, f"`{option.name}` is set here")
    if not _covers(option.place, option.slot):
        yield Step(option.slot, "its value is passed here")
    possible = alternatives(option.value)
    origin = next((each.origin for each in possible if isinstance(each, Known) and each.origin), None) or option.value.origin or possible[0].origin
    if origin is not None:
        yield from finder.between([option.slot], origin)
        yield Step(origin, "the value is written here" if any(isinstance(each, Known) for each in possible) else "from here on it is unknown")
        yield from finder.constants(origin)
    else:
        yield from finder.onward(option.slot)


def tidied(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Steps without those that stay on the line where the one before them stands."""
    kept: list[Step] = []
    for step in steps:
        if not kept or _line(step) != _line(kept[-1]):
            kept.append(step)
    return tuple(kept)


def _line(step: Step) -> tuple[str, int, int]:
    return step.place.path, step.place.cell, step.place.span.start.line


@dataclass(frozen=True)
class _Finder:
    """Looks for ways in a trace. Of several callers of a function, ``caller`` is the one to follow; ``path`` is what holds on the way."""

    trace: Trace
    caller: Place | None
    path: Path

    def between(self, starts: Sequence[Place], goal: Place) -> Sequence[Step]:
        """The shortest way from one of some regions to one that holds a place; empty where they hold it themselves, or no way is known."""
        if any(_covers(start, goal) for start in starts):
            return ()
        seen = set(starts)
        pending: deque[tuple[Place, tuple[Step, ...]]] = deque((start, ()) for start in starts)
        while pending and len(seen) < MAX_REGIONS:
            region, way = pending.popleft()
            for lead in self.trace.leads(region, self.caller):
                for step in (target.step for target in targets(lead, self.trace, self.path)):
                    if step.place in seen:
                        continue
                    if _covers(step.place, goal):
                        return (*way, step)
                    seen.add(step.place)
                    pending.append((step.place, (*way, step)))
        return ()

    def onward(self, region: Place) -> Iterator[Step]:
        """As far as a value can be followed without a choice."""
        seen = {region}
        while True:
            found = [target.step for lead in self.trace.leads(region, self.caller) if lead.place == region for target in targets(lead, self.trace, self.path)]
            if len(found) != 1 or found[0].place in seen:
                return
            yield found[0]
            region = found[0].place
            seen.add(region)

    def constants(self, region: Place) -> Iterator[Step]:
        """The constants that a computed value is made of."""
        seen, pending = {region}, [region]
        while pending and len(seen) < MAX_CONSTANTS:
            for lead in self.trace.leads(pending.pop(0), self.caller):
                for step in (target.step for target in targets(lead, self.trace, self.path) if not isinstance(lead, CallMade)):
                    if step.place not in seen:
                        seen.add(step.place)
                        pending.append(step.place)
                        yield step

    def dicts(self, regions: Sequence[Place]) -> Iterator[Step]:
        """Every place that options pass through on their way into a call or a config, in the order in which a reader meets them."""
        seen = set(regions)
        for region in regions:
            yield from self._dicts_behind(region, False, seen)

    def _dicts_behind(self, region: Place, is_display: bool, seen: set[Place]) -> Iterator[Step]:
        spreads = self.trace.spreads(region)
        found = [target for each in spreads for target in self._dict_targets(each, ())]
        if not is_display:
            found += self._dict_targets(region, spreads)
        for target in found:
            if target.step.place not in seen and len(seen) < MAX_REGIONS:
                seen.add(target.step.place)
                yield target.step
                yield from self._dicts_behind(target.step.place, target.is_closed, seen)

    def _dict_targets(self, region: Place, without: Sequence[Place]) -> Iterator[Target]:
        for lead in self.trace.leads(region, self.caller):
            if any(_covers(each, lead.place) for each in without):
                continue
            for target in targets(lead, self.trace, self.path):
                if target.holds_dict or (isinstance(lead, CallMade) and lead.place == region):
                    yield target


def _covers(region: Place, place: Place) -> bool:
    return region.path == place.path and region.cell == place.cell and region.span.covers(place.span)
