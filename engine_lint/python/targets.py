"""Which dict a new option goes to, of those that were put together for an engine."""

from __future__ import annotations

from engine_lint.model.value import Carrier
from engine_lint.python.conditions import Path, contradicts
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import alternatives, read
from engine_lint.python.values import Abstract
from engine_lint.python.views import MAX_DEPTH

NOT_THE_POOLS = ("connect_args", "execution_options")
"""Options that are dicts of their own, in which nothing tells the pool anything."""


def target_in(content: DictValue, path: Path) -> Carrier | None:
    """Where a new option goes: the last dict that is spread into it, as far down as it can be written, else itself.

    None where it would come to the driver too, because the same dict is its own ``connect_args``.
    """
    found = next(iter(targets_in(content, path)), None)
    if found is None or any(holds(each, found) for name in NOT_THE_POOLS for each in inner_dicts(content, name, path)):
        return None
    return found


def targets_in(content: DictValue, path: Path, depth: int = 0) -> tuple[Carrier, ...]:
    """Where a new option goes, and the carriers into which that is spread, the nearest first."""
    own = (content.carrier,) if content.carrier is not None else ()
    for where, inner in reversed(content.spreads if depth < MAX_DEPTH else ()):
        if contradicts(where, path) or inner is content or inner.is_fallback:
            continue
        found = targets_in(inner, path, depth + 1)
        if found:
            return (*found, *own)
        if set(inner.entries) & {"pool_pre_ping", "pool_recycle"} or inner.unseen:
            return ()
    return own


def holds(content: Abstract, target: Carrier | None, depth: int = 0) -> bool:
    """Whether what is written into a target comes to a dict as well: it is that dict, or spreads it."""
    if target is None or not isinstance(content, DictValue) or depth > MAX_DEPTH:
        return False
    return content.carrier == target or any(holds(inner, target, depth + 1) for _, inner in content.spreads if inner is not content)


def inner_dicts(content: DictValue, name: str, path: Path) -> tuple[DictValue, ...]:
    """The dicts that an option may be."""
    value = read(content.entries.get(name, []), path)
    return tuple(each for _, each in alternatives(value, path) if isinstance(each, DictValue)) if value is not None else ()
