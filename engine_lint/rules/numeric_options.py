"""The options of an engine that have to be numbers, and whether strings of digits become some."""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.knowledge.flask import FLASK_SQLALCHEMY, removed_in, removed_keys
from engine_lint.model.engine import Engine
from engine_lint.model.value import Known, Option
from engine_lint.model.versions import Versions

NUMERIC = ("pool_recycle", "pool_size", "max_overflow", "pool_timeout")


def numeric_options(engine: Engine, versions: Versions) -> Iterator[tuple[str, Option]]:
    """The options that have to be numbers, and the config keys that set them before Flask-SQLAlchemy 3."""
    for name in NUMERIC:
        if (option := engine.option(name)) is not None:
            yield name, option
    if engine.site.framework == FLASK_SQLALCHEMY and versions.of(FLASK_SQLALCHEMY).surely_below(removed_in()):
        for key, name in removed_keys().items():
            option = engine.config.get(key)
            if name and option is not None and not (isinstance(option.value, Known) and option.value.value is None):
                yield name, option


def strings_become_numbers(engine: Engine, versions: Versions) -> bool:
    """Whether strings of digits become numbers. Flask-SQLAlchemy does that from 3.0 on, which is assumed where no version is pinned."""
    if engine.site.framework == FLASK_SQLALCHEMY:
        return not versions.of(FLASK_SQLALCHEMY).surely_below(removed_in())
    return engine.site.coerces
