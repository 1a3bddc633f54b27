"""Trees and files that are larger than what people have: seconds of processor time, and the most memory that one process holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.trees import BUILD

PLAIN = "import os\n\n\ndef name(value):\n    return os.path.join(value, {0!r})\n"
ENGINE = "from sqlalchemy import create_engine\n\nengine = create_engine('mysql://app@db/shop{0}')\n"
FILES, FINDINGS, MEGABYTES, LINE = 100_000, 5_000, 500, 100_000_000


def many_files(root: Path) -> None:
    """A hundred thousand files without an engine."""
    _written(root, FILES, PLAIN)


def many_findings(root: Path) -> None:
    """Five thousand files, each with an engine that lacks pre-ping."""
    _written(root, FINDINGS, ENGINE)


def many_engines(root: Path) -> None:
    """Five thousand such engines in one file."""
    lines = ["from sqlalchemy import create_engine", *(f"e{number} = create_engine('mysql://app@db/shop{number}')" for number in range(FINDINGS))]
    (root / "engines.py").write_text("\n".join(lines) + "\n", encoding="utf-8")


def many_bytes(root: Path) -> None:
    """Five hundred megabytes in files of half of one."""
    _written(root, 2 * MEGABYTES, "VALUE = 1  # {0}\n" + ("# " + "x" * 96 + "\n") * 5_000)


def a_long_line(root: Path) -> None:
    """A line of a hundred megabytes behind an engine."""
    (root / "long.py").write_text(ENGINE.format("") + f"data = '{'x' * LINE}'\n", encoding="utf-8")


_ALL: tuple[Callable[[Path], None], ...] = (many_files, many_findings, many_engines, many_bytes, a_long_line)
LOADS = {each.__name__.replace("_", " "): each for each in _ALL}


def rows() -> None:
    """Measure each, and print a table."""
    print("| | findings | seconds | processor seconds | MB in one process | exit |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, make in LOADS.items():
        root = BUILD / "load" / name.replace(" ", "-")
        shutil.rmtree(root, ignore_errors=True)
        (root / ".git").mkdir(parents=True)
        make(root)
        print(f"| {name} | {_measured(root)} |", flush=True)
        shutil.rmtree(root)


def _measured(root: Path) -> str:
    command = [sys.executable, "-m", "engine_lint", "check", "--isolated", "--no-cache", "--output-format", "concise", str(root)]
    report, start = BUILD / "load.txt", time.perf_counter()
    with report.open("wb") as to:
        process = subprocess.Popen(command, stdout=to, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    found = report.read_text(encoding="utf-8").count(" warning[")
    report.unlink()
    return f"{found:,} | {seconds:.1f} | {used.ru_utime + used.ru_stime:.1f} | {used.ru_maxrss / 1024:.0f} | {os.waitstatus_to_exitcode(status)}"


def _written(root: Path, count: int, text: str) -> None:
    for number in range(count):
        folder = root / f"p{number // 500}"
        if number % 500 == 0:
            folder.mkdir()
        (folder / f"m{number}.py").write_text(text.format(number), encoding="utf-8")
