"""Work that is given up after a while, whatever it hangs in: name resolution, a connect, a server that never answers."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

_Result = TypeVar("_Result")


class GivenUp(Exception):
    """The work did not end in time. It goes on in the background until the process ends."""


def within(seconds: float, work: Callable[[], _Result]) -> _Result:
    """What ``work`` gives, or the exception that it raises.

    Raises:
        GivenUp: it took longer than so many seconds.
    """
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # raised again where it was asked for
            errors.append(error)

    thread = Thread(target=run, daemon=True, name="engine-lint-probe")
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise GivenUp
    return results[0]
