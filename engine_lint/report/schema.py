"""The JSON Schemas of ``json`` and ``json-lines``, version 1. ``docs/schemas/check.json`` and ``check-lines.json`` are written from them."""

from __future__ import annotations

from typing import Any

from engine_lint.model.finding import Confidence, Safety, Severity
from engine_lint.model.outcome import Summary
from engine_lint.report.json import SCHEMA_VERSION
from engine_lint.report.shapes import COUNT, TEXT, list_of, object_of, or_null, said

_POSITION = object_of({"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}}, "From 1; columns count code points.")
_CELL = said({"type": ["integer", "null"], "minimum": 1}, "The cell of a notebook, from 1, in which lines count; null elsewhere.")
_END = said({"$ref": "#/$defs/position"}, "Exclusive.")
_PLACE = {"path": said(TEXT, "Relative to the working directory, or absolute outside it."), "start": {"$ref": "#/$defs/position"}, "end": _END, "cell": _CELL}
_EDIT = object_of({**_PLACE, "text": said(TEXT, "What stands there once the edit is made.")})
_FIX = object_of(
    {
        "safety": {"enum": [each.value for each in Safety]},
        "title": TEXT,
        "reason": said(TEXT, "Why it is unsafe or held back; else empty."),
        "edits": {**list_of(_EDIT, "All are made, or none."), "minItems": 1},
    }
)
_CODE = {"type": "string", "pattern": r"^EL\d{3}$"}
_FINDING = {
    "code": _CODE,
    "name": {"type": "string", "pattern": "^[a-z-]+$"},
    "severity": {"enum": [each.name.lower() for each in Severity]},
    "confidence": {"enum": [each.name.lower() for each in Confidence]},
    "message": TEXT,
    "help": list_of(TEXT, "Further sentences: why, with numbers."),
    **_PLACE,
    "site": said(or_null(object_of({"kind": TEXT, "callee": TEXT})), "The engine that it is about; null where it is about a file."),
    "related": list_of(object_of({**_PLACE, "label": TEXT})),
    "fix": or_null(_FIX),
    "url": {"type": "string", "pattern": "^https://"},
    "fingerprint": said({"type": "string", "pattern": "^[0-9a-f]{64}$"}, "Of what it says and of the text it stands at; edits elsewhere leave it alone."),
}
_ERROR = {"path": TEXT, "message": TEXT}
_COUNT = {"code": _CODE, "name": TEXT, "count": COUNT, "fixable": COUNT}
_TOOL = object_of({"name": {"const": "engine-lint"}, "version": TEXT})
_SUMMARY = object_of(dict.fromkeys(Summary._fields, COUNT))
_HEAD: dict[str, Any] = {"schema_version": {"const": SCHEMA_VERSION}, "tool": _TOOL}
_PREAMBLE = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
_DEFINED = {"$defs": {"position": _POSITION}}


def json_schema() -> dict[str, Any]:
    """The schema of the whole report, as plain data."""
    shape = {
        **_HEAD,
        "findings": list_of(object_of(_FINDING), "In order of path and position."),
        "errors": list_of(object_of(_ERROR), "What could not be checked; the exit code is 2 then."),
        "summary": _SUMMARY,
        "statistics": list_of(object_of(_COUNT), "Findings per rule; with --statistics."),
    }
    return {**_PREAMBLE, "title": "engine-lint check --output-format json", **_DEFINED, **object_of(shape, optional=("statistics",))}


def lines_schema() -> dict[str, Any]:
    """The schema of one line, as plain data."""
    kinds: dict[str, dict[str, Any]] = {"finding": _FINDING, "error": _ERROR, "count": _COUNT, "summary": {**_HEAD, "summary": _SUMMARY}}
    shapes = [object_of({"type": {"const": kind}, **shape}) for kind, shape in kinds.items()]
    return {**_PREAMBLE, "title": "engine-lint check --output-format json-lines: one line", **_DEFINED, "anyOf": shapes}
