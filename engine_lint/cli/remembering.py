"""Remembering what a run of ``check`` prints, and what it finds in single files, for the next ones."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine_lint.cache import witnesses
from engine_lint.cache.replay import folder_for, key_of, path_of, program
from engine_lint.cli.output import transcript

if TYPE_CHECKING:
    from engine_lint.cache.memory import Memory


class Remembered:
    """A run in progress, whose exit code is to come. ``memory`` holds what is known of single files."""

    code: int | None = None
    memory: Memory | None = None


@contextmanager
def remembered(paths: Sequence[str], *, wanted: bool, as_a_whole: bool) -> Iterator[Remembered]:
    """Remember a run over some paths when it has its exit code. One that fails leaves nothing behind.

    Args:
        paths: as given.
        wanted: whether anything is to be remembered.
        as_a_whole: whether what it prints may be said again as it is.
    """
    run = Remembered()
    if not wanted:
        yield run
        return
    from engine_lint.cache.memory import Memory
    from engine_lint.cache.store import above

    arguments = sys.argv[1:]
    started = time.time_ns()
    before = above(os.getcwd(), [os.path.abspath(path) for path in paths]) if as_a_whole else {}
    folder = folder_for(arguments)
    run.memory = Memory(folder, program(), os.getcwd())
    seen = witnesses.begin(folder)
    seen.above.update(before)
    try:
        yield run
    finally:
        witnesses.end()
    if run.code is not None and as_a_whole:
        from engine_lint.cache.store import remember

        key = key_of(arguments)
        out, err = (b"".join(data for to_stdout, data in transcript if to_stdout is which) for which in (True, False))
        seen.files = {os.path.abspath(path) for path in seen.files}
        remember(path_of(folder, key), key, run.code, out, err, seen, started)
    run.memory.close()
