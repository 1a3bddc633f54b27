"""The long run: every target for a while, one after the other, guided by the code that inputs reach. ``python -m tests.fuzz --seconds 3600 [TARGET...]``.

Inputs that matter are kept below ``build/fuzz``, where the next run goes on. What ends otherwise than documented is told at the end, with the file that
shows it: it belongs into ``tests/fuzz/regressions``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import NAMES
from tests.shell import REPOSITORY


def main() -> int:
    """The exit code: 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=int, default=600, help="how long in all")
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "build" / "fuzz", help="where inputs are kept")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="all of them where none is named")
    asked = parser.parse_args()
    names = asked.targets or NAMES
    if unknown := sorted({*names} - {*NAMES}):
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    rows = [_row(name, asked.folder / name, max(asked.seconds // len(names), 5)) for name in names]
    total = {key: sum(row[key] for row in rows) for key in ("inputs", "seconds", "crashes")}
    print(f"{total['inputs']:,} inputs in {total['seconds'] / 3600:.2f} hours of a processor, {total['crashes']} mistakes")
    return int(total["crashes"] > 0)


def _row(name: str, folder: Path, seconds: int) -> dict[str, float]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").unlink(missing_ok=True)
    for old in folder.glob("crash-*"):
        old.unlink()
    with tempfile.TemporaryDirectory() as scratch, open(folder / "log", "wb") as log:
        environment = {**os.environ, "TMPDIR": scratch}
        command = [sys.executable, "-m", "tests.fuzz.guided", name, str(folder), str(seconds)]
        code = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment, stdout=log, stderr=log).returncode
    if not (folder / "figures.json").exists():
        raise SystemExit(f"{name} did not run: {folder / 'log'} says why")
    figures: dict[str, float] = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    broken = sorted(path for path in folder.glob("*-*") if path.suffix != ".txt")
    figures["crashes"] = max(len(broken), int(code != 0))
    print(f"{name:18} {figures['inputs']:>9,} inputs {figures['seconds']:>8,.0f} s  slowest {figures['slowest']}  mistakes {figures['crashes']}", flush=True)
    for path in broken:
        print(f"  {path}")
    return figures


if __name__ == "__main__":
    sys.exit(main())
