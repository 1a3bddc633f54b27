"""Letting connections rest until somebody cuts them: the proof of what a path really does."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotProbe
from engine_lint.model.answer import Rest
from engine_lint.probe.address import Address
from engine_lint.probe.connecting import Asking
from engine_lint.probe.drivers import Driver, choose
from engine_lint.probe.sockets import descriptor, first_closed

MOST_CONNECTIONS = 4
SHORTEST_REST = 15.0
"""Seconds: no connection is asked after a shorter rest, but the last one."""
_TICK = 0.25
"""Seconds between two reports of progress."""
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class _Resting:
    """A connection, the descriptor of its socket, since when it rests, and after how many seconds of that it is asked whether it lives."""

    connection: Any
    descriptor: int
    since: float
    due: float

    @property
    def rested(self) -> float:
        """For how many seconds it has rested."""
        return time.monotonic() - self.since


def rest(address: Address, seconds: float, patience: float, progress: Progress) -> Rest:
    """Let connections rest until one is cut, so many seconds at most.

    All are watched without sending anything. One after another, after rests that double, is asked for a sign of life and then
    closed: a path that drops packets silently shows in no other way. Ctrl-C ends the rest early.

    Args:
        address: the server.
        seconds: the longest rest.
        patience: how long to wait for an answer, in seconds.
        progress: is told of the seconds that have passed.

    Raises:
        CannotProbe: no connection came about, or the driver hides its socket.
    """
    asking = Asking(address, choose(address, with_socket=True), patience)
    with ExitStack() as stack:
        resting = asking.bounded(lambda: [_opened(asking, stack, due) for due in rests(seconds)])
        return _watched(resting, asking, progress)


def rests(seconds: float) -> list[float]:
    """After which rests a connection is asked for a sign of life, the shortest first: the longest, and halves of it."""
    found = [seconds]
    while len(found) < MOST_CONNECTIONS and found[-1] / 2 >= SHORTEST_REST:
        found.append(found[-1] / 2)
    return found[::-1]


def _opened(asking: Asking, stack: ExitStack, due: float) -> _Resting:
    """A driver's own connection, outside of any pool and transaction, closed when the stack is. It rests from before its last statement on."""
    pooled = asking.engine().raw_connection()
    connection: Any = pooled.dbapi_connection
    pooled.detach()
    stack.callback(_closed, connection, asking.seconds)
    _select_one(connection)
    since = time.monotonic()
    connection.rollback()
    return _Resting(connection, _descriptor(connection, asking.chosen.driver), since, due)


def _closed(connection: Any, seconds: float) -> None:
    """Close a connection that may be dead already, or hang."""
    from engine_lint.probe.deadline import within

    with suppress(Exception):
        within(min(seconds, 1.0), connection.close)


def _descriptor(connection: Any, driver: Driver) -> int:
    found = descriptor(connection, driver)
    if found < 0:
        raise CannotProbe(f"--watch-idle cannot look at the socket of {driver.name}", "use another driver: PyMySQL, psycopg")
    return found


def _watched(resting: list[_Resting], asking: Asking, progress: Progress) -> Rest:
    alive = 0.0
    try:
        while resting:
            cut = _until_due(resting, progress)
            if cut is not None:
                return Rest(cut.rested, cut.rested, alive)
            due = resting.pop(0)
            rested = due.rested
            if not _lives(due.connection, asking):
                return Rest(rested, rested, alive, silent=True)
            alive = rested
    except KeyboardInterrupt:
        return Rest(max((each.rested for each in resting), default=alive), None, alive, ended_early=True)
    return Rest(alive, None, alive)


def _until_due(resting: list[_Resting], progress: Progress) -> _Resting | None:
    """Watch all connections until the first one is due; the one that was closed, None where none was."""
    due = resting[0]
    while (left := due.due - due.rested) > 0:
        closed = first_closed([each.descriptor for each in resting], min(left, _TICK))
        progress(due.rested)
        if closed is not None:
            return next(each for each in resting if each.descriptor == closed)
    return None


def _lives(connection: Any, asking: Asking) -> bool:
    """Whether a connection answers."""
    try:
        asking.bounded(lambda: _select_one(connection))
    except CannotProbe:
        return False
    return True


def _select_one(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("SELECT 1")
    cursor.fetchall()
    cursor.close()
