"""Which conditions of a path are worth a word: those that the engines with a defect differ by from the others at their site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine_lint.model.engine import Engine, negated

UNNAMED = ""
"""In the place of conditions for which the code has no words: something decides, but what it is does not show."""


def with_telling(engine: Engine, concerned: Sequence[Engine], site: Sequence[Engine]) -> Engine:
    """The engine with the conditions that a report about it should name.

    Args:
        engine: one of ``concerned``.
        concerned: the engines of the site that the report is true of.
        site: all engines of the site.
    """
    spared = [each for each in site if each not in concerned]
    others = [set(each.conditions) for each in spared]
    telling = list(engine.conditions) if others else []
    if not all(_excluded(telling, other) for other in others):
        if telling:
            return engine
        only_sqlite = all(each.backend.only() == "sqlite" for each in spared)
        return replace(engine, telling=(), beside_sqlite=True) if only_sqlite else replace(engine, telling=(UNNAMED,))
    for condition in engine.conditions:
        fewer = [each for each in telling if each != condition]
        if condition in telling and all(_excluded(fewer, other) for other in others):
            telling = fewer
    return replace(engine, telling=tuple(telling))


def _excluded(conditions: Sequence[str], other: set[str]) -> bool:
    """Whether one of the conditions does not hold on another path."""
    return any(negated(each) in other for each in conditions)
