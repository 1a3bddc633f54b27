"""Outcomes made by hand, for what no project shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine_lint.model.change import Edit
from engine_lint.model.finding import Confidence, Finding, Fix, Related, Safety, Severity
from engine_lint.model.outcome import Failure, Outcome
from engine_lint.model.place import Place, Span, span_of
from engine_lint.model.source import Source
from engine_lint.report import renderer
from engine_lint.report.view import View

VIEW = View("/repo/app")


def finding(severity: Severity = Severity.WARNING, message: str = "it is wrong", path: str = "/repo/app/db.py", **more: Any) -> Finding:
    place = Place(path, more.pop("span", span_of(1, 1, 1, 2)))
    return Finding("EL101", "missing-pre-ping", severity, Confidence.HIGH, message, place, fingerprint="0" * 64, **more)


def fix(*edits: tuple[Span, str], path: str = "/repo/app/db.py", safety: Safety = Safety.SAFE) -> Fix:
    return Fix("Mend it", (), safety, edits=tuple(Edit(path, span, text) for span, text in edits))


def outcome(*findings: Finding, failures: Sequence[Failure] = (), notes: Sequence[str] = (), **texts: str) -> Outcome:
    sources = {(f"/repo/app/{name}.py", 0): Source(f"/repo/app/{name}.py", text) for name, text in texts.items()}
    return Outcome(findings, tuple(failures), tuple(notes), sources=sources)


def report(name: str, told: Outcome, view: View = VIEW) -> str:
    return "".join(f"{line}\n" for line in renderer(name)(told, view))


__all__ = ["VIEW", "Failure", "Place", "Related", "Safety", "Severity", "finding", "fix", "outcome", "report", "span_of"]
