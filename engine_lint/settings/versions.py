"""Versions as settings give them: ``"2.0"``, ``"==2.0.23"``, ``">=3,<3.1"``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine_lint.expression import expression
from engine_lint.knowledge.dependencies import specifiers

if TYPE_CHECKING:
    from engine_lint.model.versions import VersionRange

EXPECTED = 'a version ("2.0") or a range (">=2.0,<2.1")'
_CLAUSE = expression(r"(?:===|==|~=|>=|<=|>|<)?\s*v?\d+(?:\.\d+)*(?:\.\*)?")


def range_of(text: str, source: str) -> VersionRange:
    """The versions that a text allows; a bare ``2.0`` means every 2.0.x.

    Raises:
        ValueError: it is neither a version nor a range.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(_CLAUSE.fullmatch(part) for part in parts):
        raise ValueError(f"{text!r} is not {EXPECTED}")
    return specifiers.range_of(",".join(f"={part}" if part[0].isdigit() else part for part in parts), source)
