"""``json``: the inventory as one object, schema version 1. Fields are only ever added to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine_lint import __version__
from engine_lint.model.engine import OPTIONS, URL, Backend, Engine, Step
from engine_lint.model.inventory import Entry, Inventory, OptionInForce, Pinned, Verdict
from engine_lint.model.place import Place, Position
from engine_lint.model.timeout import IdleTimeout
from engine_lint.model.value import Known, OneOf, Symbol, Unknown, Value
from engine_lint.report.harmless import harmless
from engine_lint.report.inventory.outlook import outlook
from engine_lint.report.inventory.wording import clean, source_line, value_text
from engine_lint.report.masking import MASK, is_secret, masked
from engine_lint.report.view import View, rule_url

SCHEMA_VERSION = 1


def render(inventory: Inventory, view: View) -> Iterator[str]:
    """The inventory as indented JSON."""
    yield json.dumps(inventory_data(inventory, view), indent=2, ensure_ascii=True)


def inventory_data(inventory: Inventory, view: View) -> dict[str, Any]:
    """The inventory as plain data."""
    sites = {entry.engine.site.place for entry in inventory.entries}
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "engine-lint", "version": __version__},
        "engines": [entry_data(entry, inventory, view) for entry in inventory.entries],
        "errors": [{"path": view.path(failure.path), "message": view.words(failure.message)} for failure in inventory.failures],
        "summary": {
            "files_checked": inventory.files_checked,
            "sites": len(sites),
            "engines": len(inventory.entries),
            "open": sum(entry.engine.is_open for entry in inventory.entries),
        },
    }


def entry_data(entry: Entry, inventory: Inventory, view: View) -> dict[str, Any]:
    """One engine as plain data."""
    engine = entry.engine
    site, effective, told = engine.site, engine.effective, outlook(engine)
    return {
        **_place(site.place, view),
        "end": _position(site.place.span.end),
        "kind": site.kind,
        "callee": clean(site.callee),
        "framework": site.framework or None,
        "async": site.is_async,
        "in_tests": site.in_tests,
        "in_migrations": site.in_migrations,
        "one_shot": site.one_shot,
        "conditions": [clean(text) for text in engine.conditions],
        "backend": _backend(engine, inventory, view),
        "pool": {"class": (effective.pool_class if effective else "") or None, "keeps_connections": effective.keeps_connections if effective else None},
        "options_pass_through": _steps(engine.ways.get(OPTIONS, ()), inventory, view),
        "options": [_option(option, inventory, view) for option in entry.options],
        "open": engine.is_open,
        "open_because": [clean(reason) for reason in engine.unseen],
        "shares_options_with": [_place(each, view) for each in entry.shares_with],
        "idle_timeouts": [_timeout(each, index == 0, view) for index, each in enumerate(engine.timeouts)],
        "ping_listener": {**_place(engine.ping.place, view), "event": engine.ping.event} if engine.ping is not None else None,
        "versions": [_pinned(pinned, view) for pinned in entry.pins],
        "related": [{**_place(place, view), "label": clean(label)} for place, label in engine.related],
        "outlook": {"verdict": told.fate.value, "because": told.because},
        "rules": [_verdict(verdict) for verdict in entry.verdicts],
    }


def _backend(engine: Engine, inventory: Inventory, view: View) -> dict[str, Any]:
    backend: Backend = engine.backend
    return {
        "dialect": backend.only() or None,
        "driver": backend.driver or None,
        "possible": sorted(backend.names),
        "certain": backend.complete,
        "ruled_out": sorted(backend.excluded),
        "in_memory": backend.in_memory,
        "evidence": clean(backend.evidence) or None,
        "origin": _place(backend.origin, view) if backend.origin is not None else None,
        "steps": _steps(engine.ways.get(URL, ()), inventory, view),
    }


def _option(option: OptionInForce, inventory: Inventory, view: View) -> dict[str, Any]:
    return {
        "name": clean(option.name),
        "value": _value(option.value, option.name),
        "explicit": option.explicit,
        "default_of": option.default_of or None,
        "set_at": _place(option.place, view) if option.place is not None else None,
        "origin": _place(option.origin, view) if option.origin is not None else None,
        "setting": clean(option.read_from) or None,
        "refused": clean(option.refused) or None,
        "steps": _steps(option.steps, inventory, view),
    }


def _value(value: Value, name: str) -> dict[str, Any]:
    match value:
        case Known(value=plain):
            return {"known": True, "text": value_text(value, name), "value": _json_value(plain, name)}
        case Unknown(reason=reason):
            return {"known": False, "text": value_text(value, name), "because": clean(reason)}
        case OneOf(values=values):
            return {"known": False, "text": value_text(value, name), "any_of": [_value(each, name) for each in values]}


def _json_value(plain: object, name: str) -> object:
    """The value itself where JSON has such values, a class's bare name, else null."""
    if isinstance(plain, str):
        return MASK if is_secret(name) else masked(plain)
    if isinstance(plain, Symbol):
        return plain.name
    return plain if isinstance(plain, (bool, int, float)) else None


def _timeout(timeout: IdleTimeout, applies: bool, view: View) -> dict[str, Any]:
    return {
        "seconds": timeout.seconds,
        "applies": applies,
        "source": timeout.source.name.lower(),
        "timer": timeout.timer,
        "label": clean(timeout.label),
        "where": clean(timeout.where),
        "is_age": timeout.is_age,
        "silent": timeout.silent,
        "origin": _place(timeout.place, view) if timeout.place is not None else None,
        "url": timeout.url or None,
    }


def _pinned(pinned: Pinned, view: View) -> dict[str, Any]:
    low, high = ((".".join(map(str, bound)) if bound else None) for bound in (pinned.range.low, pinned.range.high))
    origin = _place(pinned.place, view) if pinned.place is not None else None
    return {"distribution": pinned.distribution, "low": low, "high": high, "source": clean(pinned.range.source) or None, "origin": origin}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    finding = verdict.finding
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.name.lower(),
        "confidence": finding.confidence.name.lower(),
        "message": harmless(masked(finding.message)),
        "hidden_by": verdict.hidden or None,
        "url": rule_url(finding),
    }


def _steps(steps: tuple[Step, ...], inventory: Inventory, view: View) -> list[dict[str, Any]]:
    return [{**_place(step.place, view), "label": clean(step.label), "text": source_line(step.place, inventory)} for step in steps]


def _place(place: Place, view: View) -> dict[str, Any]:
    return {"path": view.path(place.path), "cell": place.cell or None, "start": _position(place.span.start)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
