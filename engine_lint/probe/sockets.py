"""Whether the other side has closed a connection, seen without sending anything, so that no timer starts anew."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Sequence
from typing import Any

from engine_lint.probe.drivers import Driver

_HANG_UP = getattr(select, "POLLRDHUP", 0)
_STEP = 0.1
"""Seconds between looks, where the system does not tell by itself."""


def descriptor(connection: Any, driver: Driver) -> int:
    """The file descriptor of a driver's connection, -1 where it cannot be had."""
    found = connection
    for name in driver.sockets or ():
        found = getattr(found, name, None)
    fileno = getattr(found, "fileno", None)
    return int(fileno()) if callable(fileno) and driver.sockets is not None else -1


def first_closed(descriptors: Sequence[int], seconds: float) -> int | None:
    """Wait until the other side closes one of some connections, so many seconds at most; None where it closes none."""
    if not descriptors:
        time.sleep(seconds)
        return None
    if not _HANG_UP:
        return _first_closed_by_looking(descriptors, seconds)
    poll = select.poll()
    for each in descriptors:
        poll.register(each, _HANG_UP)
    closed = poll.poll(max(0, round(seconds * 1000)))
    return closed[0][0] if closed else None


def _first_closed_by_looking(descriptors: Sequence[int], seconds: float) -> int | None:
    """The same where the system does not tell of a hang-up alone: what is there to read is looked at and left there."""
    end = time.monotonic() + seconds
    while True:
        readable, _, _ = select.select(descriptors, (), (), 0)
        closed = next((each for each in readable if _is_at_end(each)), None)
        left = end - time.monotonic()
        if closed is not None or left <= 0:
            return closed
        time.sleep(min(_STEP, left))


def _is_at_end(number: int) -> bool:
    """Whether nothing more comes, or what comes is what a server says before it closes: neither MySQL nor PostgreSQL says much else unasked."""
    with socket.socket(fileno=socket.dup(number)) as copy:
        copy.setblocking(False)
        try:
            seen = copy.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return seen not in (b"N", b"S", b"A")
