"""A progress bar on standard error, for people who wait."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""After so many seconds the bar shows."""


class Bar:
    """A bar that shows when work takes long, and is gone when it is closed.

    Args:
        stream: where it is drawn.
        patience: seconds before it shows.
    """

    def __init__(self, stream: IO[str], patience: float = PATIENCE) -> None:
        self._stream = stream
        self._shows_at = time.monotonic() + patience
        self._drawn: Progress | None = None

    def __call__(self, done: int, total: int) -> None:
        """Say that so many pieces of so many are done."""
        if time.monotonic() < self._shows_at or total < 2:
            return
        if self._drawn is None:
            from rich.console import Console
            from rich.progress import Progress

            self._drawn = Progress(console=Console(file=self._stream, force_terminal=True), transient=True)
            self._drawn.add_task("Checking", total=total)
            self._drawn.start()
        self._drawn.update(self._drawn.task_ids[0], completed=done)

    def close(self) -> None:
        """Take the bar away."""
        if self._drawn is not None:
            self._drawn.stop()


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar where standard error is a terminal, None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = Bar(sys.stderr)
    try:
        yield bar
    finally:
        bar.close()
