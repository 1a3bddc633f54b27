"""Commands side by side: run in alternation, medians, peak memory of all their processes."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil


@dataclass(frozen=True)
class Contender:
    """A command that is measured. ``prepare`` runs before each of its runs and is not measured."""

    command: Sequence[str]
    cwd: Path
    prepare: Callable[[], object] = lambda: None
    env: Mapping[str, str] | None = None


@dataclass
class Measured:
    """The wall-clock seconds of all runs of one command."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """What half of the runs stay below."""
        return median(self.seconds)


def alternate(contenders: Mapping[str, Contender], rounds: int) -> dict[str, Measured]:
    """Run each command once per round, one behind the other, after one round that does not count."""
    found = {name: Measured() for name in contenders}
    for number in range(rounds + 1):
        for name, each in contenders.items():
            each.prepare()
            start = time.perf_counter()
            _run(each)
            if number:
                found[name].seconds.append(time.perf_counter() - start)
    return found


def peak_memory(contender: Contender) -> int:
    """The most memory, in bytes, that a command and its children hold at one time; memory that they share counts once."""
    contender.prepare()
    process, peak = psutil.Popen(contender.command, cwd=contender.cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=contender.env), 0
    while process.poll() is None:
        peak = max(peak, sum(_held(each) for each in (process, *_children(process))))
        time.sleep(0.01)
    return peak


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def _run(contender: Contender) -> None:
    done = subprocess.run(contender.command, cwd=contender.cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=contender.env, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(contender.command)} failed:\n{done.stderr.decode(errors='replace')}")
