"""Which lines of a module are worth running: those near a word that can belong to a site."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Collection
from typing import TYPE_CHECKING

from engine_lint.python.naming import tokens
from engine_lint.python.needles import LISTENER_WORDS, NEEDLES

if TYPE_CHECKING:
    from engine_lint.python.scope import Module

_WORD = re.compile("|".join(re.escape(each.decode()) for each in (*NEEDLES, *LISTENER_WORDS)))
_SKIPPED_WRAPPERS = frozenset({"main", "run", "get", "init", "setup", "start", "connect", "open", "close", "test"})
_MAX_ROUNDS = 5
_MAX_NAMES = 200


class Interest:
    """The interesting lines of one module.

    Args:
        module: the module.
        names: names that other modules give to functions and classes around sites.
    """

    def __init__(self, module: Module, names: Collection[str]) -> None:
        self._lines = _interesting_lines(module, sorted(tokens(module.source.text.encode("utf-8", "replace")) & frozenset(names)))

    def holds(self, node: ast.AST) -> bool:
        """Whether a statement or function has an interesting line."""
        at = bisect_left(self._lines, node.lineno)  # type: ignore[attr-defined]
        return at < len(self._lines) and self._lines[at] <= node.end_lineno  # type: ignore[attr-defined]


def _interesting_lines(module: Module, names: list[str]) -> list[int]:
    """Lines with a needle or one of some names, and those that name a function or class around such a line, to a fixpoint."""
    source = module.source
    lines = {source.position(match.start()).line for match in _WORD.finditer(source.text)} | _lines_with(names, module)
    blocks = [node for node in ast.walk(module.tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
    known: set[str] = set()
    for _ in range(_MAX_ROUNDS):
        lines |= {line for block in blocks if isinstance(block, ast.ClassDef) for line in _super_lines(block, lines)}
        fresh = {block.name for block in blocks if any(block.lineno <= line <= (block.end_lineno or 0) for line in lines)}
        fresh = {name for name in fresh - known if not name.startswith("__") and name not in _SKIPPED_WRAPPERS}
        if not fresh or len(known) > _MAX_NAMES:
            break
        known |= fresh
        lines |= _lines_with(sorted(fresh), module)
    return sorted(lines)


def _lines_with(names: list[str], module: Module) -> set[int]:
    if not names:
        return set()
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return {module.source.position(match.start()).line for match in words.finditer(module.source.text)}


def _super_lines(cls: ast.ClassDef, lines: set[int]) -> set[int]:
    """Where a class calls ``super()``, when its bases are interesting."""
    first_of_body = cls.body[0].lineno if cls.body else cls.lineno
    if not any(line in lines for line in range(cls.lineno, max(first_of_body, cls.lineno + 1))):
        return set()
    return {node.lineno for node in ast.walk(cls) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"}
