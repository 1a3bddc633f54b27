"""Which engines of a project fall short of what a server was measured to do, by the rules that compare recycle with timers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine_lint.evaluation import evaluate
from engine_lint.files.kinds import kind_of
from engine_lint.knowledge.dialects import family, networked
from engine_lint.model.engine import Backend
from engine_lint.model.finding import Finding
from engine_lint.model.inventory import Entry, Inventory
from engine_lint.model.measured import Measured
from engine_lint.model.probed import Compared, Shortfall
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.rules.registry import load
from engine_lint.rules.rule import Context
from engine_lint.settings import Lookup, Settings
from engine_lint.suppression import suppress
from engine_lint.timeouts.declared import Declared
from engine_lint.timeouts.measured import measured_timeouts
from engine_lint.timeouts.resolve import timeouts_for
from engine_lint.visibility import visible

RULES = ("EL201", "EL202")


def compare(inventory: Inventory, measured: Measured, lookup: Lookup) -> Compared:
    """Hold every engine that may connect to a server against it. Files and comments that silence the rules are heeded."""
    known = [entry for entry in inventory.entries if _connects(entry.engine.backend, measured)]
    unknown = [entry for entry in inventory.entries if _may_connect(entry.engine.backend, measured)]
    found = [
        *(each for entry in known for each in _shortfalls(entry, inventory, measured, lookup.for_file(entry.engine.site.place.path), assumed=False)),
        *(each for entry in unknown for each in _shortfalls(entry, inventory, measured, lookup.for_file(entry.engine.site.place.path), assumed=True)),
    ]
    return Compared(len(known), len(unknown), tuple(found), _overridden(known, measured))


def _connects(backend: Backend, measured: Measured) -> bool:
    servers = networked(backend)
    return bool(servers) and servers <= family(measured.backend)


def _may_connect(backend: Backend, measured: Measured) -> bool:
    """Whether nothing shows what it connects to, nor that it is something else."""
    return not backend.names and not backend.complete and not backend.in_memory and not family(measured.backend) <= backend.excluded


def _shortfalls(entry: Entry, inventory: Inventory, measured: Measured, settings: Settings, *, assumed: bool) -> Iterator[Shortfall]:
    """What the rules say of one engine; ``assumed`` takes it for one that connects to that server."""
    rules = [rule for rule in load() if rule.code in RULES]
    engine = entry.engine
    if assumed:
        engine = replace(engine, backend=replace(engine.backend, names=frozenset({measured.backend}), complete=True))
    engine = replace(engine, timeouts=_timers(timeouts_for(engine, Declared(), measured_timeouts([measured]))))
    told = evaluate([engine], rules, Context(recycle=settings.recycle)).findings
    return (Shortfall(entry, finding, assumed) for finding in visible(_not_silenced(told, inventory), settings).findings)


def _timers(timeouts: tuple[IdleTimeout, ...]) -> tuple[IdleTimeout, ...]:
    """The timers that were measured, and what the engine sets for itself in their place; no mere defaults."""
    return tuple(each for each in timeouts if each.source in (Source.MEASURED, Source.SITE))


def _not_silenced(told: tuple[Finding, ...], inventory: Inventory) -> tuple[Finding, ...]:
    """What no comment silences."""
    if not told:
        return ()
    path = told[0].place.path
    texts = [source for (file, _), source in inventory.sources.items() if file == path]
    return suppress(texts, told, kind_of(path)).shown


def _overridden(entries: list[Entry], measured: Measured) -> tuple[IdleTimeout, ...]:
    """What the settings declare for these engines, where it is longer than what was measured."""
    shortest = min((each.seconds for each in measured_timeouts([measured])), default=None)
    declared = (each for entry in entries for each in entry.engine.timeouts if each.source is Source.DECLARED)
    return tuple(dict.fromkeys(each for each in declared if shortest is not None and each.seconds > shortest))
