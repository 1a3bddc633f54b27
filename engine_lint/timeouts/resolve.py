"""Which idle timeouts apply to an engine, and the ``pool_recycle`` that lies below one.

Of several sources for one and the same timer the better one wins: the engine's own setting, then declared, measured,
found in the project, and the server's documented default. Different timers all apply, and the shortest decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine_lint.knowledge.dialects import dialects, family, may_keep_sockets, networked
from engine_lint.model.engine import Backend, Engine
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.timeouts.declared import TIMER as DECLARED
from engine_lint.timeouts.declared import Declared
from engine_lint.timeouts.session import is_interactive, own_timer

SERVER = "server"
USUAL_RECYCLE = 3600
"""Seconds: what is written where no timeout is known, and the most that is written where one is."""
LEAST_TIMEOUT = 30
"""Seconds: below such a timeout recycling is no help."""


def timeouts_for(engine: Engine, declared: Declared, others: Iterable[IdleTimeout] = ()) -> tuple[IdleTimeout, ...]:
    """The timers that may cut a resting connection of an engine, the shortest first.

    Args:
        engine: as read from the code.
        declared: what the user declares for its file.
        others: platform presets, and what was found in the project or measured.
    """
    if not may_keep_sockets(engine.backend):
        return ()
    own = own_timer(engine)
    candidates = [
        *([own] if own else []),
        *_declared(engine.backend, declared),
        *(each for each in others if _holds_for(each, engine.backend)),
        *_documented(engine.backend),
    ]
    other_name = "wait_timeout" if is_interactive(engine) else "interactive_timeout"
    best: dict[str, IdleTimeout] = {}
    for each in candidates:
        timer = SERVER if each.timer == DECLARED else each.timer
        if each.label == other_name and each.source in (Source.FOUND, Source.MEASURED):
            continue
        if timer not in best or _rank(each) < _rank(best[timer]):
            best[timer] = each
    return tuple(sorted(best.values(), key=lambda each: (each.seconds, -each.source, each.label)))


def _rank(timeout: IdleTimeout) -> tuple[int, int]:
    """For one timer: the better source first, then the shorter time."""
    return -timeout.source, timeout.seconds


def _declared(backend: Backend, declared: Declared) -> Iterator[IdleTimeout]:
    """For each backend that is possible, what is declared for it, for one that the same drivers serve, or for all."""
    for name in sorted(networked(backend)) or [""]:
        relatives = [declared.for_backend(each) for each in (name, *sorted(family(name) - {name}))] if name else []
        found = next((each for each in relatives if each is not None and each.backend), None) or declared.for_backend("")
        if found is not None:
            yield found


def _holds_for(timeout: IdleTimeout, backend: Backend) -> bool:
    """Whether a timer that is limited to a backend is one of this one. MySQL's and MariaDB's are taken for each other's.

    One for a user counts where the URL names that user, one for a database where it names no other one.
    """
    if (timeout.user and timeout.user != backend.user) or (timeout.database and backend.database not in ("", timeout.database)):
        return False
    return not timeout.backend or (bool(backend.names) and networked(backend) <= family(timeout.backend) and bool(networked(backend)))


def _documented(backend: Backend) -> Iterator[IdleTimeout]:
    """The server's documented default, for a backend that is certain."""
    names = sorted(networked(backend))
    known = [dialects().get(name) for name in names]
    if not backend.complete or not known or any(each is None or each.idle_timeout is None for each in known):
        return
    for each in known:
        if each is not None and each.idle_timeout is not None:
            name, where, url = each.idle_timeout_name, each.idle_timeout_where, each.idle_timeout_url
            yield IdleTimeout(each.idle_timeout, Source.DEFAULT, SERVER, name, where, each.name, url=url)


def recycle_below(seconds: int | None, preferred: int | None) -> int | None:
    """The ``pool_recycle`` to write.

    Args:
        seconds: the shortest timeout, None where none is known.
        preferred: the value that the settings ask for, taken where it lies below the timeout.

    Returns:
        Seconds, with room below the timeout for the time between checkout and first statement; None where the timeout is
        so short that recycling is no help.
    """
    if seconds is None:
        return USUAL_RECYCLE if preferred is None else preferred
    if seconds < LEAST_TIMEOUT:
        return None
    if preferred is not None and preferred < seconds:
        return preferred
    return min(USUAL_RECYCLE, seconds - max(20, seconds // 20)) if seconds > 40 else seconds // 2
