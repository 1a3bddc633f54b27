"""When the server ends although the editor did not say goodbye: its output is closed, or somebody presses Ctrl-C.

A thread waits in a read of standard input then, which nothing ends but the process itself. The process that computes ends with this one.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import BinaryIO, NoReturn

from engine_lint.dataclass import dataclass

GONE, INTERRUPTED = 1, 130
"""Exit codes."""


@dataclass(frozen=True)
class Output:
    """What the editor reads; the server ends when it is closed."""

    stream: BinaryIO

    def write(self, data: bytes) -> None:
        """Send a message."""
        try:
            self.stream.write(data)
            self.stream.flush()
        except BrokenPipeError:
            os._exit(GONE)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """The editor is told nothing more."""
        self.stream.close()


def end_when_interrupted() -> None:
    """Let Ctrl-C end the process at once."""
    signal.signal(signal.SIGINT, _interrupted)


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    sys.stderr.write("interrupted\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)
