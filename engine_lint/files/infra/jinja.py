"""Jinja expressions in values that are text otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine_lint.expression import expression
from engine_lint.files.infra.words import HOLE, Filled

_EXPRESSION = expression(r"\{\{(.*?)\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_DEFAULT = expression(
    r"\s*[\w.]+\s*\|\s*(?:default|d)\(\s*(?:'([^'{}]*)'|\"([^\"{}]*)\"|(\d+))\s*(?:,\s*true\s*)?\)(?:\s*\|\s*(?:int|string))?\s*", re.IGNORECASE
)
_NAME = expression(r"\s*([\w.]+(?:\[['\"]\w+['\"]\])*)(?:\s*\|\s*(?:int|string))?\s*")
_INDEX = expression(r"\[['\"](\w+)['\"]\]")


def rendered(text: str, lookup: Callable[[str], str | None] = lambda name: None) -> Filled:
    """A text with its expressions put in: those that are names which ``lookup`` knows, dotted, and those that have a default."""
    reasons: list[str] = []

    def put(match: re.Match[str]) -> str:
        inner = match[1]
        if inner is None:
            return HOLE if match.group().startswith("{%") else ""
        name = _NAME.fullmatch(inner)
        known = lookup(_INDEX.sub(r".\1", name[1])) if name else None
        if known is not None:
            return known
        default = _DEFAULT.fullmatch(inner)
        if default is not None:
            return next(each for each in default.groups() if each is not None)
        reasons.append(f"{match.group()} is set elsewhere")
        return HOLE

    filled = _EXPRESSION.sub(put, text)
    return filled, next(iter(reasons), "a template decides" if HOLE in filled else "")
