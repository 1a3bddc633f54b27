"""``sarif``: SARIF 2.1.0, as GitHub's code scanning, Azure DevOps and the viewers of editors read it.

Its form: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from engine_lint import __version__
from engine_lint.model.finding import Finding, Fix, Severity
from engine_lint.patterns import below
from engine_lint.report.sentences import headline, in_cell, remedy
from engine_lint.report.stored import stored, stored_edits
from engine_lint.report.view import SITE, rule_url
from engine_lint.rules.page import section, without_examples
from engine_lint.rules.registry import find, page

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.model.place import Place, Span
    from engine_lint.report.view import View
    from engine_lint.rules.rule import Rule

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "engineLint/v1"
"""Its content is the ``fingerprint`` of the report ``json``."""


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report as indented JSON."""
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(outcome, view)]}, indent=2, ensure_ascii=True)


def _run(outcome: Outcome, view: View) -> dict[str, Any]:
    rules = [rule for code in sorted({finding.code for finding in outcome.findings}) if (rule := find(code)) is not None]
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": "engine-lint",
                "informationUri": SITE,
                "version": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"uri": f"{_file_uri(view.top).rstrip('/')}/"}},
        "invocations": [_invocation(outcome, view)],
        "results": [{"ruleId": each.code, "ruleIndex": numbers[each.code], **_result(each, outcome, view)} for each in outcome.findings],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    text = without_examples(page(rule))
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.name}: {rule.summary}"},
        "fullDescription": {"text": section(text, "What")},
        "help": {"text": f"{section(text, 'What')}\n\n{section(text, 'Why')}\n\n{rule_url(rule)}", "markdown": text},
        "helpUri": rule_url(rule),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["sqlalchemy", "connection-pool"]},
    }


def _invocation(outcome: Outcome, view: View) -> dict[str, Any]:
    """How the run went: its exit code counts findings as well, so that it is not told."""
    failures = [
        {**_notification("error", each.message, view), "locations": [{"physicalLocation": {"artifactLocation": _file(each.path, view)}}]}
        for each in outcome.failures
    ]
    notes = [_notification("note", note, view) for note in outcome.notes]
    return {"executionSuccessful": outcome.complete, "toolExecutionNotifications": [*failures, *notes]}


def _notification(level: str, message: str, view: View) -> dict[str, Any]:
    return {"level": level, "message": {"text": _text(view.words(message))}}


def _result(finding: Finding, outcome: Outcome, view: View) -> dict[str, Any]:
    sentences = (headline(finding, view), *(view.words(sentence).rstrip(".") for sentence in finding.help))
    found: dict[str, Any] = {
        "level": LEVELS[finding.severity],
        "message": {"text": _text(f"{'. '.join(sentences)}.")},
        "locations": [_location(finding.place, outcome, view)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": {"confidence": finding.confidence.name.lower()},
    }
    if finding.related:
        found["relatedLocations"] = [
            {"id": number, **_location(each.place, outcome, view), "message": {"text": _text(view.words(each.label))}}
            for number, each in enumerate(finding.related, 1)
        ]
    fix = _fix(finding.fix, outcome, view) if finding.fix is not None else None
    return {**found, "fixes": [fix]} if fix else found


def _location(place: Place, outcome: Outcome, view: View) -> dict[str, Any]:
    """A place in the file; in a notebook, also what people call it."""
    at = stored(place, outcome)
    physical = {"physicalLocation": {"artifactLocation": _file(at.path, view), "region": _region(at.span)}}
    return {**physical, "logicalLocations": [{"name": in_cell(place), "kind": "cell"}]} if place.cell else physical


def _fix(fix: Fix, outcome: Outcome, view: View) -> dict[str, Any] | None:
    """A fix as replacements in files; None where their texts are not known."""
    changes = [
        {
            "artifactLocation": _file(path, view),
            "replacements": [{"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in edits],
        }
        for path, edits in stored_edits(fix, outcome).items()
    ]
    if not changes:
        return None
    return {"description": {"text": _text(remedy(fix, view))}, "artifactChanges": changes, "properties": {"safety": fix.safety.value}}


def _region(span: Span) -> dict[str, int]:
    start, end = span.start, max(span.start, span.end)
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _file(path: str, view: View) -> dict[str, str]:
    absolute = view.absolute(path)
    relative = below(view.top, absolute)
    return {"uri": _quoted(relative), "uriBaseId": ROOT} if relative else {"uri": _file_uri(absolute)}


def _file_uri(path: str) -> str:
    return f"file://{'' if path.startswith('/') else '/'}{_quoted(path)}"


def _quoted(path: str) -> str:
    return quote(os.fsencode(path.replace(os.sep, "/")), safe="/:" if ":" in path[1:2] else "/")


def _text(text: str) -> str:
    """A text in which no brackets are taken for a link."""
    return text.replace("[", "\\[").replace("]", "\\]") if "](" in text else text
