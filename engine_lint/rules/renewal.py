"""What a recycle that is set already prevents, so that pre-ping is left with the rest."""

from __future__ import annotations

from engine_lint.model.engine import Engine
from engine_lint.model.timeout import Source
from engine_lint.model.value import certain
from engine_lint.rules.engine_facts import numbers, shortest
from engine_lint.rules.wording import duration, timer

_SHORT = 300
"""Seconds: the shortest timeout that is common on the way to a database (PythonAnywhere, many proxies)."""


def what_may_happen(engine: Engine) -> str:
    """What may happen without pre-ping, beyond what a recycle that is set already prevents."""
    recycle, limit = _recycle(engine), shortest(engine)
    if recycle is not None and recycle > _SHORT and limit is not None and recycle < limit.seconds and not replaced_in_time(engine):
        before = f"before the default {limit.label} of {duration(limit.seconds)} acts"
        return f"pool_recycle of {duration(recycle)} replaces connections {before}, but one that is closed sooner, or by a restart, fails at its next use"
    if recycle is None or not (recycle <= _SHORT or replaced_in_time(engine)):
        return "a pooled connection that was closed while it rested fails at its next use"
    limit = limit if replaced_in_time(engine) else None
    before = f"before they are cut ({timer(limit)})" if limit is not None else "early"
    return f"pool_recycle of {duration(recycle)} replaces connections {before}, but one that a restart or a failover closed fails at its next use"


def replaced_in_time(engine: Engine) -> bool:
    """Whether connections are replaced before any timer acts that is known of the server or the path, not merely a default."""
    limit, recycle = shortest(engine), _recycle(engine)
    known = any(timeout.source is not Source.DEFAULT for timeout in engine.timeouts)
    return known and limit is not None and recycle is not None and recycle < limit.seconds


def _recycle(engine: Engine) -> float | None:
    """The age in seconds at which connections are surely replaced, or None."""
    value = engine.effective.recycle if engine.effective is not None else None
    found = list(numbers(value)) if value is not None and certain(value) else []
    return max(found) if found and min(found) > 0 else None
