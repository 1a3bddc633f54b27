"""Which engines should have pre-ping and have not: what exempts an engine stands here."""

from __future__ import annotations

from engine_lint.model.engine import Engine
from engine_lint.model.value import knowns
from engine_lint.model.versions import Versions
from engine_lint.rules.early_flask import waits_for_subclass
from engine_lint.rules.engine_facts import SMALL_POOLS, has_a_switch, has_no_socket, may_rest, pings, pool_instance, set_in_vain
from engine_lint.rules.flask_keys import meaning_of_name


def unprotected(engine: Engine, versions: Versions) -> bool:
    """Whether the engine surely keeps connections that are not tested at checkout, though its project could have that done."""
    if waits_for_subclass(engine, versions):
        return engine.ping is None and not _too_old(versions) and not has_no_socket(engine.backend)
    if engine.unseen or engine.absences_told_inside or engine.option("pool_pre_ping") is not None or pings(engine) is not False:
        return False
    if has_a_switch(engine, "pool_pre_ping"):
        return False
    if pool_instance(engine) is not None or engine.site.kind == "flask-bind" or _has_no_such_option(engine, versions):
        return False
    if engine.effective is not None and engine.effective.pool_class in SMALL_POOLS:
        return "sqlite" not in engine.backend.names and not has_no_socket(engine.backend)
    return may_rest(engine) and not _meant_to_ping(engine)


def _has_no_such_option(engine: Engine, versions: Versions) -> bool:
    return _too_old(versions) or (engine.site.framework == "flask-sqlalchemy" and versions.of("flask-sqlalchemy").surely_below((2, 4)))


def _too_old(versions: Versions) -> bool:
    sqlalchemy = versions.of("sqlalchemy")
    return sqlalchemy.surely_below((1, 2)) and not sqlalchemy.others


def _meant_to_ping(engine: Engine) -> bool:
    """Whether pre-ping is turned on where nothing reads it: another rule speaks of that."""
    vain = set_in_vain(engine, "pool_pre_ping")
    if vain is not None and all(knowns(vain.value)):
        return True
    meanings = ((meaning_of_name(name), option) for name, option in engine.config.items())
    return any(wrong is not None and wrong.option == "pool_pre_ping" and all(knowns(option.value)) for wrong, option in meanings)
