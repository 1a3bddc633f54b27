"""The options that reach ``create_engine``: those that the project gives, and those that a framework adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.knowledge import flask
from engine_lint.knowledge.circumstances import Circumstances
from engine_lint.knowledge.frameworks import defaults, frameworks
from engine_lint.knowledge.options import engine_options
from engine_lint.knowledge.pools import pool_class
from engine_lint.model.engine import Engine
from engine_lint.model.value import Known, OneOf, Symbol, Value, alternatives, knowns


@dataclass(frozen=True, slots=True)
class Given:
    """Options by name.

    ``sources`` says, for those that the project does not give, who does. ``coerced``: ``engine_from_config`` has read them.
    """

    values: Mapping[str, Value]
    sources: Mapping[str, str]
    coerced: bool = False


def given(engine: Engine, under: Circumstances) -> Given:
    """The options of an engine under certain circumstances, strings coerced where the factory does that."""
    own = {name: option.value for name, option in engine.options.items()}
    if not engine.site.framework:
        return Given(coerced(own) if engine.site.coerces else own, {}, engine.site.coerces)
    if _ignores_options(engine, under):
        own = {}
    elif engine.bind is not None:
        before_3 = engine.bind.app_options if under.framework < flask.removed_in() else {}
        own = {**{name: option.value for name, option in {**before_3, **engine.bind.inherited}.items()}, **own}
    if engine.extension and not _ignores_options(engine, under):
        brought = {name: option.value for name, option in engine.extension.items()}
        own = {**own, **brought} if under.framework < flask.removed_in() else {**brought, **own}
    added, sources, removed = _removed_keys(engine, under)
    _add_defaults(engine, under, own, added, sources)
    values = {**added, **own}
    if "poolclass" in sources:
        values["poolclass"] = added["poolclass"]
    coerces = frameworks()[engine.site.framework].coerces(under.framework)
    sources = {name: source for name, source in sources.items() if values[name] is added[name] and name not in removed}
    return Given(coerced(values) if coerces else values, sources, coerces)


def _ignores_options(engine: Engine, under: Circumstances) -> bool:
    return engine.site.framework == flask.FLASK_SQLALCHEMY and under.framework < flask.engine_options_since()


def _removed_keys(engine: Engine, under: Circumstances) -> tuple[dict[str, Value], dict[str, str], set[str]]:
    """What the keys set that Flask-SQLAlchemy 3 stopped reading."""
    added: dict[str, Value] = {}
    if engine.site.framework == flask.FLASK_SQLALCHEMY and under.framework < flask.removed_in():
        for key, name in flask.removed_keys().items():
            option = engine.config.get(key)
            if name and option is not None and not _is_none(option.value):
                added[name] = option.value
    return added, {}, set(added)


def _add_defaults(engine: Engine, under: Circumstances, own: Mapping[str, Value], added: dict[str, Value], sources: dict[str, str]) -> None:
    title = frameworks()[engine.site.framework].title
    for default in defaults(engine.site.framework, under.framework, under.backend, engine.backend.driver, engine.backend.in_memory):
        if default.unless and any(knowns(added[default.unless]) if default.unless in added else ()):
            continue
        if default.queue_only and _other_pool(own.get("poolclass")):
            continue
        source = f"{title}'s default for {default.backend}" if default.backend else f"{title}'s default"
        for name, value in default.options.items():
            if name not in added and name not in own:
                added[name], sources[name] = Known(value), source
        if default.pool and (default.forced or "poolclass" not in own):
            added["poolclass"], sources["poolclass"] = Known(Symbol(f"sqlalchemy.pool.{default.pool}")), source


def _is_none(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None


def _other_pool(value: Value | None) -> bool:
    """Whether a pool class is given that is surely no queue pool."""
    if value is None:
        return False
    found = [pool_class(each.value.dotted) for each in alternatives(value) if isinstance(each, Known) and isinstance(each.value, Symbol)]
    return bool(found) and all(known is not None and "max_overflow" not in known.options for known in found)


def coerced(values: Mapping[str, Value]) -> dict[str, Value]:
    """Options as ``engine_from_config`` leaves them: strings of digits become numbers, for the options it knows."""
    known = engine_options()
    return {name: _as_int(value) if name in known and known[name].coerced == "int" else value for name, value in values.items()}


def _as_int(value: Value) -> Value:
    if isinstance(value, OneOf):
        parts = tuple(replace(each, value=_int(each.value)) if isinstance(each, Known) else each for each in value.values)
        return replace(value, values=parts)
    return replace(value, value=_int(value.value)) if isinstance(value, Known) else value


def _int(text: object) -> object:
    """The number in a string; what is none stays as it is, for the rules to speak of."""
    if not isinstance(text, str):
        return text
    try:
        return int(text)
    except ValueError:
        return text
