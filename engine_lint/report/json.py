"""``json``: one object, schema version 1. Fields are only ever added to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from engine_lint import __version__
from engine_lint.model.place import Place, Position
from engine_lint.report.statistics import counts
from engine_lint.report.view import View, rule_url

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding, Fix
    from engine_lint.model.outcome import Outcome

SCHEMA_VERSION = 1


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report as indented JSON."""
    yield json.dumps(report(outcome, view), indent=2, ensure_ascii=True)


def report(outcome: Outcome, view: View) -> dict[str, Any]:
    """The report as plain data."""
    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "engine-lint", "version": __version__},
        "findings": [finding_data(finding, view) for finding in outcome.findings],
        "errors": [{"path": view.path(failure.path), "message": view.words(failure.message)} for failure in outcome.failures],
        "summary": outcome.summary._asdict(),
    }
    if view.statistics:
        data["statistics"] = [asdict(count) for count in counts(outcome)]
    return data


def finding_data(finding: Finding, view: View) -> dict[str, Any]:
    """One finding as plain data."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.name.lower(),
        "confidence": finding.confidence.name.lower(),
        "message": view.words(finding.message),
        "help": [view.words(sentence) for sentence in finding.help],
        **_place(finding.place, view),
        "site": asdict(finding.site) if finding.site is not None else None,
        "related": [{**_place(each.place, view), "label": view.words(each.label)} for each in finding.related],
        "fix": _fix(finding.fix, view) if finding.fix is not None else None,
        "url": rule_url(finding),
        "fingerprint": finding.fingerprint,
    }


def _fix(fix: Fix, view: View) -> dict[str, Any]:
    return {
        "safety": fix.safety.value,
        "title": view.words(fix.title),
        "reason": view.words(fix.reason),
        "edits": [{**_place(Place(edit.path, edit.span, edit.cell), view), "text": edit.text} for edit in fix.edits],
    }


def _place(place: Place, view: View) -> dict[str, Any]:
    """Lines count within the cell where there is one."""
    return {"path": view.path(place.path), "start": _position(place.span.start), "end": _position(place.span.end), "cell": place.cell or None}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
