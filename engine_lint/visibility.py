"""Which findings are shown: the rules that are on, what files ignore, severity and confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.merging import merge

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding
    from engine_lint.settings import Settings


@dataclass(frozen=True, slots=True)
class Visible:
    """The findings of one file that are shown, and how many are not because nobody is sure enough of them."""

    findings: tuple[Finding, ...] = ()
    below_confidence: int = 0


def visible(findings: Iterable[Finding], settings: Settings, *, ignores: bool = True) -> Visible:
    """Sort out what the settings hide. ``ignores=False`` passes over ``per-file-ignores``."""
    findings = tuple(findings)
    if not findings:
        return Visible()
    from engine_lint.rules.registry import load

    pedantic = frozenset(rule.code for rule in load() if rule.pedantic)
    silent = {path: settings.ignored_in(path) if ignores else frozenset[str]() for path in {each.place.path for each in findings}}
    wanted = [
        each
        for each in findings
        if each.code not in silent[each.place.path]
        and settings.is_enabled(each.code, pedantic_rule=each.code in pedantic)
        and each.severity >= settings.min_severity
    ]
    sure = [each if settings.is_fixable(each.code) else replace(each, fix=None) for each in wanted if each.confidence >= settings.min_confidence]
    shown = {(each.code, each.place) for each in sure}
    unsure = [each for each in wanted if each.confidence < settings.min_confidence and (each.code, each.place) not in shown]
    return Visible(tuple(sure), len(merge(unsure)))
