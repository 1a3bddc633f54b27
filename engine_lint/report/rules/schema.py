"""The JSON Schema of the rules, version 1. ``docs/schemas/rules.json`` is written from it."""

from __future__ import annotations

from typing import Any

from engine_lint.model.finding import Severity
from engine_lint.report.rules.json import SCHEMA_VERSION
from engine_lint.report.shapes import FLAG, NAME, TEXT, list_of, object_of, said

_EXAMPLE = object_of(
    {
        "title": TEXT,
        "name": said(TEXT, "The file that is checked."),
        "source": TEXT,
        "finds": said(list_of({"type": "string", "pattern": r"^EL\d{3}:\d+$"}), "What is found, and on which line; nothing in a near miss."),
        "fixed": said(NAME, "The file after `--fix`; null where nothing changes."),
        "unsafe": said(FLAG, "Whether that needs `--unsafe-fixes` too."),
        "files": said({"type": "object", "additionalProperties": TEXT}, "Further files of the project."),
        "settings": {"type": "object"},
    }
)
_RULE = object_of(
    {
        "code": {"type": "string", "pattern": r"^EL\d{3}$"},
        "name": TEXT,
        "severity": {"enum": [each.name.lower() for each in Severity]},
        "pedantic": said(FLAG, "Whether only `--pedantic` shows it."),
        "fix": {"enum": ["safe", "unsafe", "sometimes", "none"]},
        "summary": TEXT,
        "url": TEXT,
        "explanation": said(TEXT, "The rule's page, in Markdown."),
        "examples": list_of(_EXAMPLE),
    }
)


def json_schema() -> dict[str, Any]:
    """The schema as plain data."""
    tool = object_of({"name": {"const": "engine-lint"}, "version": TEXT})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "engine-lint rule --output-format json",
        **object_of({"schema_version": {"const": SCHEMA_VERSION}, "tool": tool, "rules": list_of(_RULE)}),
    }
