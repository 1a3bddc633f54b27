"""``json``: what the server said as one object, schema version 1. Fields are only ever added to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine_lint import __version__
from engine_lint.model.answer import Rest, Variable
from engine_lint.model.probed import Probed, Shortfall
from engine_lint.report.inventory.wording import clean, option_text
from engine_lint.report.view import View, rule_url
from engine_lint.timeouts.resolve import recycle_below

SCHEMA_VERSION = 1


def render(probed: Probed, view: View) -> Iterator[str]:
    """What was found out, as indented JSON."""
    answer, compared = probed.answer, probed.compared
    shortest = probed.limits[0].seconds if probed.limits else None
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "engine-lint", "version": __version__},
        "server": {
            "backend": answer.backend,
            "version": clean(answer.version),
            "product": answer.product or None,
            "host": probed.host or None,
            "driver": answer.driver,
            "read_only": answer.read_only,
        },
        "variables": [_variable(each) for each in answer.variables],
        "idle_timeouts": [{"seconds": each.seconds, "label": each.label, "timer": each.timer} for each in probed.limits],
        "recycle": recycle_below(shortest, None) if shortest is not None else None,
        "rest": _rest(probed.rest) if probed.rest is not None else None,
        "engines": {"known": compared.known, "unknown_backend": compared.unknown},
        "shortfalls": [_shortfall(each, view) for each in compared.shortfalls],
        "overridden_by": [{"seconds": each.seconds, "where": each.where} for each in compared.overridden],
        "written": view.path(probed.written) if probed.written else None,
        "errors": [{"path": view.path(each.path), "message": view.words(each.message)} for each in probed.inventory.failures],
    }
    yield json.dumps(data, indent=2, ensure_ascii=True)


def _variable(variable: Variable) -> dict[str, Any]:
    return {
        "name": variable.name,
        "unit": "connections" if variable.is_count else "seconds",
        "session": variable.session,
        "server": variable.server,
        "set_by": variable.set_by or None,
    }


def _rest(rest: Rest) -> dict[str, Any]:
    return {
        "rested": round(rest.rested, 3),
        "cut_after": round(rest.cut_after, 3) if rest.cut_after is not None else None,
        "alive_after": round(rest.alive_after, 3),
        "silent": rest.silent,
        "ended_early": rest.ended_early,
    }


def _shortfall(shortfall: Shortfall, view: View) -> dict[str, Any]:
    site, finding = shortfall.entry.engine.site, shortfall.finding
    values = {name: shortfall.entry.option(name) for name in ("pool_recycle", "pool_pre_ping", "poolclass")}
    return {
        "path": view.path(site.place.path),
        "cell": site.place.cell or None,
        "start": {"line": site.place.span.start.line, "column": site.place.span.start.column},
        "callee": clean(site.callee),
        "conditions": [clean(text) for text in shortfall.entry.engine.conditions],
        "backend_assumed": shortfall.assumed,
        "effective": {name: option_text(option) if option is not None else None for name, option in values.items()},
        "rule": {
            "code": finding.code,
            "name": finding.name,
            "severity": finding.severity.name.lower(),
            "confidence": finding.confidence.name.lower(),
            "message": view.words(finding.message),
            "url": rule_url(finding),
        },
    }
