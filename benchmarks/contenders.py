"""What is measured: engine-lint, and beside it what people know the speed of, and tools that could do the same with a rule of their own."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import Contender
from benchmarks.trees import BUILD, HERE
from engine_lint.python.needles import NEEDLES

CACHE = BUILD / "cache"
AT_REST = 0.2
"""Seconds after which a change is old enough to be remembered."""
ENGINE_LINT = (sys.executable, "-m", "engine_lint", "check")


def _ours(root: Path, *options: str, warm: bool = False) -> Contender:
    cache = ("--cache-dir", str(CACHE)) if warm else ("--no-cache",)
    return Contender((*ENGINE_LINT, *cache, *options, "--output-format", "concise", "."), root)


def _ruff(root: Path, *options: str) -> Contender:
    ruff = shutil.which("ruff", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    return Contender((ruff or "ruff", "check", "--isolated", "--quiet", "--select", "F401", *options, "."), root)


def quick(root: Path) -> dict[str, Contender]:
    """Those that run again and again on a tree."""
    needles = [part for needle in NEEDLES for part in ("-e", needle.decode())]
    return {
        "engine-lint, cold": _ours(root),
        "engine-lint, cold, one process": _ours(root, "-j", "1"),
        "engine-lint, warm": _ours(root, warm=True),
        "ruff F401, no cache": _ruff(root, "--no-cache"),
        "ruff F401, warm": _ruff(root, "--cache-dir", str(BUILD / "ruff")),
        "rg -l": Contender(("rg", "-l", "--fixed-strings", "-g", "*.{py,pyi}", *needles, "."), root),
    }


def _edited(path: Path) -> Callable[[], None]:
    """Lets a file end with another comment, and come to rest."""
    text = path.read_bytes()
    numbers = itertools.count()

    def edit() -> None:
        path.write_bytes(text + b"# edit %d\n" % next(numbers))
        time.sleep(AT_REST)

    return edit


def after_edits(root: Path) -> dict[str, Contender]:
    """Runs after an edit of one file with an engine, and over three names as pre-commit does it; both with what earlier runs remembered."""
    found = sorted(path for path in root.rglob("*.py") if b"create_engine(" in path.read_bytes())[:3]
    edit, names = _edited(found[0]), [path.relative_to(root).as_posix() for path in found]
    warm = _ours(root, warm=True)
    three = Contender((*warm.command[:-1], *names), root, edit)
    return {"engine-lint, one edit": Contender(warm.command, root, edit), "engine-lint, three names after an edit": three}


def single(folder: Path) -> dict[str, Contender]:
    """Runs over one file."""
    python = Contender((sys.executable, "-c", "pass"), folder)
    version = Contender((*ENGINE_LINT[:3], "--version"), folder)
    one = {name: Contender((*ENGINE_LINT, "--no-cache", f"{name}.py"), folder / name) for name in ("plain", "engine")}
    again = Contender((*ENGINE_LINT, "--cache-dir", str(CACHE), "engine.py"), folder / "engine")
    return {
        "python -c pass": python,
        "engine-lint --version": version,
        "file without a site": one["plain"],
        "file of 300 lines with an engine": one["engine"],
        "file of 300 lines with an engine, again": again,
    }


def peers(root: Path) -> dict[str, Contender]:
    """Tools with an equivalent rule, those that are installed."""
    bin_, rules = BUILD / "peers" / "bin", str(HERE / "peers")
    semgrep = ("scan", "--metrics=off", "--quiet", "--no-git-ignore", "--config", f"{rules}/semgrep.yaml", ".")
    env = {**os.environ, "PYTHONPATH": rules, "SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
    found = {
        "fixit": Contender((str(bin_ / "fixit"), "--quiet", "--rules", "missing_pre_ping", "lint", "."), root, env=env),
        "semgrep": Contender((str(bin_ / "semgrep"), *semgrep), root, env=env),
    }
    return {name: each for name, each in found.items() if Path(each.command[0]).exists()}
