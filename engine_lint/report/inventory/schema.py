"""The JSON Schema of the ``json`` inventory, version 1. ``docs/schemas/engines.json`` is written from it."""

from __future__ import annotations

from typing import Any

from engine_lint.report.inventory.json import SCHEMA_VERSION
from engine_lint.report.inventory.outlook import Fate
from engine_lint.report.shapes import COUNT, FLAG, NAME, TEXT, list_of, object_of, or_null, said

_POSITION = object_of({"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}}, "From 1; columns count code points.")
_PLACE = {"path": TEXT, "cell": {"type": ["integer", "null"], "minimum": 1}, "start": {"$ref": "#/$defs/position"}}
_STEP = object_of({**_PLACE, "label": said(TEXT, "What happens there."), "text": said(TEXT, "The line, passwords masked.")})
_VALUE = {
    "anyOf": [
        object_of({"known": {"const": True}, "text": TEXT, "value": said({}, "The value itself; null where JSON has none such.")}),
        object_of({"known": {"const": False}, "text": TEXT, "because": said(TEXT, "Why it is unknown.")}),
        object_of({"known": {"const": False}, "text": TEXT, "any_of": list_of({"$ref": "#/$defs/value"})}),
    ]
}
_OPTION = object_of(
    {
        "name": TEXT,
        "value": {"$ref": "#/$defs/value"},
        "explicit": said(FLAG, "Whether the project gives it."),
        "default_of": said(NAME, "Whose default it is; null for explicit ones, and where options that cannot be seen may set it."),
        "set_at": or_null({"$ref": "#/$defs/place"}),
        "origin": said(or_null({"$ref": "#/$defs/place"}), "Where the value itself was decided."),
        "setting": said(NAME, "The setting or environment variable that it is read from."),
        "refused": said(NAME, "Why SQLAlchemy raises an error for it."),
        "steps": said(list_of({"$ref": "#/$defs/step"}), "From the site to where the value was decided, in calling order."),
    }
)
_BACKEND = object_of(
    {
        "dialect": said(NAME, "The one backend that it can be."),
        "driver": NAME,
        "possible": list_of(TEXT),
        "certain": said(FLAG, "Whether it is surely one of `possible`."),
        "ruled_out": list_of(TEXT),
        "in_memory": FLAG,
        "evidence": NAME,
        "origin": or_null({"$ref": "#/$defs/place"}),
        "steps": list_of({"$ref": "#/$defs/step"}),
    }
)
_TIMEOUT = object_of(
    {
        "seconds": COUNT,
        "applies": said(FLAG, "Whether it is the one that acts first."),
        "source": {"enum": ["default", "found", "measured", "declared", "preset", "site"]},
        "timer": TEXT,
        "label": TEXT,
        "where": TEXT,
        "is_age": FLAG,
        "silent": FLAG,
        "origin": or_null({"$ref": "#/$defs/place"}),
        "url": NAME,
    }
)
_VERSION = object_of(
    {
        "distribution": TEXT,
        "low": said(NAME, "Inclusive."),
        "high": said(NAME, "Exclusive."),
        "source": NAME,
        "origin": or_null({"$ref": "#/$defs/place"}),
    }
)
_RULE = object_of(
    {
        "code": {"type": "string", "pattern": r"^EL\d{3}$"},
        "name": TEXT,
        "severity": {"enum": ["info", "warning", "error"]},
        "confidence": {"enum": ["low", "medium", "high"]},
        "message": TEXT,
        "hidden_by": said({"enum": [None, "comment", "confidence", "settings"]}, "Why `check` does not show it; null where it does."),
        "url": TEXT,
    }
)
_ENGINE = object_of(
    {
        **_PLACE,
        "end": {"$ref": "#/$defs/position"},
        "kind": TEXT,
        "callee": TEXT,
        "framework": NAME,
        "async": FLAG,
        "in_tests": FLAG,
        "in_migrations": FLAG,
        "one_shot": FLAG,
        "conditions": said(list_of(TEXT), "What holds on the path to this configuration. A site with several configurations is listed once for each."),
        "backend": _BACKEND,
        "pool": object_of({"class": NAME, "keeps_connections": {"type": ["boolean", "null"]}}),
        "options_pass_through": list_of({"$ref": "#/$defs/step"}, "The site and every dict that options come from."),
        "options": list_of(_OPTION),
        "open": said(FLAG, "Whether options may flow in that cannot be seen."),
        "open_because": list_of(TEXT),
        "shares_options_with": list_of({"$ref": "#/$defs/place"}),
        "idle_timeouts": list_of(_TIMEOUT),
        "ping_listener": or_null(object_of({**_PLACE, "event": TEXT})),
        "versions": list_of(_VERSION),
        "related": list_of(object_of({**_PLACE, "label": TEXT})),
        "outlook": object_of(
            {"verdict": {"enum": [fate.value for fate in Fate]}, "because": said(TEXT, "In sentences.")},
            "What becomes of connections that rest in its pool. Tests and recycling act at checkout only.",
        ),
        "rules": list_of(_RULE),
    }
)


def json_schema() -> dict[str, Any]:
    """The schema as plain data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "engine-lint engines --output-format json",
        "$defs": {"position": _POSITION, "place": object_of(_PLACE), "step": _STEP, "value": _VALUE},
        **object_of(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "tool": object_of({"name": {"const": "engine-lint"}, "version": TEXT}),
                "engines": list_of(_ENGINE),
                "errors": list_of(object_of({"path": TEXT, "message": TEXT}), "What could not be read; the exit code is 2 then."),
                "summary": object_of({"files_checked": COUNT, "sites": COUNT, "engines": COUNT, "open": COUNT}),
            }
        ),
    }
