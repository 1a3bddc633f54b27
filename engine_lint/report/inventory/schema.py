"""The JSON Schema of the ``json`` inventory, version 1. ``docs/schemas/engines.json`` is written from it."""

from __future__ import annotations

from typing import Any

from engine_lint.report.inventory.json import SCHEMA_VERSION

_TEXT: dict[str, Any] = {"type": "string"}
_NAME: dict[str, Any] = {"type": ["string", "null"]}
_FLAG: dict[str, Any] = {"type": "boolean"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}


def _object(properties: dict[str, Any], description: str = "", optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object with these fields; later releases may add others."""
    found = {"type": "object", "properties": properties, "required": [name for name in properties if name not in optional]}
    return {**found, "description": description} if description else found


def _list(items: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, shape]}


def _said(shape: dict[str, Any], description: str) -> dict[str, Any]:
    return {**shape, "description": description}


_POSITION = _object({"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}}, "From 1; columns count code points.")
_PLACE = {"path": _TEXT, "cell": {"type": ["integer", "null"], "minimum": 1}, "start": {"$ref": "#/$defs/position"}}
_STEP = _object({**_PLACE, "label": _said(_TEXT, "What happens there."), "text": _said(_TEXT, "The line, passwords masked.")})
_VALUE = {
    "anyOf": [
        _object({"known": {"const": True}, "text": _TEXT, "value": _said({}, "The value itself; null where JSON has none such.")}),
        _object({"known": {"const": False}, "text": _TEXT, "because": _said(_TEXT, "Why it is unknown.")}),
        _object({"known": {"const": False}, "text": _TEXT, "any_of": _list({"$ref": "#/$defs/value"})}),
    ]
}
_OPTION = _object(
    {
        "name": _TEXT,
        "value": {"$ref": "#/$defs/value"},
        "explicit": _said(_FLAG, "Whether the project gives it."),
        "default_of": _said(_NAME, "Whose default it is; null for explicit ones, and where options that cannot be seen may set it."),
        "set_at": _or_null({"$ref": "#/$defs/place"}),
        "origin": _said(_or_null({"$ref": "#/$defs/place"}), "Where the value itself was decided."),
        "setting": _said(_NAME, "The setting or environment variable that it is read from."),
        "refused": _said(_NAME, "Why SQLAlchemy raises an error for it."),
        "steps": _said(_list({"$ref": "#/$defs/step"}), "From the site to where the value was decided, in calling order."),
    }
)
_BACKEND = _object(
    {
        "dialect": _said(_NAME, "The one backend that it can be."),
        "driver": _NAME,
        "possible": _list(_TEXT),
        "certain": _said(_FLAG, "Whether it is surely one of `possible`."),
        "ruled_out": _list(_TEXT),
        "in_memory": _FLAG,
        "evidence": _NAME,
        "origin": _or_null({"$ref": "#/$defs/place"}),
        "steps": _list({"$ref": "#/$defs/step"}),
    }
)
_TIMEOUT = _object(
    {
        "seconds": _COUNT,
        "applies": _said(_FLAG, "Whether it is the one that acts first."),
        "source": {"enum": ["default", "found", "measured", "declared", "preset", "site"]},
        "timer": _TEXT,
        "label": _TEXT,
        "where": _TEXT,
        "is_age": _FLAG,
        "silent": _FLAG,
        "origin": _or_null({"$ref": "#/$defs/place"}),
        "url": _NAME,
    }
)
_VERSION = _object(
    {
        "distribution": _TEXT,
        "low": _said(_NAME, "Inclusive."),
        "high": _said(_NAME, "Exclusive."),
        "source": _NAME,
        "origin": _or_null({"$ref": "#/$defs/place"}),
    }
)
_RULE = _object(
    {
        "code": {"type": "string", "pattern": r"^EL\d{3}$"},
        "name": _TEXT,
        "severity": {"enum": ["info", "warning", "error"]},
        "confidence": {"enum": ["low", "medium", "high"]},
        "message": _TEXT,
        "hidden_by": _said({"enum": [None, "comment", "confidence", "settings"]}, "Why `check` does not show it; null where it does."),
        "url": _TEXT,
    }
)
_ENGINE = _object(
    {
        **_PLACE,
        "end": {"$ref": "#/$defs/position"},
        "kind": _TEXT,
        "callee": _TEXT,
        "framework": _NAME,
        "async": _FLAG,
        "in_tests": _FLAG,
        "in_migrations": _FLAG,
        "one_shot": _FLAG,
        "conditions": _said(_list(_TEXT), "What holds on the path to this configuration. A site with several configurations is listed once for each."),
        "backend": _BACKEND,
        "pool": _object({"class": _NAME, "keeps_connections": {"type": ["boolean", "null"]}}),
        "options_pass_through": _list({"$ref": "#/$defs/step"}, "The site and every dict that options come from."),
        "options": _list(_OPTION),
        "open": _said(_FLAG, "Whether options may flow in that cannot be seen."),
        "open_because": _list(_TEXT),
        "shares_options_with": _list({"$ref": "#/$defs/place"}),
        "idle_timeouts": _list(_TIMEOUT),
        "ping_listener": _or_null(_object({**_PLACE, "event": _TEXT})),
        "versions": _list(_VERSION),
        "related": _list(_object({**_PLACE, "label": _TEXT})),
        "rules": _list(_RULE),
    }
)


def json_schema() -> dict[str, Any]:
    """The schema as plain data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "engine-lint engines --output-format json",
        "$defs": {"position": _POSITION, "place": _object(_PLACE), "step": _STEP, "value": _VALUE},
        **_object(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "tool": _object({"name": {"const": "engine-lint"}, "version": _TEXT}),
                "engines": _list(_ENGINE),
                "errors": _list(_object({"path": _TEXT, "message": _TEXT}), "What could not be read; the exit code is 2 then."),
                "summary": _object({"files_checked": _COUNT, "sites": _COUNT, "engines": _COUNT, "open": _COUNT}),
            }
        ),
    }
