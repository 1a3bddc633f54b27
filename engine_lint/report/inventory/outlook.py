"""What becomes of a connection that rests in an engine's pool, in one word and one sentence each.

The words rest on what ``check`` rests on: whether connections are tested at checkout, how old they may grow, and which timer
acts first. Both options act at checkout only, so none of the words speaks of a connection that is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.flask import FLASK_SQLALCHEMY
from engine_lint.model.engine import Effective, Engine
from engine_lint.model.timeout import IdleTimeout
from engine_lint.model.value import Known, Unknown, Value, alternatives, certain
from engine_lint.report.inventory.durations import spelt
from engine_lint.report.inventory.wording import backend_text, clean
from engine_lint.rules.engine_facts import has_no_socket, numbers, pings, shortest, surely_networked

NEVER = float("inf")
"""The age at which connections are replaced where recycling is off."""


class Fate(str, Enum):
    """What becomes of resting connections, the worst first."""

    DOES_NOT_WORK = "does-not-work"
    MAY_DIE = "may-die"
    RACE = "race"
    CANNOT_BE_TOLD = "cannot-be-told"
    SURVIVES = "survives"
    NOTHING_TO_CUT = "nothing-to-cut"

    @property
    def words(self) -> str:
        """The fate as it is shown: ``may die``."""
        return self.value.replace("-", " ")

    @property
    def falls_short(self) -> bool:
        """Whether something has to be done about the engine."""
        return self in (Fate.DOES_NOT_WORK, Fate.MAY_DIE, Fate.RACE)


MEANINGS = {
    Fate.DOES_NOT_WORK: "SQLAlchemy raises an error for these options",
    Fate.MAY_DIE: "nothing tests a connection at checkout, and none is replaced before something cuts it",
    Fate.RACE: "replaced at the very second at which the timer acts",
    Fate.CANNOT_BE_TOLD: "an option, a timer or the pool is not known",
    Fate.SURVIVES: "a connection is tested at checkout, or replaced before the shortest timer cuts it",
    Fate.NOTHING_TO_CUT: "no connection rests in a pool, or none goes over a network",
}
"""What each of the words means."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of an engine's resting connections, and why, in sentences."""

    fate: Fate
    because: str


def oldest(recycle: Value) -> float | None:
    """The greatest age in seconds that a recycle may let connections reach; ``NEVER`` where it may be off, None where no number is known."""
    return max((NEVER if each <= -1 else each for each in numbers(recycle)), default=None)


def outlook(engine: Engine) -> Outlook:
    """What becomes of the resting connections of a resolved engine."""
    effective = engine.effective
    if effective is None:
        return Outlook(Fate.CANNOT_BE_TOLD, "What it gets could not be worked out.")
    if error := _error(engine, effective):
        return Outlook(Fate.DOES_NOT_WORK, error)
    if spared := _spared(engine, effective):
        return Outlook(Fate.NOTHING_TO_CUT, spared)
    found = _tested(engine, effective) if pings(engine) else _aged(engine, effective)
    if found.fate.falls_short and effective.keeps_connections is None:
        return Outlook(Fate.CANNOT_BE_TOLD, f"Whether its pool keeps connections is not known. If it does: {_continued(found.because)}")
    return replace(found, because=f"{found.because} It is used once, so that they hardly rest.") if found.fate.falls_short and engine.site.one_shot else found


