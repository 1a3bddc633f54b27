"""``json-lines``: an object on each line. ``type`` says what it is: ``finding``, ``error``, ``count``, and last the ``summary``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine_lint.report.json import report

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report, line by line. A report without a last line of type ``summary`` is not complete."""
    for line in lines(outcome, view):
        yield json.dumps(line, ensure_ascii=True)


def lines(outcome: Outcome, view: View) -> Iterator[dict[str, Any]]:
    """The lines as plain data, with the fields that they have in the report ``json``."""
    whole = report(outcome, view)
    for kind, name in (("finding", "findings"), ("error", "errors"), ("count", "statistics")):
        yield from ({"type": kind, **each} for each in whole.get(name, ()))
    yield {"type": "summary", **{name: whole[name] for name in ("schema_version", "tool", "summary")}}
