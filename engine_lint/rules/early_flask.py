"""Flask-SQLAlchemy before 2.4: it reads no engine options, and only a subclass of the extension can set some."""

from __future__ import annotations

from engine_lint.knowledge.flask import FLASK_SQLALCHEMY
from engine_lint.model.change import SetOption, literal
from engine_lint.model.engine import Engine
from engine_lint.model.finding import Confidence, Fix, Severity
from engine_lint.model.versions import Versions
from engine_lint.rules.engine_facts import allows_before, confidence, lowered, related
from engine_lint.rules.flask_keys import reads_no_options
from engine_lint.rules.option_changes import fix
from engine_lint.rules.renewal import replaced_in_time, what_may_happen
from engine_lint.rules.rule import Report
from engine_lint.rules.wording import CHECKOUT_ONLY, error_text, no_fix, path_taken, pinned

_DOUBTS = ("it gives the app another class of extension", "from 3.0 on Flask-SQLAlchemy does not call the method")
_INSTEAD = "From Flask-SQLAlchemy 2.4 on, SQLALCHEMY_ENGINE_OPTIONS sets it without a subclass."


def waits_for_subclass(engine: Engine, versions: Versions) -> bool:
    """Whether the app runs with a release that reads no engine options, and nothing in the project sets them another way."""
    return (engine.uri_only or engine.config_unseen) and reads_no_options(versions) and len(engine.unseen) == engine.config_unseen


def missing_subclass(engine: Engine, versions: Versions) -> Report:
    """What EL101 says of such an app."""
    mended, contested = _fix(engine), versions.of("sqlalchemy").split and allows_before(versions.of("sqlalchemy"), (1, 2))
    return Report(
        f"pool_pre_ping is off, and with Flask-SQLAlchemy before 2.4 only a subclass of its extension can set it: {what_may_happen(engine)}",
        lowered(confidence(engine, versions), Confidence.LOW if contested else Confidence.MEDIUM),
        severity=Severity.INFO if replaced_in_time(engine) else None,
        place=engine.site.place_of_url,
        related=related(engine),
        fix=mended,
        cause=engine.subclass.place if engine.subclass is not None else None,
        help=(
            error_text(engine),
            CHECKOUT_ONLY,
            *path_taken(engine),
            pinned(versions, FLASK_SQLALCHEMY),
            _INSTEAD,
            *((pinned(versions, "sqlalchemy", "before 1.2 there is no pool_pre_ping", sure=False),) if contested else ()),
            *no_fix("" if mended else "the extension is not made by a plain statement of one module"),
        ),
    )


def _fix(engine: Engine) -> Fix | None:
    if engine.subclass is None:
        return None
    change = SetOption(engine.subclass, "pool_pre_ping", literal(True))
    return fix(f"Set pool_pre_ping in a subclass, {engine.subclass.receiver}", (change,), _DOUBTS)
