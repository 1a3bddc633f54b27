"""The JSON Schema of what ``engine-lint probe`` found out, version 1. ``docs/schemas/probe.json`` is written from it."""

from __future__ import annotations

from typing import Any

from engine_lint.model.measured import CONNECTIONS, IN_TRANSACTION, INTERACTIVE, SESSION, WAIT
from engine_lint.report.probe.json import SCHEMA_VERSION
from engine_lint.report.shapes import COUNT, FLAG, NAME, TEXT, list_of, object_of, or_null, said

_AMOUNT: dict[str, Any] = {"type": ["number", "null"], "minimum": 0}
_SECONDS: dict[str, Any] = {"type": "number", "minimum": 0}
_POSITION = object_of({"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}})
_SERVER = object_of(
    {
        "backend": said({"enum": ["mysql", "mariadb", "postgresql"]}, "What answered, whatever the URL says."),
        "version": TEXT,
        "product": said(NAME, "`aurora-mysql`, which heeds the shorter one of its two timeouts."),
        "host": said(NAME, "With its port where that is not the usual one; null for socket files and several hosts."),
        "driver": TEXT,
        "read_only": said(FLAG, "Whether it was asked in a read-only transaction."),
    }
)
_VARIABLE = object_of(
    {
        "name": {"enum": [WAIT, INTERACTIVE, SESSION, IN_TRANSACTION, CONNECTIONS]},
        "unit": {"enum": ["seconds", "connections"]},
        "session": said(_AMOUNT, "What holds for the connection that asked. A time of 0 means never; null where it cannot be told."),
        "server": said(_AMOUNT, "What new connections begin with."),
        "set_by": said(NAME, "Who set the session's value, where that is not the server itself: user, database, client."),
    }
)
_REST = object_of(
    {
        "rested": _SECONDS,
        "cut_after": said({**_AMOUNT}, "When one was seen cut."),
        "alive_after": said(_SECONDS, "The longest rest after which one still answered; 0 where none was asked."),
        "silent": said(FLAG, "Nobody closed it, and still it gave no answer: it was cut between `alive_after` and `cut_after`."),
        "ended_early": FLAG,
    },
    "What came of letting connections rest.",
)
_SHORTFALL = object_of(
    {
        "path": TEXT,
        "cell": {"type": ["integer", "null"], "minimum": 1},
        "start": _POSITION,
        "callee": TEXT,
        "conditions": list_of(TEXT),
        "backend_assumed": said(FLAG, "Nothing shows the backend; this is so if the engine connects to that server."),
        "effective": object_of({"pool_recycle": NAME, "pool_pre_ping": NAME, "poolclass": NAME}, "In words, as `engine-lint engines` lists them."),
        "rule": object_of(
            {
                "code": {"enum": ["EL201", "EL202"]},
                "name": TEXT,
                "severity": {"enum": ["info", "warning", "error"]},
                "confidence": {"enum": ["low", "medium", "high"]},
                "message": TEXT,
                "url": TEXT,
            }
        ),
    }
)


def json_schema() -> dict[str, Any]:
    """The schema as plain data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "engine-lint probe --output-format json",
        **object_of(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "tool": object_of({"name": {"const": "engine-lint"}, "version": TEXT}),
                "server": _SERVER,
                "variables": list_of(_VARIABLE),
                "idle_timeouts": list_of(object_of({"seconds": COUNT, "label": TEXT, "timer": {"enum": ["server", "path"]}}), "The shortest first."),
                "recycle": said(or_null(COUNT), "The `pool_recycle` that stays below; null where there is no limit, or no room below it."),
                "rest": or_null(_REST),
                "engines": object_of({"known": COUNT, "unknown_backend": COUNT}, "How many engines may connect to such a server."),
                "shortfalls": list_of(_SHORTFALL),
                "overridden_by": list_of(object_of({"seconds": COUNT, "where": TEXT}), "What the settings declare, where that is longer."),
                "written": said(NAME, "The settings file that holds it now."),
                "errors": list_of(object_of({"path": TEXT, "message": TEXT}), "What could not be read; the exit code is 2 then."),
            }
        ),
    }
