"""``--watch``: the same run again whenever something changes that the last one looked at."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

from engine_lint.cache import witnesses
from engine_lint.cache.entry import state_of
from engine_lint.cache.store import content_digest
from engine_lint.cache.witnesses import Witnesses
from engine_lint.cli.crashing import said
from engine_lint.cli.output import say, transcript
from engine_lint.errors import SettingsError

INTERVAL = 0.3
"""Seconds between two looks at the disk."""
CLEAR = "\x1b[2J\x1b[H"


def watch(once: Callable[[], int]) -> None:
    """Run until the user interrupts it. What is wrong in settings is said, and waited for to be mended.

    Raises:
        KeyboardInterrupt: the user has seen enough.
    """
    while True:
        if sys.stdout.isatty():
            sys.stdout.write(CLEAR)
        started, seen = time.time_ns(), witnesses.begin()
        try:
            once()
        except SettingsError as error:
            say(f"error: {said(str(error))}")
        finally:
            witnesses.end()
        say("Watching for changes; Ctrl-C ends it.")
        sys.stderr.flush()
        transcript.clear()
        _wait(seen, started)


def _wait(seen: Witnesses, started: int) -> None:
    """Return when a file that was read or looked for is another one, or a folder that was listed holds other names."""
    files = {path: state_of(path) for path in map(os.path.abspath, seen.files)}
    own = f"{os.getcwd()}{os.sep}"
    listed = [state_of(path) for path in seen.folders if f"{path}{os.sep}".startswith(own)]
    if any(max(state[:2]) > started for state in (*files.values(), *listed)):
        return
    folders = dict(_listings(seen))
    while all(state_of(path) == state for path, state in files.items()) and dict(_listings(seen)) == folders:
        time.sleep(INTERVAL)


def _listings(seen: Witnesses) -> Iterator[tuple[str, bytes]]:
    """The folders that were listed, and digests of the names in them."""
    for path in seen.folders:
        yield path, content_digest(path, folder=True)
