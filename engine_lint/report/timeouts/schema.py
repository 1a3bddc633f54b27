"""The JSON Schema of the list of timeouts, version 1. ``docs/schemas/timeouts.json`` is written from it."""

from __future__ import annotations

from typing import Any

from engine_lint.report.shapes import FLAG, TEXT, list_of, object_of, said
from engine_lint.report.timeouts.json import SCHEMA_VERSION
from engine_lint.report.timeouts.wording import KINDS

_SECONDS: dict[str, Any] = {"type": ["integer", "null"], "minimum": 0}
_SOURCE = object_of(
    {
        "url": said(TEXT, "The address, or the name of the package whose files say it."),
        "read": said(FLAG, "Whether that page itself was read, and not only what others quote of it."),
        "confidence": {"enum": ["documented", "maintainer said", "user report"]},
        "measured": said({"type": ["string", "null"]}, "What was seen on real servers."),
    }
)
_TIMER = object_of(
    {
        "id": {"type": "string", "pattern": "^[a-z0-9.-]+$"},
        "kind": {"enum": list(KINDS)},
        "product": TEXT,
        "setting": said(TEXT, "What the product calls it; in parentheses where it cannot be set."),
        "seconds": said(_SECONDS, "Its default; null where it is off by default."),
        "settable": object_of({"min": _SECONDS, "max": _SECONDS}, "What it can be set to, where that is known."),
        "basis": {"enum": ["idle", "age", "keepalive", "idle-in-transaction", "mid-request stall", "compute-suspend"]},
        "scope": TEXT,
        "versions": TEXT,
        "comparable": said(FLAG, "Whether `platform` may name it: it cuts connections that rest in a pool, unless its default was changed."),
        "because": said({"type": ["string", "null"]}, "Why `platform` may not name it."),
        "silent": said(FLAG, "Whether packets are dropped without a word."),
        "keepalive_resets": said({"enum": [True, None]}, "Whether TCP keepalives start it again; null where that is not known."),
        "recycle": object_of({"seconds": _SECONDS, "by_vendor": FLAG}, "The `pool_recycle` that stays below it; null where recycling is no help."),
        "source": _SOURCE,
    }
)


def json_schema() -> dict[str, Any]:
    """The schema as plain data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "engine-lint timeouts --output-format json",
        **object_of(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "tool": object_of({"name": {"const": "engine-lint"}, "version": TEXT}),
                "timeouts": list_of(_TIMER),
            }
        ),
    }
