"""Processes that are killed, or whose system calls fail, at a chosen call: ``strace`` does it to the real thing."""

from __future__ import annotations

import functools
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.shell import REPOSITORY

CALLS = "openat,open,read,write,fsync,close,flock,rename,renameat,renameat2,unlink,unlinkat,chmod,fchmod,fchmodat,chown,fchown,fchownat,access,faccessat,faccessat2,getdents64,newfstatat,fstat,stat,lstat,statx,listxattr,rt_sigprocmask"
"""What a run can be stopped at: all that it asks of files, and of signals."""
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")
_CREATED = re.compile(r'\.engine-lint-\w+\.tmp".*O_CREAT')
BEFORE = 12
"""How many calls before the first temporary file count as part of writing: looking at the file, and at the folder."""


@dataclass(frozen=True)
class Call:
    """The ``number``-th call of a name in a run, counted from 1, and its line in the trace."""

    name: str
    number: int
    line: str


@dataclass(frozen=True)
class Ended:
    """How a run ended: by an exit code, or minus a signal."""

    code: int
    out: str
    err: str


@functools.cache
def can_trace() -> bool:
    """Whether there is a strace that may trace."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-f", "-qq", "-e", "trace=close", "-o", os.devnull, "true"], check=False, capture_output=True).returncode == 0


def run(arguments: Sequence[str], folder: Path, *injected: str, trace: Path | None = None) -> Ended:
    """Run Python with some arguments in a folder, under ``strace`` with what is to be injected."""
    options = [part for each in injected for part in ("-e", f"inject={each}")]
    command = ["strace", "-f", "-qq", "-e", f"trace={CALLS}", "-e", "signal=none", *options, "-o", str(trace or os.devnull), sys.executable, "-P", *arguments]
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**own, "PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": "0", "ENGINE_LINT_CACHE_DIR": os.path.join(os.devnull, "nowhere")}
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, env=environment, timeout=120, preexec_fn=_heed_signals)
    return Ended(done.returncode, done.stdout, done.stderr)


def _heed_signals() -> None:
    """Let signals end the process also where the tests run in the background, which ignores some."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def calls_of_writing(arguments: Sequence[str], folder: Path, trace: Path) -> list[Call]:
    """The calls of a run from shortly before its first temporary file to its end.

    The run is done twice, so that what Python compiles the first time is not counted.
    """
    shutil.copytree(folder, warm := folder.with_name("warm"))
    run(arguments, warm)
    shutil.rmtree(warm)
    ended = run(arguments, folder, trace=trace)
    assert ended.code == 0, ended
    counts: Counter[str] = Counter()
    calls = []
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := _CALL.match(line):
            counts[found[1]] += 1
            calls.append(Call(found[1], counts[found[1]], line))
    first = next(index for index, call in enumerate(calls) if _CREATED.search(call.line))
    last = max(index for index, call in enumerate(calls) if call.name == "fsync")
    return calls[first - BEFORE : last + 3]


def was_killed(ended: Ended) -> bool:
    return ended.code in (-signal.SIGKILL, 128 + signal.SIGKILL)
