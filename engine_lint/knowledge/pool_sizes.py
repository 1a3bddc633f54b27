"""How many connections the pool of an engine may open: ``pool_size`` and ``max_overflow``, whoever sets them.

``QueuePool`` keeps ``pool_size`` connections and opens ``max_overflow`` more while all of them are in use. A ``pool_size`` of 0 and a negative
``max_overflow`` take the bound away (sqlalchemy/pool/impl.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.circumstances import circumstances
from engine_lint.knowledge.given import Given, given
from engine_lint.knowledge.options import engine_options
from engine_lint.knowledge.pooling import Pool, pools
from engine_lint.model.capacity import Sized
from engine_lint.model.engine import Engine
from engine_lint.model.value import Known, Unknown, Value, alternatives, knowns
from engine_lint.model.versions import Versions

SIZE, OVERFLOW = "pool_size", "max_overflow"


def sized(engine: Engine, versions: Versions) -> Sized | None:
    """An engine with the bounds of its pool; None where they cannot be told, or where it has no pool with such bounds.

    Where releases or the backend leave several cases open, the smallest pool counts. Of several values in the text the one that makes
    the largest pool counts: it is there on some path.
    """
    found = []
    for under in circumstances(engine, versions):
        options = given(engine, under)
        for pool in pools(engine, options, under):
            case = _case(engine, options, pool)
            if case is None:
                return None
            found.append(case)
    return min(found, key=lambda each: each.bound, default=None)


def _case(engine: Engine, options: Given, pool: Pool) -> Sized | None:
    if pool.keeps is not True or pool.known is None or OVERFLOW not in pool.known.options or pool.refused:
        return None
    values = options.values if pool.own is None else pool.own
    hidden = bool(engine.unseen) if pool.own is None else pool.hidden
    size, overflow = (values.get(name) or _default(name, hidden) for name in (SIZE, OVERFLOW))
    sizes, overflows = list(_counts(size)), list(_counts(overflow))
    if not sizes or not overflows:
        return None
    assumed = tuple(name for name in (SIZE, OVERFLOW) if name not in values or (pool.own is None and name in options.sources))
    replaceable = any(isinstance(each, Unknown) for value in (size, overflow) for each in alternatives(value))
    return Sized(engine, 0 if 0 in sizes else max(sizes), -1 if min(overflows) < 0 else max(overflows), assumed, replaceable)


def _default(name: str, hidden: bool) -> Value:
    return Unknown("it may be set where it cannot be seen") if hidden else Known(engine_options()[name].default)


def _counts(value: Value) -> Iterator[int]:
    return (each for each in knowns(value) if isinstance(each, int) and not isinstance(each, bool))
