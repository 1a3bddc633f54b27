"""Every option of an engine as it gets it: what the project gives, what a framework adds, and SQLAlchemy's own defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine_lint.knowledge.options import engine_options
from engine_lint.knowledge.pools import option_name, pool_classes
from engine_lint.model.engine import Effective, Engine
from engine_lint.model.inventory import OptionInForce
from engine_lint.model.value import Construction, Known, Option, Symbol, Unknown, Value

_SQLALCHEMY = "SQLAlchemy's default"
_MEASURED = {"pool_pre_ping": "pre_ping", "pool_recycle": "recycle"}
"""Options that ``Effective`` works out, with their names there."""
_SIZES = ("pool_size", "max_overflow", "pool_timeout")


def options_in_force(engine: Engine, effective: Effective) -> tuple[OptionInForce, ...]:
    """The options of a resolved engine: the pool class, what makes its pool, then the others that the project gives, in the order of their text."""
    first = [_pool_class(engine, effective), *(_measured(engine, effective, name) for name in _MEASURED), *_sizes(engine, effective)]
    named = {each.name for each in first}
    others = sorted((each for each in engine.options.values() if each.name not in named), key=lambda each: (each.place, each.name))
    rest = [_explicit(engine, each, each.value, effective) for each in others]
    added = [_default(name, value, effective.defaults.get(name, "")) for name, value in effective.added.items() if name not in named]
    return (*first, *rest, *added)


def _pool_class(engine: Engine, effective: Effective) -> OptionInForce:
    value: Value = Known(Symbol(effective.pool_class)) if effective.pool_class else Unknown(_why_no_class(engine))
    given = engine.options.get("pool") or engine.options.get("poolclass")
    source = effective.defaults.get("pool_class", "")
    if given is None or source:
        return _default("poolclass", value, source)
    found = _explicit(engine, given, value, effective)
    return OptionInForce("poolclass", value, True, place=found.place, origin=found.origin, refused=found.refused, steps=found.steps)


def _why_no_class(engine: Engine) -> str:
    for name in ("pool", "poolclass"):
        option = engine.options.get(name)
        if option is not None and isinstance(option.value, Unknown):
            return option.value.reason
    if engine.unseen:
        return engine.unseen[0]
    return "it depends on the backend and the releases, which are not known"


def _measured(engine: Engine, effective: Effective, name: str) -> OptionInForce:
    value = effective.pre_ping if name == "pool_pre_ping" else effective.recycle
    source = effective.defaults.get(_MEASURED[name], "")
    given = None if source else _own_of_pool(engine).get(name) or (engine.options.get(name) if "pool" not in engine.options else None)
    return _explicit(engine, given, value, effective, name) if given is not None else _default(name, value, source)


def _own_of_pool(engine: Engine) -> Mapping[str, Option]:
    """The options that a pool instance brings along, by the names that ``create_engine`` has for them."""
    given = engine.options.get("pool")
    if given is None or not isinstance(given.value, Known) or not isinstance(given.value.value, Construction):
        return {}
    return {option_name(each.name): each for each in given.value.value.arguments}


def _sizes(engine: Engine, effective: Effective) -> Iterator[OptionInForce]:
    """Size, overflow and time-out, where the pool has them."""
    pool = pool_classes().get(effective.pool_class)
    own = _own_of_pool(engine)
    for name in _SIZES:
        given = own.get(name) or engine.options.get(name)
        if given is not None:
            yield _explicit(engine, given, given.value, effective, name)
        elif name in effective.added:
            yield _default(name, effective.added[name], effective.defaults.get(name, ""))
        elif pool is None or name not in pool.options:
            continue
        elif engine.unseen:
            yield _default(name, Unknown(engine.unseen[0]), "")
        else:
            yield _default(name, Known(engine_options()[name].default), _SQLALCHEMY)


def _explicit(engine: Engine, option: Option, value: Value, effective: Effective, name: str = "") -> OptionInForce:
    refused = effective.reasons.get(option.name, "")
    steps = engine.ways.get(option.name, ())
    return OptionInForce(name or option.name, value, True, "", option.place, option.value.origin or option.slot, option.read_from, refused, steps)


def _default(name: str, value: Value, source: str) -> OptionInForce:
    return OptionInForce(name, value, False, _joined(source))


def _joined(source: str) -> str:
    """Whose default it is, each maker once: without backends where one of its parts names none, else with all of them."""
    makers: dict[str, list[str]] = {}
    for part in source.split(" or "):
        maker, _, backend = part.partition(" for ")
        makers.setdefault(maker, []).append(backend)
    return " or ".join(f"{maker} for {' or '.join(backends)}" if all(backends) else maker for maker, backends in makers.items())
