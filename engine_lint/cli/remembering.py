"""Remembering what a run of ``check`` prints, for the next one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from engine_lint.cache import witnesses
from engine_lint.cache.replay import folder_for, key_of, path_of
from engine_lint.cli.output import transcript


class Remembered:
    """A run in progress, whose exit code is to come."""

    code: int | None = None


@contextmanager
def remembered(paths: Sequence[str], *, wanted: bool) -> Iterator[Remembered]:
    """Remember a run over some paths when it has its exit code. One that fails leaves nothing behind."""
    run = Remembered()
    if not wanted:
        yield run
        return
    from engine_lint.cache.store import above

    started = time.time_ns()
    before = above(os.getcwd(), [os.path.abspath(path) for path in paths])
    seen = witnesses.begin()
    seen.above.update(before)
    try:
        yield run
    finally:
        witnesses.end()
    if run.code is not None:
        from engine_lint.cache.store import remember

        arguments = sys.argv[1:]
        key = key_of(arguments)
        out, err = (b"".join(data for to_stdout, data in transcript if to_stdout is which) for which in (True, False))
        seen.files = {os.path.abspath(path) for path in seen.files}
        remember(path_of(folder_for(arguments), key), key, run.code, out, err, seen, started)