def _continued(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _error(engine: Engine, effective: Effective) -> str:
    """The error that the options end in, or an empty string."""
    if effective.rejected:
        reasons = dict.fromkeys(effective.reasons[name] for name in effective.rejected if name in effective.reasons)
        return f"TypeError at start-up: {clean('; '.join(reasons) or ', '.join(effective.rejected))}."
    if effective.fails:
        return f"An error at start-up: {clean(effective.fails)}."
    coerced = engine.site.coerces or engine.site.framework == FLASK_SQLALCHEMY
    if not coerced and all(_is_no_number(each) for each in alternatives(effective.recycle)):
        return "TypeError at the first connect: pool_recycle is not a number."
    return ""


def _is_no_number(value: Known | Unknown) -> bool:
    return not isinstance(value.value, (int, float)) if isinstance(value, Known) else value.type_name == "str"


def _spared(engine: Engine, effective: Effective) -> str:
    """Why no resting connection of the engine can be cut, or an empty string."""
    if engine.backend.in_memory or has_no_socket(engine.backend):
        return f"No connection to a server rests: the backend is {backend_text(engine.backend)}."
    if effective.keeps_connections is False:
        return f"{clean(effective.pool_class) or 'Its pool'} keeps no connection: each checkout opens a new one."
    return ""


def _tested(engine: Engine, effective: Effective) -> Outlook:
    """The outlook where connections are tested at checkout."""
    age, limit = oldest(effective.recycle), shortest(engine)
    silent = next((each for each in engine.timeouts if each.silent and (age is None or age >= each.seconds)), None)
    what = "A hand-written ping tests" if engine.ping is not None else "Pre-ping tests"
    if silent is not None:
        doubt = "recycling does not come first" if age is not None else "whether recycling comes first is not known"
        text = f"{what} connections, but {clean(silent.label)} drops packets without a word after {spelt(silent.seconds)}, and {doubt}: the ping may hang."
        return Outlook(Fate.CANNOT_BE_TOLD if age is None else Fate.MAY_DIE, text)
    text = f"{what} each connection at checkout."
    if limit is not None and age is not None:
        below = age < limit.seconds and certain(effective.recycle)
        text += " It is replaced before the shortest timer acts, too." if below else " Recycling alone does not come before the shortest timer."
    return Outlook(Fate.SURVIVES, text)


def _aged(engine: Engine, effective: Effective) -> Outlook:
    """The outlook where only their age can save connections."""
    limit, age = shortest(engine), oldest(effective.recycle)
    sure = certain(effective.recycle)
    if limit is not None and age is not None and age < limit.seconds and sure:
        tested = "Without pre-ping" if pings(engine) is False else "Unless pre-ping is on, which is not known"
        text = f"Replaced at {spelt(age)}, before {_named(limit)} acts. {tested}, a restart or a failover still breaks connections."
        return Outlook(Fate.SURVIVES, text)
    if pings(engine) is None:
        return Outlook(Fate.CANNOT_BE_TOLD, f"Whether pre-ping is on is not known{_reason(effective.pre_ping)}.{_age_text(age, limit)}")
    if limit is None:
        return _without_timer(engine, age)
    if age is None or age < limit.seconds:
        return Outlook(Fate.CANNOT_BE_TOLD, f"Pre-ping is off, and pool_recycle is not known{_reason(effective.recycle)}.")
    if age == limit.seconds:
        return Outlook(Fate.RACE, f"Replaced at {spelt(age)}, the very second at which {_named(limit)} acts, and pre-ping is off.")
    aged = "never replaced" if age == NEVER else f"{'only' if sure else 'perhaps only'} replaced at {spelt(age)}"
    return Outlook(Fate.MAY_DIE, f"Connections are not tested and {aged}; {_named(limit)} cuts them after {spelt(limit.seconds)} {_at_rest(limit)}.")


def _without_timer(engine: Engine, age: float | None) -> Outlook:
    """The outlook where no timer on the path is known, and connections are not tested."""
    if age == NEVER:
        unless = "" if surely_networked(engine.backend) else " This holds if the database is a server, which is not known."
        return Outlook(Fate.MAY_DIE, f"Connections are neither tested nor replaced: any restart, failover or timer on the path ends them.{unless}")
    aged = f"replaced at {spelt(age)}" if age is not None else "replaced at an age that is not known"
    return Outlook(Fate.CANNOT_BE_TOLD, f"Connections are not tested and {aged}; no timer on the path is known to compare that with.")


def _age_text(age: float | None, limit: IdleTimeout | None) -> str:
    if limit is None or age is None:
        return ""
    return f" Recycling alone does not come before {_named(limit)}." if age >= limit.seconds else ""


def _named(limit: IdleTimeout) -> str:
    return clean(limit.label)


def _at_rest(limit: IdleTimeout) -> str:
    return "of age" if limit.is_age else "at rest"


def _reason(value: Value) -> str:
    """The reasons why a value is not known, as the end of a sentence."""
    reasons = dict.fromkeys(clean(reason) for reason in _reasons(value) if reason)
    return f" ({'; '.join(reasons)})" if reasons else ""


def _reasons(value: Value) -> Iterator[str]:
    return (each.reason for each in alternatives(value) if isinstance(each, Unknown))
