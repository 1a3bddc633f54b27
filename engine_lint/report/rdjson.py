"""``rdjson``: reviewdog's diagnostic format, with fixes as suggestions.

Its form: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine_lint.model.finding import Finding, Severity
from engine_lint.model.place import FILE_START, Position, Span, cell_of
from engine_lint.report.sentences import explanation, headline
from engine_lint.report.stored import holds_secret, stored, stored_edits
from engine_lint.report.view import SITE, rule_url

if TYPE_CHECKING:
    from engine_lint.model.outcome import Failure, Outcome
    from engine_lint.model.source import Source
    from engine_lint.report.view import View

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
INCOMPLETE = "ERROR"
"""What could not be checked."""


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report as indented JSON. Paths are relative to the working directory, as reviewdog expects."""
    diagnostics = [*(_failure(each, view) for each in outcome.failures), *(_diagnostic(each, outcome, view) for each in outcome.findings)]
    yield json.dumps({"source": {"name": "engine-lint", "url": SITE}, "diagnostics": diagnostics}, indent=2, ensure_ascii=True)


def _diagnostic(finding: Finding, outcome: Outcome, view: View) -> dict[str, Any]:
    place, text = stored(finding.place, outcome), outcome.sources.get(cell_of(finding.place))
    source = text.file if text is not None else None
    found: dict[str, Any] = {
        "message": "\n".join([headline(finding, view), *explanation(finding, view)]),
        "location": {"path": view.path(place.path), "range": _range(place.span, source)},
        "severity": SEVERITIES[finding.severity],
        "code": {"value": finding.code, "url": rule_url(finding)},
    }
    suggestion = _suggestion(finding, source, outcome) if source is not None else None
    return {**found, "suggestions": [suggestion]} if suggestion else found


def _suggestion(finding: Finding, source: Source, outcome: Outcome) -> dict[str, Any] | None:
    """A fix as one stretch of new text; None where it concerns another file, or where a password lies between its edits."""
    by_path = stored_edits(finding.fix, outcome) if finding.fix is not None else {}
    if list(by_path) != [source.path]:
        return None
    edits = by_path[source.path]
    span = Span(edits[0].span.start, edits[-1].span.end)
    pieces, position = [], source.offset(span.start)
    for edit in edits:
        pieces += [source.text[position : source.offset(edit.span.start)], edit.text]
        position = source.offset(edit.span.end)
    return None if holds_secret(source, span) else {"range": _range(span, source), "text": "".join(pieces)}


def _failure(failure: Failure, view: View) -> dict[str, Any]:
    location = {"path": view.path(failure.path), "range": _range(FILE_START, None)}
    return {"message": view.words(failure.message), "location": location, "severity": INCOMPLETE}


def _range(span: Span, source: Source | None) -> dict[str, Any]:
    return {"start": _position(span.start, source), "end": _position(span.end, source)}


def _position(position: Position, source: Source | None) -> dict[str, int]:
    """Columns count the bytes of UTF-8."""
    before = source.line(position.line)[: position.column - 1] if source is not None else ""
    return {"line": position.line, "column": position.column + len(before.encode("utf-8", "replace")) - len(before)}
