"""The ``pool_recycle`` that a fix writes, why that may be unsafe, and why none is written."""

from __future__ import annotations

from engine_lint.model.change import literal
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Fix
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Option
from engine_lint.rules.option_changes import add, replace
from engine_lint.rules.rule import Context
from engine_lint.timeouts.resolve import recycle_below

_SHORT = 60
"""Seconds. A timer below this that was found in a file is probably a test server's."""


def recycle_fix(engine: Engine, option: Option | None, limit: IdleTimeout | None, context: Context, doubts: tuple[str, ...] = ()) -> Fix | None:
    """Write a recycle below the timer: in the place of ``option``, or as a new option; None where that is no help or not possible."""
    value = recycle_below(limit.seconds if limit is not None else None, context.recycle)
    if value is None:
        return None
    if limit is not None and limit.source is Source.FOUND and limit.seconds < _SHORT:
        doubts = (f"{limit.label} of {limit.seconds} s was only found in {limit.where or 'a file'}", *doubts)
    if option is None:
        return add(engine, "pool_recycle", literal(value), doubts)
    return replace(engine, option, literal(value), doubts)


def why_no_fix(engine: Engine, option: Option | None, limit: IdleTimeout | None) -> str:
    """Why ``recycle_fix`` gave none."""
    if limit is not None and recycle_below(limit.seconds, None) is None:
        return "below a timeout of 30 s recycling is no help; pool_pre_ping is, or a pool that keeps nothing (NullPool)"
    if option is not None:
        return "the number comes from outside the code or from several places; mend it there"
    return engine.obstacle or "there is no place to write the option"
