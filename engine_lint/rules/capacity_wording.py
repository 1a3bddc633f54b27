"""How findings about capacity count: workers, pools, and what a server takes, as a sum that can be checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine_lint.model.capacity import NO_BOUND, Capacity, Sized, Workers
from engine_lint.model.value import Known
from engine_lint.rules.wording import listing

SPELT_OUT = 3
"""As many pools are written out in a sum."""


def exceeded(capacity: Capacity) -> str:
    """``4 gunicorn workers (Procfile:1) × (20 + 10) = 120 connections exceed max_connections of 100 (my.cnf:3)``."""
    limit = capacity.limit
    held = f"max_connections of {limit.count} ({limit.where})"
    allowed = f"the {limit.left} that {held} leaves" if limit.reserved else held
    if capacity.total == NO_BOUND:
        return f"{_unbounded(capacity.pools)} takes the bound off the pool, which may exceed {allowed}"
    return f"{_counted(capacity.workers)} × {_summed(capacity.pools)} = {capacity.total:g} connections exceed {allowed}"


def _unbounded(pools: Sequence[Sized]) -> str:
    pool = next(each for each in pools if each.bound == NO_BOUND)
    option = pool.engine.option("max_overflow")
    written = option.value.value if option is not None and isinstance(option.value, Known) else pool.overflow
    return "pool_size=0" if pool.size == 0 else f"max_overflow={written}"


def _counted(workers: Sequence[Workers]) -> str:
    """``4 workers (Procfile:1)``, ``(4 + 8) workers (Procfile:1, Procfile:2)``, ``1 process``."""
    if all(each.processes is None for each in workers):
        return "1 process"
    where = ", ".join(dict.fromkeys(each.where for each in workers))
    if len(workers) > 1:
        return f"({' + '.join(str(each.at_least) for each in workers)}) workers ({where})"
    (only,) = workers
    return f"{only.at_least} {only.program + ' ' if only.program else ''}worker{'s' * (only.at_least > 1)} ({where})"


def _summed(pools: Sequence[Sized]) -> str:
    """``(20 + 10)``, ``((20 + 10) + (5 + 10))``, ``75 of 5 pools``."""
    if len(pools) > SPELT_OUT:
        return f"{sum(each.bound for each in pools):g} of {len(pools)} pools"
    terms = [f"({each.size} + {each.overflow})" for each in pools]
    return terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"


def amount(pool: Sized) -> str:
    """What one pool may open."""
    return "connections without bound" if pool.bound == NO_BOUND else f"{pool.size} + {pool.overflow} connections"


def of_workers(workers: Workers) -> str:
    """What one command starts."""
    if workers.processes is None:
        return f"an unknown number of {workers.program} workers here"
    return f"{workers.processes} {workers.program} worker{'s' * (workers.processes > 1)} here"


def remarks(capacity: Capacity) -> Iterator[str]:
    """What the sum rests on."""
    yield "Every process has pools of its own, and each pool opens up to pool_size + max_overflow connections."
    yield from _about_workers(capacity)
    assumed = tuple(dict.fromkeys(name for pool in capacity.pools for name in pool.assumed))
    if assumed:
        yield f"{listing(assumed)} {'are' if len(assumed) > 1 else 'is'} not set {'everywhere' if len(capacity.pools) > 1 else 'here'}, so the default counts."
    if not capacity.one_server:
        yield "Nothing shows that the engines go to different servers, so one is assumed; `max-connections` can be declared per path."
    if capacity.uncounted:
        yield f"{capacity.uncounted} more engine{'s' * (capacity.uncounted > 1)} whose pool cannot be told count{'s' * (capacity.uncounted == 1)} for nothing."


def _about_workers(capacity: Capacity) -> Iterator[str]:
    if not capacity.workers:
        yield "Nothing says how many processes there are, so one counts; declare them with `workers`."
    for each in capacity.workers:
        if each.reason:
            yield f"How many {each.program} workers there are is not known ({each.where}): {each.reason}. One counts."
    if capacity.fleeting:
        yield f"{capacity.fleeting} more, made by functions, may not live at the same time and count{'s' * (capacity.fleeting == 1)} for nothing."
    if len(capacity.lasting) < len(capacity.pools):
        yield "Engines that functions make may not live at the same time."
    if any(each.at_once is not None for each in capacity.workers) and capacity.usable <= capacity.limit.left:
        yield "The workers serve so few requests at a time that they hardly open what their pools allow."
