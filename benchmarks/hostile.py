"""Inputs that would make something superlinear slow: each at one size and at ten times that."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import Contender
from benchmarks.trees import BUILD

IMPORT = "from sqlalchemy import create_engine\n"


def brackets(count: int) -> str:
    """Brackets in brackets."""
    return f"{IMPORT}x = {'[' * (count // 2)}{']' * (count // 2)}\n"


def sites(count: int) -> str:
    """Engine after engine."""
    return IMPORT + "".join(f"e{number} = create_engine('mysql://h/d{number}', pool_pre_ping=True)\n" for number in range(count))


def imports(count: int) -> str:
    """Import after import."""
    return IMPORT + "".join(f"import m{number}\n" for number in range(count)) + "e = create_engine('mysql://h/d')\n"


def changes(count: int) -> str:
    """One dict that is changed again and again."""
    return f"{IMPORT}o = {{}}\n" + "".join(f"o['k{number % 50}'] = {number}\n" for number in range(count)) + "e = create_engine('mysql://h/d', **o)\n"


def conditions(count: int) -> str:
    """One option under condition after condition."""
    return (
        f"{IMPORT}o = {{}}\n"
        + "".join(f"if c{number}:\n    o['pool_recycle'] = {number}\n" for number in range(count))
        + "e = create_engine('mysql://h/d', **o)\n"
    )


INPUTS: dict[str, Callable[[int], str]] = {
    "nested brackets": brackets,
    "engines in a file": sites,
    "imports": imports,
    "changes of a dict": changes,
    "conditions": conditions,
}
SIZES = {
    "nested brackets": (100_000, 1_000_000),
    "engines in a file": (1_000, 10_000),
    "imports": (10_000, 100_000),
    "changes of a dict": (1_000, 10_000),
    "conditions": (100, 1_000),
}


def contender(text: str) -> Contender:
    """A run over a file with a text."""
    folder = Path(BUILD) / "hostile"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "input.py").write_text(text, encoding="utf-8")
    return Contender((sys.executable, "-m", "engine_lint", "check", "--no-cache", "--exit-zero", "--output-format", "concise", "input.py"), folder)
