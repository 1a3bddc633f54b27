"""A progress bar on stderr while connections rest; on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def waiting(seconds: float) -> Iterator[Callable[[float], None]]:
    """Show how many of so many seconds have passed, from the first time on that the function which this gives is told."""
    if not sys.stderr.isatty():
        yield lambda passed: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("letting connections rest"), BarColumn(), TimeElapsedColumn(), TextColumn("left at most"), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("rest", total=seconds)

    def show(passed: float) -> None:
        bar.start()
        bar.update(task, completed=min(passed, seconds))

    try:
        yield show
    finally:
        bar.stop()
