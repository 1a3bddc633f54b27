"""Work that is spread over processes where there is enough of it. What comes out is the same for any number of them.

Pieces of work are cut without regard to how many processes there are, and results come back in the order of the pieces.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from threading import get_ident
from typing import TYPE_CHECKING, TypeVar

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.context import BaseContext

Piece = TypeVar("Piece")
Result = TypeVar("Result")

MIN_SCANNED = 1_500
"""So many files at least are worth the start of other processes."""
SCANNED_AT_ONCE = 500
MAX_GARBAGE = 400_000
"""So many objects may be waiting to be collected."""


def _here() -> tuple[int, int]:
    return os.getpid(), get_ident()


@dataclass
class Workers:
    """Where work is done: in this process for one job, in as many processes otherwise, or wherever an executor that is given does it."""

    jobs: int = 1
    executor: Executor | None = None
    _own: list[Executor] = field(default_factory=list)
    _home: tuple[int, int] = field(default_factory=_here)
    """Who may ask others. Those that are asked do on the spot what they need: they would wait for each other, or for locks that nobody frees in a copy."""

    @property
    def are_elsewhere(self) -> bool:
        """Whether the work may be done outside of this process."""
        return (self.jobs > 1 or self.executor is not None) and _here() == self._home

    def map(self, function: Callable[[Piece], Result], pieces: Sequence[Piece]) -> Iterator[Result]:
        """The results for some pieces, in their order. Function, pieces and results have to be such that pickle takes them."""
        if len(pieces) < 2 or not self.are_elsewhere:
            return map(function, pieces)
        return (self.executor or self._started()).map(function, pieces)

    def _started(self) -> Executor:
        if not self._own:
            from concurrent.futures import ProcessPoolExecutor

            gc.freeze()
            self._own.append(ProcessPoolExecutor(self.jobs, _context(), end_with_parent))
        return self._own[0]

    def restart(self) -> None:
        """Let the next work be done by processes that know what this one knows by then."""
        while self._own:
            self._own.pop().shutdown()
            gc.unfreeze()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self.restart()


def end_with_parent() -> None:
    """In a process that works for another one: end when that one is no more. It may have been killed, and would be waited for for ever."""
    from threading import Thread

    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _context() -> BaseContext:
    """Copies of this process where that is safe, which start at once; else fresh ones."""
    import multiprocessing
    import threading

    safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if safe else "spawn")


def available() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cut(items: Sequence[Piece], size: int) -> list[Sequence[Piece]]:
    """Some items in pieces of one size."""
    return [items[start : start + size] for start in range(0, len(items), size)]


@contextmanager
def rare_collection() -> Iterator[Callable[[], None]]:
    """Keep Python's collector of garbage from looking through everything again and again.

    Trees are large and live long, so that it finds nothing most of the time. It is run by the function that is given, when much may be waiting.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield _collect_if_worthwhile
    finally:
        if was_enabled:
            gc.enable()


def _collect_if_worthwhile() -> None:
    if gc.get_count()[0] > MAX_GARBAGE:
        gc.collect()
