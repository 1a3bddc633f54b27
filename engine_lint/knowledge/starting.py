"""What keeps an engine from being made although every option is one that is taken: its value, the driver, the form of a bind."""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge import flask
from engine_lint.knowledge.circumstances import Circumstances
from engine_lint.knowledge.dialects import driver_of
from engine_lint.knowledge.given import Given
from engine_lint.knowledge.options import engine_options
from engine_lint.knowledge.pooling import Pool
from engine_lint.model.engine import Engine
from engine_lint.model.value import Known, Symbol, Value, alternatives


def failure(engine: Engine, given: Given, pool: Pool, under: Circumstances) -> str:
    """Why no engine is made under certain circumstances, or an empty string."""
    return next(_failures(engine, given, pool, under), "")


def _failures(engine: Engine, given: Given, pool: Pool, under: Circumstances) -> Iterator[str]:
    if given.coerced:
        yield from (f"{name} is text that is no integer" for name, value in given.values.items() if _is_whole_number(name) and _is_known_text(value))
    size = given.values.get("pool_size")
    counts = pool.own is None and pool.known is not None and {"pool_size", "max_overflow"} <= pool.known.options
    if counts and size is not None and _is_always(size, (str, type(None))):
        yield "pool_size is no number"
    chosen = given.values.get("poolclass")
    if pool.own is None and chosen is not None and _is_no_class(chosen):
        yield "poolclass is no class"
    if engine.site.is_async and engine.backend.driver and under.backend:
        driver = driver_of(under.backend, engine.backend.driver)
        if not driver.is_async and not driver.either:
            yield f"{driver.name} is no driver for asyncio"
    if engine.site.kind == "flask-bind" and under.framework < flask.removed_in():
        yield "a bind is a URL and no dict before Flask-SQLAlchemy 3.0"


def _is_whole_number(name: str) -> bool:
    known = engine_options().get(name)
    return known is not None and known.coerced == "int"


def _is_known_text(value: Value) -> bool:
    return all(isinstance(each, Known) and isinstance(each.value, str) for each in alternatives(value))


def _is_always(value: Value, kinds: tuple[type, ...]) -> bool:
    """Whether a value is of some kinds, text among them, whatever the environment says."""
    return all(isinstance(each.value, kinds) if isinstance(each, Known) else each.type_name == "str" for each in alternatives(value))


def _is_no_class(value: Value) -> bool:
    return all(isinstance(each, Known) and each.value is not None and not isinstance(each.value, Symbol) for each in alternatives(value))
