"""Measure, and print the tables of docs/performance.md; ask other tools what docs/comparison.md says of them.

    python -m benchmarks [--rounds N] [--size 10k] [PART]...

Parts are tree, single, growth, hostile, load, editing, peers, compare; all of them where none is named.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import subprocess
from collections.abc import Mapping

from benchmarks import comparing, editing, hostile, load
from benchmarks.contenders import CACHE, after_edits, peers, quick, single
from benchmarks.timing import Measured, alternate, peak_memory
from benchmarks.trees import BUILD, SIZES, figures, tree

PARTS = ("tree", "single", "growth", "hostile", "load", "editing", "peers", "compare")
ENGINE = "from sqlalchemy import create_engine\n\nengine = create_engine('mysql://h/d', pool_recycle=30000)\n"
FILLING = "\n\ndef function_{0}(value):\n    return [value, {0}]\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--size", choices=SIZES, default="10k")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    asked = parser.parse_args()
    shutil.rmtree(CACHE, ignore_errors=True)
    measure = {
        "tree": _tree,
        "single": _single,
        "growth": _growth,
        "hostile": _hostile,
        "load": _load,
        "editing": _editing,
        "peers": _peers,
        "compare": _compare,
    }
    for part in asked.parts or PARTS:
        measure[part](asked.rounds, asked.size)


def _tree(rounds: int, size: str) -> None:
    root = tree(size)
    print("{:,} files, {:,} lines, {:,} bytes".format(*figures(root)))
    contenders = {**quick(root), **after_edits(root)}
    _table(alternate(contenders, rounds), ("ruff F401, no cache", "ruff F401, warm", "rg -l"))
    for name in ("engine-lint, cold", "engine-lint, cold, one process", "engine-lint, warm"):
        print(f"{name}: {peak_memory(contenders[name]) / 1e6:.0f} MB at most")


def _single(rounds: int, size: str) -> None:
    filling = "".join(FILLING.format(number) for number in range(75))
    for name, text in (("plain", f"import os\n{filling}"), ("engine", ENGINE + filling)):
        folder = BUILD / "single" / name
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    _table(alternate(single(BUILD / "single"), rounds), ("python -c pass",))


def _growth(rounds: int, size: str) -> None:
    print("| files | seconds | µs per file | MB |\n| ---: | ---: | ---: | ---: |")
    for each in SIZES:
        root = tree(each)
        cold = quick(root)["engine-lint, cold"]
        seconds, files = alternate({each: cold}, min(rounds, 3))[each].median, figures(root)[0]
        print(f"| {files:,} | {seconds:.2f} | {seconds / files * 1e6:.0f} | {peak_memory(cold) / 1e6:.0f} |")


def _hostile(rounds: int, size: str) -> None:
    print("| input | size | seconds | ten times the size | exponent |\n| --- | ---: | ---: | ---: | ---: |")
    for name, make in hostile.INPUTS.items():
        times = []
        for count in hostile.SIZES[name]:
            contender = hostile.contender(make(count))
            times.append(alternate({name: contender}, 1)[name].median)
        print(f"| {name} | {hostile.SIZES[name][0]:,} | {times[0]:.2f} | {times[1]:.2f} | {math.log10(times[1] / times[0]):.2f} |")


def _load(rounds: int, size: str) -> None:
    load.rows()


def _editing(rounds: int, size: str) -> None:
    editing.replay(rounds * 1_000)


def _peers(rounds: int, size: str) -> None:
    root = tree(size)
    others = peers(root)
    ours = {"engine-lint, cold": quick(root)["engine-lint, cold"]}
    _table(alternate({**ours, **others}, 1), ("engine-lint, cold",)) if others else print("No peer is installed.")


def _compare(rounds: int, size: str) -> None:
    if not comparing.compare():
        raise SystemExit("docs/comparison.md says something else")


def _table(found: Mapping[str, Measured], beside: tuple[str, ...]) -> None:
    print(f"| | seconds | {' | '.join(f'x {name}' for name in beside)} |\n| --- | ---: |{' ---: |' * len(beside)}")
    for name, measured in found.items():
        ratios = " | ".join(f"{measured.median / found[other].median:.2f}" for other in beside)
        print(f"| {name} | {measured.median:.3f} | {ratios} |", flush=True)


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    main()
