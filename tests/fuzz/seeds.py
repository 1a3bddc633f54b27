"""Texts to begin with: the files of the fixtures, and those that stand in tests as strings."""

from __future__ import annotations

import ast
import fnmatch
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from engine_lint.rules.registry import load

TESTS = Path(__file__).resolve().parent.parent
LONGEST = 6_000
"""Longer texts only slow the fuzzer down."""


def files(*patterns: str) -> list[bytes]:
    """The fixtures whose names are like one of some patterns."""
    found = sorted(path for path in (TESTS / "fixtures").rglob("*") if path.is_file() and any(fnmatch.fnmatch(path.name, each) for each in patterns))
    return _short(path.read_bytes() for path in found)


def strings(*patterns: str, holding: str = "") -> list[bytes]:
    """The strings of several lines in some test modules, by their paths below ``tests``; only those in which a word stands, where one is given."""
    found = sorted({path for pattern in patterns for path in TESTS.glob(pattern)})
    return _short(text.encode() for path in found for text in _strings_of(path) if holding in text)


def shapes() -> list[bytes]:
    """Whole small projects: files behind lines of the form ``-- path``."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((TESTS / "fixtures" / "shapes").glob("*.txt")))
    return _short(shape.partition("\n")[2].encode() for text in texts for shape in text.split("== ")[1:])


@cache
def modules() -> list[bytes]:
    """Python modules around engines."""
    examples = [example.source.encode() for rule in load() for example in rule.examples]
    return [*files("*.py"), *_short(examples), *strings("python/*.py", "python/*/*.py", holding="create_")]


def _short(texts: Iterator[bytes] | list[bytes]) -> list[bytes]:
    return list(dict.fromkeys(text for text in texts if len(text) <= LONGEST))


@cache
def _strings_of(path: Path) -> tuple[str, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    values = (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return tuple(value for value in values if isinstance(value, str) and "\n" in value)
