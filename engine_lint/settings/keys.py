"""Every settings key, once: what it does, its default, its shape as a JSON Schema fragment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.settings.measured import SHAPE as MEASURED

_RULES = {"type": "array", "items": {"type": "string"}, "examples": [["EL101", "missing-recycle", "EL3"]]}
_GLOBS = {"type": "array", "items": {"type": "string"}}
_FLAG = {"type": "boolean"}
_DURATION: dict[str, Any] = {"type": ["integer", "string"], "minimum": 1, "examples": [600, "10m", "8h"]}
_TIMEOUT: dict[str, Any] = {"anyOf": [_DURATION, {"type": "object", "additionalProperties": _DURATION}]}
_PLATFORMS = {"type": "array", "items": {"type": "string"}, "examples": [["aws-nlb-tcp", "rds-proxy-idle-client"]]}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 1}
_CONNECTIONS: dict[str, Any] = {"anyOf": [_COUNT, {"type": "object", "additionalProperties": _COUNT}]}
_OVERRIDE = {"idle-timeout": _TIMEOUT, "platform": _PLATFORMS, "max-connections": _CONNECTIONS, "external-pooler": _FLAG, "backend": {"type": "string"}}
_PER_PATH = {
    "anyOf": [
        {"type": "object", "additionalProperties": {"type": "object", "properties": _OVERRIDE, "additionalProperties": False}},
        {
            "type": "array",
            "items": {"type": "object", "properties": {"path": {"type": "string"}, **_OVERRIDE}, "required": ["path"], "additionalProperties": False},
        },
    ]
}
_SEVERITY = {"enum": ["info", "warning", "error"]}
_CONFIDENCE = {"enum": ["low", "medium", "high"]}


@dataclass(frozen=True, slots=True)
class Key:
    """One settings key. ``default`` is for people to read; ``shape`` is a JSON Schema fragment."""

    summary: str
    default: str
    shape: Mapping[str, Any]


KEYS: Mapping[str, Key] = {
    "extend": Key("Another settings file whose keys hold where this one is silent.", "none", {"type": "string"}),
    "select": Key("Rules to run: codes, names, the start of codes (`EL3`), or `ALL`.", "ALL", _RULES),
    "ignore": Key("Rules to leave out.", "[]", _RULES),
    "extend-select": Key("Rules to run beside those of `select`.", "[]", _RULES),
    "fixable": Key("Rules whose fixes are offered.", "ALL", _RULES),
    "unfixable": Key("Rules whose fixes are never offered.", "[]", _RULES),
    "exclude": Key("Paths to leave out, in .gitignore syntax; replaces the built-in list.", "virtual environments, build and VCS folders", _GLOBS),
    "extend-exclude": Key("Paths to leave out beside those of `exclude`.", "[]", _GLOBS),
    "force-exclude": Key("Leave out excluded files even when they are given by name.", "false", _FLAG),
    "respect-gitignore": Key("Leave out what .gitignore files name.", "true", _FLAG),
    "code-blocks": Key("Check the Python code blocks of Markdown and reStructuredText files too.", "false", _FLAG),
    "baseline": Key("A file of known findings, which are not shown; `engine-lint check --write-baseline` writes it.", "none", {"type": "string"}),
    "per-file-ignores": Key("Rules to leave out in files that match a pattern.", "{}", {"type": "object", "additionalProperties": _RULES}),
    "idle-timeout": Key("After how long something on the path cuts a resting connection; one value, or one per backend.", "none", _TIMEOUT),
    "platform": Key("Platforms, proxies and load balancers on the path, whose idle timeouts count; `engine-lint timeouts` lists them.", "[]", _PLATFORMS),
    "max-connections": Key("How many connections the server takes; one value, or one per backend.", "found in the project's files", _CONNECTIONS),
    "workers": Key("How many processes of the application run on a host, each with pools of its own.", "found in the project's files", _COUNT),
    "external-pooler": Key("A pooler (PgBouncer, RDS Proxy ...) stands before the server, so pools are not compared with `max-connections`.", "false", _FLAG),
    "measured": Key("What live servers said of their timeouts, one table each; `engine-lint probe --write` writes them.", "none", MEASURED),
    "per-path": Key("`idle-timeout`, `platform`, `max-connections`, `external-pooler` and `backend` for files that match a pattern.", "none", _PER_PATH),
    "recycle": Key("The `pool_recycle` that fixes write; must be below every idle timeout declared here.", "computed from the idle timeout", _DURATION),
    "min-severity": Key("Show findings from this severity up.", "info", _SEVERITY),
    "min-confidence": Key("Show findings from this confidence up.", "medium", _CONFIDENCE),
    "fail-on": Key("Exit with 1 from this severity up.", "warning", _SEVERITY),
    "pedantic": Key("Show findings of every confidence, and those of pedantic rules.", "false", _FLAG),
    "target-versions": Key(
        "Versions of libraries; they win over what the project's own metadata says.",
        "read from the project's dependencies",
        {"type": "object", "additionalProperties": {"type": "string"}, "examples": [{"sqlalchemy": "2.0", "flask-sqlalchemy": ">=3.1"}]},
    ),
    "test-paths": Key("Files that are tests, where findings are weak; replaces the built-in list.", "tests/, test_*.py, ...", _GLOBS),
    "script-paths": Key("Files that are scripts that end, where findings are weak; beside those that are recognised.", "[]", _GLOBS),
}

ADDITIVE = frozenset({"ignore", "extend-select", "extend-exclude"})
"""Keys where the command line adds to the file's value."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the settings table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "engine-lint settings",
        "type": "object",
        "properties": {name: {"description": key.summary, **key.shape} for name, key in KEYS.items()},
        "additionalProperties": False,
    }
