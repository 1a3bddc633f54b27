"""The effective configuration: what an engine really gets.

SQLAlchemy's ``create_engine`` takes ``pool`` if it is given and refuses every pool option beside it; else it takes
``poolclass``, or asks the dialect for one, and gives the class those options that its constructor and its bases' constructors
take; what is left over raises TypeError (sqlalchemy/engine/create.py). Recycling is on above -1, pre-ping where the value
is true. A framework may add options before all that.

Where the project's versions or the backend leave more than one case open, each is worked out, and the answer is what
they have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.circumstances import circumstances
from engine_lint.knowledge.given import Given, given
from engine_lint.knowledge.pooling import Pool, pools
from engine_lint.knowledge.starting import failure
from engine_lint.model.engine import Effective, Engine
from engine_lint.model.value import Known, OneOf, Unknown, Value, alternatives
from engine_lint.model.versions import Versions

NO_RECYCLE = -1
"""SQLAlchemy's default, in seconds: off."""


@dataclass(frozen=True, slots=True)
class _Case:
    """The effective configuration in one case."""

    pool: Pool
    pre_ping: Value
    recycle: Value
    defaults: Mapping[str, str]
    fails: str
    added: Mapping[str, Value]


def effective(engine: Engine, versions: Versions) -> Effective:
    """The effective configuration of an engine.

    Args:
        engine: as read from the code.
        versions: what its project pins; unknown ones are taken to be SQLAlchemy 1.2 and Flask-SQLAlchemy 2.4 or later.
    """
    cases = list(_cases(engine, versions))
    names = {case.pool.known.name if case.pool.known else "" for case in cases}
    keeps = {case.pool.keeps for case in cases}
    refused = [case.pool.refused for case in cases]
    shared = [name for name in refused[0] if all(name in each for each in refused)]
    return Effective(
        pool_class=names.pop() if len(names) == 1 else "",
        keeps_connections=keeps.pop() if len(keeps) == 1 else None,
        pre_ping=_either(case.pre_ping for case in cases),
        recycle=_either(case.recycle for case in cases),
        rejected=tuple(shared),
        defaults=_common_defaults([case.defaults for case in cases]),
        added={name: _either(case.added[name] for case in cases) for name in cases[0].added if all(name in case.added for case in cases)},
        reasons={name: refused[0][name] for name in shared},
        fails=cases[0].fails if all(case.fails for case in cases) else "",
    )


def _cases(engine: Engine, versions: Versions) -> Iterator[_Case]:
    for under in circumstances(engine, versions):
        options = given(engine, under)
        for pool in pools(engine, options, under):
            yield _case(engine, options, pool, failure(engine, options, pool, under))


def _case(engine: Engine, options: Given, pool: Pool, fails: str) -> _Case:
    defaults = {name: source for name, source in options.sources.items() if name != "poolclass"}
    if pool.default:
        defaults["pool_class"] = pool.default
    values = options.values if pool.own is None else pool.own
    why = _why_unseen(engine, pool)
    found = []
    for name, absent in (("pre_ping", False), ("recycle", NO_RECYCLE)):
        value = values.get(f"pool_{name}")
        source = defaults.pop(f"pool_{name}", "") if pool.own is None else ""
        if value is None and why:
            value = Unknown(why)
        elif value is None:
            value, source = Known(absent), "SQLAlchemy's default"
        elif source and why:
            value, source = Unknown(why), ""
        if source:
            defaults[name] = source
        found.append(value)
    added = {name: options.values[name] for name in options.sources if name not in ("poolclass", "pool_recycle") and pool.own is None and not why}
    return _Case(pool, _each(found[0], _truth), _each(found[1], _seconds), defaults, fails, added)


def _why_unseen(engine: Engine, pool: Pool) -> str:
    """Why options of the pool may be set that cannot be seen, or an empty string."""
    if pool.own is None:
        return engine.unseen[0] if engine.unseen else ""
    return "the pool is made elsewhere" if pool.hidden else ""


def _truth(value: Known) -> Known:
    """Any value that is true switches pre-ping on, the string ``false`` included."""
    return replace(value, value=bool(value.value))


def _seconds(value: Known) -> Known:
    """True counts as one second; what is no number stays as it is."""
    return replace(value, value=int(value.value)) if isinstance(value.value, bool) else value


def _each(value: Value, change: Callable[[Known], Known]) -> Value:
    if isinstance(value, OneOf):
        return _either(change(each) if isinstance(each, Known) else each for each in value.values)
    return change(value) if isinstance(value, Known) else value


def _either(values: Iterable[Value]) -> Value:
    """One value out of several: itself where they are all alike, else any of them."""
    found: list[Known | Unknown] = []
    for value in values:
        for each in alternatives(value):
            if not any(_alike(each, other) for other in found):
                found.append(each)
    return found[0] if len(found) == 1 else OneOf(tuple(found), found[0].origin)


def _alike(one: Known | Unknown, other: Known | Unknown) -> bool:
    if isinstance(one, Known) and isinstance(other, Known):
        return type(one.value) is type(other.value) and one.value == other.value
    return isinstance(one, Unknown) and isinstance(other, Unknown)


def _common_defaults(found: list[Mapping[str, str]]) -> dict[str, str]:
    """Who set what, for values that the project sets in no case."""
    names = [name for name in found[0] if all(name in each for each in found)]
    return {name: " or ".join(dict.fromkeys(each[name] for each in found)) for name in names}
