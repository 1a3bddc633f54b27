"""What several rules ask of an engine: does it keep connections, does it ping, how sure is that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine_lint.knowledge.dependencies.drivers import may_be_a_library, only_driver, without_servers
from engine_lint.knowledge.dialects import may_keep_sockets, networked
from engine_lint.model.engine import Backend, Engine
from engine_lint.model.finding import Confidence, Related
from engine_lint.model.place import cell_of
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Known, Option, Unknown, Value, alternatives, certain, knowns
from engine_lint.model.versions import VersionRange, Versions

SMALL_POOLS = frozenset({"StaticPool", "SingletonThreadPool", "AssertionPool"})
"""Pools that honour both options but hold an in-memory database or a test's connection nearly always."""

CHURN = 10
"""Seconds: with a recycle below this the pool reconnects all the time."""

_SWITCHES = {"pool_pre_ping": re.compile(r"(?<![a-z])pings?(?![a-z])|pre_?ping", re.IGNORECASE), "pool_recycle": re.compile(r"recycl", re.IGNORECASE)}


def weak_place(engine: Engine) -> bool:
    """Whether the engine stands where connections hardly ever rest: tests, migrations, engines used once or by nobody."""
    return engine.site.in_tests or engine.site.in_migrations or engine.site.one_shot or bool(engine.site.unused)


def has_no_socket(backend: Backend) -> bool:
    """Whether every database it can be runs in process or speaks HTTP, so that no connection can be cut while it rests."""
    return backend.in_memory or not may_keep_sockets(backend)


def surely_networked(backend: Backend) -> bool:
    """Whether the backend is known, and a server on a socket in every case."""
    return backend.complete and bool(backend.names) and networked(backend) == backend.names


def may_rest(engine: Engine) -> bool:
    """Whether the engine surely keeps connections, on a backend where one can be cut."""
    kept = engine.effective is not None and engine.effective.keeps_connections is True
    return kept and not has_no_socket(engine.backend)


def confidence(engine: Engine, versions: Versions | None = None) -> Confidence:
    """High where the backend is known to be a server, low for mere defaults, in tests, migrations, one-shot engines and small pools, else medium.

    Args:
        engine: the engine.
        versions: what the project pins; a dependency on drivers for one server alone then counts as knowledge of it, where
            nothing else shows the backend.
    """
    if weak_place(engine) or engine.replaceable or (engine.effective is not None and engine.effective.pool_class in SMALL_POOLS):
        return Confidence.LOW
    if versions is not None and nothing_but_sqlite(engine, versions):
        return Confidence.LOW
    return Confidence.HIGH if surely_networked(engine.backend) or (versions is not None and shown_by_driver(engine, versions)) else Confidence.MEDIUM


def nothing_but_sqlite(engine: Engine, versions: Versions) -> str:
    """The list of dependencies with which an engine that is for SQLite by default can open nothing else, or an empty string."""
    by_default = engine.backend.names == {"sqlite"} or (engine.near_sqlite and not engine.backend.names)
    return without_servers(versions) if by_default else ""


def shown_by_driver(engine: Engine, versions: Versions) -> Backend | None:
    """The server that the dependencies show, where nothing else shows the engine's backend; users of a library who hand in a URL may have others."""
    backend = engine.backend
    if backend.names or backend.complete or (engine.url_from_outside and may_be_a_library(versions)):
        return None
    found = only_driver(versions)
    return found if found.names and found.names.isdisjoint(backend.excluded) else None


def allows_before(pinned: VersionRange, release: tuple[int, ...]) -> bool:
    """Whether a range has a lower bound and that is below a release: the project says that it runs with older ones too."""
    return pinned.low is not None and pinned.low < release


def truth(value: Value) -> bool | None:
    """Whether the value is true in every case, false in every case, or neither is certain."""
    if not certain(value):
        return None
    truths = {bool(each) for each in knowns(value)}
    return truths.pop() if len(truths) == 1 else None


def pings(engine: Engine) -> bool | None:
    """Whether connections are tested at checkout, by pre-ping or by a hand-written listener; None where that is not certain."""
    if engine.ping is not None:
        return True
    return truth(engine.effective.pre_ping) if engine.effective is not None else None


def has_a_switch(engine: Engine, option: str) -> bool:
    """Whether a condition on the path is by its words the project's own switch for an option: ``not settings.pool_pre_ping``."""
    return any(_SWITCHES[option].search(condition) for condition in engine.conditions)


def pool_instance(engine: Engine) -> Option | None:
    """The ``pool`` option, unless it is surely None (which counts as absent)."""
    option = engine.option("pool")
    if option is None or all(isinstance(each, Known) and each.value is None for each in alternatives(option.value)):
        return None
    return option


def set_in_vain(engine: Engine, name: str) -> Option | None:
    """An option that is set where nothing reads it, without its prefix or in the wrong place: other rules speak of that."""
    found = (*engine.unprefixed, *(option for each in engine.misplaced for option in each.options))
    return next((option for option in found if option.name == name), None)


def numbers(value: Value) -> Iterator[float]:
    """The numbers among the possible values. Booleans are not counted."""
    return (each for each in knowns(value) if isinstance(each, (int, float)) and not isinstance(each, bool))


def open_ended(value: Value) -> bool:
    """Whether something is known of the value, and something is not: a default that the environment may replace."""
    kinds = {isinstance(each, Unknown) for each in alternatives(value)}
    return len(kinds) == 2


def lowered(confidence_: Confidence, most: Confidence) -> Confidence:
    """The confidence, but no higher than ``most``."""
    return min(confidence_, most)


def shortest(engine: Engine) -> IdleTimeout | None:
    """The timer that acts first, or None where none is known."""
    return min(engine.timeouts, key=lambda timer: timer.seconds, default=None)


def set_by(timer: IdleTimeout) -> tuple[Related, ...]:
    """The place in the project's files that sets a timer of the server; none for one that is known otherwise."""
    if timer.source is not Source.FOUND or timer.place is None:
        return ()
    return (Related(timer.place, f"{timer.label} is set here"),)


def related(engine: Engine, option: Option | None = None, label: str = "") -> tuple[Related, ...]:
    """The places that decide, the option's own among them where it does not fill the site."""
    places = [Related(place, text) for place, text in engine.related]
    known = {each.place for each in places} | {engine.site.place}
    if option is not None and option.place not in known:
        places.insert(0, Related(option.place, label or f"{option.name} is set here"))
    return tuple(places)


def last_added(engine: Engine) -> tuple[Related, ...]:
    """Where the last option comes into a dict that is filled statement by statement: a further one is looked for beside it."""
    start = engine.target.place if engine.target is not None else engine.site.place
    shown = (engine.site.place, start, *(place for place, _ in engine.related))
    added = [each.place for each in engine.options.values() if cell_of(each.place) == cell_of(start) and not any(place.covers(each.place) for place in shown)]
    last = max(added, default=start)
    return (Related(last, "another option is added here"),) if last > start else ()
