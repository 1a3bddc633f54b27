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


def wrapped(count: int) -> str:
    """One wrapper around the factory, called again and again."""
    calls = "".join(f"e{number} = make('mysql://h/d{number}')\n" for number in range(count))
    return f"{IMPORT}def make(url, **options):\n    return create_engine(url, **options)\n{calls}"


def functions(count: int) -> str:
    """Function after function with an engine in it."""
    return IMPORT + "".join(f"def f{number}(url):\n    return create_engine(url)\n" for number in range(count))


def methods(count: int) -> str:
    """Methods that call each other on more ways than can be counted."""
    calls = [[f"        self.f{(number + other + 1) % count}()\n" for other in range(6)] for number in range(count)]
    return f"{IMPORT}class C:\n" + "".join(f"    def f{number}(self):\n        make = create_engine\n{''.join(each)}" for number, each in enumerate(calls))


def arms(count: int) -> str:
    """``elif`` after ``elif``."""
    chain = "".join(f"    elif k == {number}:\n        o['pool_recycle'] = {number}\n" for number in range(1, count))
    return f"{IMPORT}def f(k):\n    o = {{}}\n    if k == 0:\n        pass\n{chain}    return create_engine('mysql://h/d', **o)\n"


def classes(count: int) -> str:
    """Class below class."""
    below = "".join(f"class C{number}(C{number - 1}):\n    pass\n" for number in range(1, count))
    return f"{IMPORT}class C0:\n    e = create_engine('mysql://h/d')\n{below}x = C{count - 1}().e\n"


INPUTS: dict[str, Callable[[int], str]] = {
    "nested brackets": brackets,
    "engines in a file": sites,
    "imports": imports,
    "changes of a dict": changes,
    "conditions": conditions,
    "calls of a wrapper": wrapped,
    "functions with an engine": functions,
    "methods that call each other": methods,
    "elif": arms,
    "classes below each other": classes,
}
SIZES = {
    "nested brackets": (100_000, 1_000_000),
    "engines in a file": (1_000, 10_000),
    "imports": (10_000, 100_000),
    "changes of a dict": (1_000, 10_000),
    "conditions": (100, 1_000),
    "calls of a wrapper": (300, 3_000),
    "functions with an engine": (300, 3_000),
    "methods that call each other": (10, 100),
    "elif": (30, 300),
    "classes below each other": (50, 500),
}


def contender(text: str) -> Contender:
    """A run over a file with a text."""
    folder = Path(BUILD) / "hostile"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "input.py").write_text(text, encoding="utf-8")
    return Contender((sys.executable, "-m", "engine_lint", "check", "--no-cache", "--exit-zero", "--output-format", "concise", "input.py"), folder)
