"""``gitlab``: a report of GitLab's Code Quality, which merge requests show what is new of.

Its form: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine_lint.model.finding import Finding, Severity
from engine_lint.report.sentences import headline
from engine_lint.report.stored import stored

if TYPE_CHECKING:
    from engine_lint.model.outcome import Failure, Outcome
    from engine_lint.report.view import View

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
INCOMPLETE = "blocker"
"""What could not be checked."""


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report as indented JSON."""
    issues = [*(_failure(each, view) for each in outcome.failures), *(_issue(each, outcome, view) for each in outcome.findings)]
    yield json.dumps(issues, indent=2, ensure_ascii=True)


def _issue(finding: Finding, outcome: Outcome, view: View) -> dict[str, Any]:
    place = stored(finding.place, outcome)
    start = place.span.start.line
    return {
        "description": f"{finding.code}: {headline(finding, view)}",
        "check_name": finding.name,
        "fingerprint": finding.fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {"path": view.path_in_repository(place.path), "lines": {"begin": start, "end": max(start, place.span.end.line)}},
    }


def _failure(failure: Failure, view: View) -> dict[str, Any]:
    path, message = view.path_in_repository(failure.path), view.words(failure.message)
    return {
        "description": message,
        "check_name": "incomplete-run",
        "fingerprint": hashlib.sha256(f"{path}\0{message}".encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": INCOMPLETE,
        "location": {"path": path, "lines": {"begin": 1, "end": 1}},
    }
