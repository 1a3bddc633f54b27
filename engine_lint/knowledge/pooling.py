"""Which pool an engine gets from given options, and which of them that pool refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.circumstances import Circumstances
from engine_lint.knowledge.dialects import default_driver, default_pool, driver_of
from engine_lint.knowledge.given import Given
from engine_lint.knowledge.options import engine_options, misspellings, pool_options
from engine_lint.knowledge.pools import PoolClass, asyncio_checked_since, option_name, pool_class, pool_classes
from engine_lint.model.engine import Engine
from engine_lint.model.value import Construction, Known, Symbol, Unknown, Value, alternatives

NO_VALUE = Known(None)


@dataclass(frozen=True, slots=True)
class Pool:
    """The pool of an engine under certain circumstances.

    ``known`` is its class, None where that is not certain. ``own`` are the options that a pool instance brings along, None
    where the engine's options make the pool; ``hidden`` tells that the instance may bring others. ``default`` is who chose the
    class, empty for the project. ``refused`` are options that raise an error at start-up, with the reason.
    """

    known: PoolClass | None
    keeps: bool | None
    own: Mapping[str, Value] | None = None
    hidden: bool = False
    default: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)


def pools(engine: Engine, given: Given, under: Circumstances) -> Iterator[Pool]:
    """The pools that an engine may get: one for each value that ``pool`` and ``poolclass`` may have."""
    outdated = _outdated(engine, given, under)
    for strategy in alternatives(given.values.get("strategy", NO_VALUE)):
        yield from _under_strategy(strategy, engine, given, under, outdated)


def _under_strategy(strategy: Known | Unknown, engine: Engine, given: Given, under: Circumstances, outdated: Mapping[str, str]) -> Iterator[Pool]:
    """``mock`` makes no engine; a strategy that is not SQLAlchemy's own makes another library's, with a pool of its own."""
    known = engine_options()["strategy"]
    if isinstance(strategy, Known) and strategy.value in known.still:
        yield Pool(None, False)
        return
    if not (isinstance(strategy, Known) and strategy.value in (None, *known.own)):
        yield Pool(None, None, own={}, hidden=True, refused=outdated)
        return
    for instance in alternatives(given.values.get("pool", NO_VALUE)):
        if isinstance(instance, Unknown):
            yield Pool(None, None, own={}, hidden=True, refused=outdated)
        elif instance.value is not None:
            yield _of_instance(instance.value, engine, given, under, outdated)
        else:
            for chosen in alternatives(given.values.get("poolclass", NO_VALUE)):
                yield _of_class(chosen, engine, given, under, outdated)


def _of_instance(value: object, engine: Engine, given: Given, under: Circumstances, outdated: Mapping[str, str]) -> Pool:
    """``pool=QueuePool(creator, ...)``, or, wrongly, ``pool=QueuePool``."""
    symbol = value.symbol if isinstance(value, Construction) else value if isinstance(value, Symbol) else None
    known = pool_class(symbol.dotted) if symbol is not None else None
    if known is None:
        return Pool(None, None, own={}, hidden=True, refused=outdated)
    refused = {**outdated, **{name: "a pool instance takes its options in its own constructor" for name in given.values if name in pool_options()}}
    if not isinstance(value, Construction):
        return Pool(known, None, own={}, refused=refused)
    unknown = [option.name for option in value.arguments if option.name not in known.arguments and not option.name.startswith("*")]
    if unknown:
        refused["pool"] = f"{known.name}() has no parameter {unknown[0]}"
    elif _wrong_kind(known, engine, under):
        refused["pool"] = _kind_reason(known, engine)
    own = {option_name(option.name): option.value for option in value.arguments}
    return Pool(known, known.keeps, own=own, hidden=value.open, refused=refused)


def _of_class(chosen: Known | Unknown, engine: Engine, given: Given, under: Circumstances, outdated: Mapping[str, str]) -> Pool:
    default = given.sources.get("poolclass", "")
    if isinstance(chosen, Known) and chosen.value is None:
        known = pool_classes()[_default_class(engine, under)]
        default = default or (f"SQLAlchemy's default for {under.backend}" if under.backend else "SQLAlchemy's default")
    elif isinstance(chosen, Known) and isinstance(chosen.value, Symbol) and (found := pool_class(chosen.value.dotted)) is not None:
        known = found
    else:
        return Pool(None, None, refused=outdated)
    refused = dict(outdated)
    if not (engine.is_open and default):
        takes = known.options | {"poolclass"}
        refused |= {name: f"{known.name} takes no {name}" for name in given.values if name in pool_options() - takes}
    if not default and _wrong_kind(known, engine, under):
        refused["poolclass"] = _kind_reason(known, engine)
    return Pool(known, known.keeps, default=default, refused=refused)


def _default_class(engine: Engine, under: Circumstances) -> str:
    driver = engine.backend.driver
    if not driver and engine.site.is_async and under.backend == "sqlite":
        driver = "aiosqlite"
    return default_pool(under.backend, driver, engine.backend.in_memory, engine.site.is_async, under.sqlalchemy)


def _asyncio(engine: Engine, under: Circumstances) -> bool | None:
    """Whether the engine's dialect is an asyncio one; None where the driver is not known."""
    if engine.site.is_async:
        return True
    driver = engine.backend.driver or default_driver(under.backend, under.sqlalchemy)
    return driver_of(under.backend, driver).is_async if driver else None


def _wrong_kind(known: PoolClass, engine: Engine, under: Circumstances) -> bool:
    asyncio = _asyncio(engine, under)
    return under.sqlalchemy >= asyncio_checked_since() and None not in (known.asyncio, asyncio) and known.asyncio is not asyncio


def _kind_reason(known: PoolClass, engine: Engine) -> str:
    return f"{known.name} cannot be used with {'an asyncio' if known.asyncio is False else 'another than an asyncio'} engine"


def _outdated(engine: Engine, given: Given, under: Circumstances) -> dict[str, str]:
    """Options that the SQLAlchemy release does not take, whatever the pool."""
    refused = {}
    for name, value in given.values.items():
        known, wrong = engine_options().get(name), misspellings().get(name)
        if wrong is not None:
            refused[name] = f"there is no such option; {wrong.meant} is meant"
        elif known is not None and known.asyncio and not engine.site.is_async:
            refused[name] = "only asyncio engines take it"
        elif known is not None and not known.released.holds(under.sqlalchemy) and not (isinstance(value, Known) and value.value in known.still):
            refused[name] = f"SQLAlchemy {'.'.join(map(str, under.sqlalchemy))} has no such option"
    return refused
