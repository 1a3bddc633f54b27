"""One defect, one finding: what several configurations or sites say of the same cause becomes one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from engine_lint.model.change import Change, SetOption
from engine_lint.model.finding import Confidence, Finding, Fix, Related, Safety
from engine_lint.model.place import Place

_SHARED = "mended by the same change"
_ALSO = "the same here"
TWINS = (_SHARED, _ALSO)
"""The labels of related places at which the same is found."""


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By path, position and code."""
    return sorted(findings, key=lambda each: (each.place.path, each.place.cell, each.place.span, each.code, each.message))


def merge(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Join findings of one rule at one place, those that one and the same change mends, and those of one cause: callers of a wrapper, arms of an ``if``.

    The surest speaks, of equals the first in path order.
    """
    by_place = _joined(in_order(findings), lambda each: (each.code, each.place), _same_place)
    by_change = _joined(by_place, lambda each: (each.code, each.fix.changes) if each.fix and each.fix.changes else each, _same_change)
    by_cause = _joined(in_order(by_change), _cause, _same_cause)
    return tuple(in_order(by_cause))


def _cause(finding: Finding) -> Hashable:
    """What findings of one cause have in common. A weak one, which most runs hide, is not told of beside others, whose fix is not its own."""
    if not finding.cause:
        return finding
    return finding.code, finding.cause, finding.fix and finding.fix.safety, finding.confidence is Confidence.LOW


def _joined(findings: Sequence[Finding], key: Callable[[Finding], Hashable], join: Callable[[Finding, Finding], Finding]) -> list[Finding]:
    kept: dict[Hashable, Finding] = {}
    for each in findings:
        by = key(each)
        kept[by] = join(kept[by], each) if by in kept else each
    return list(kept.values())


def _same_place(first: Finding, second: Finding) -> Finding:
    """Two configurations of one site: the surer one speaks, the fix mends both."""
    surer, other = (second, first) if (second.severity, second.confidence) > (first.severity, first.confidence) else (first, second)
    return replace(surer, related=_union(surer.related, other.related), fix=_both(surer.fix, other.fix))


def _same_change(first: Finding, second: Finding) -> Finding:
    """Two sites that one change mends: the surer one speaks, the other is related."""
    return _with_other(first, second, _SHARED)


def _same_cause(first: Finding, second: Finding) -> Finding:
    """Two callers of one wrapper, or two arms, that lack the same: the surer one speaks, the other is related, and the fix mends both."""
    return _with_other(first, second, _ALSO)


def _with_other(first: Finding, second: Finding, label: str) -> Finding:
    speaker, other = (second, first) if second.confidence > first.confidence else (first, second)
    related = _union(speaker.related, (Related(other.place, label), *other.related))
    related = tuple(each for each in related if each.place != speaker.place)
    return replace(speaker, related=related, severity=max(first.severity, second.severity), fix=_both(first.fix, second.fix))


def _both(first: Fix | None, second: Fix | None) -> Fix | None:
    if first is None or second is None or first == second:
        return first or second
    changes = _without_needless(tuple(dict.fromkeys((*first.changes, *second.changes))))
    reasons = "; ".join(dict.fromkeys(each.reason for each in (first, second) if each.reason))
    safety = Safety.UNSAFE if Safety.UNSAFE in (first.safety, second.safety) else Safety.SAFE
    return Fix(first.title, changes, safety, reasons)


def _without_needless(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes without options that come in from another dict which is given the same."""
    given = {(each.carrier, each.name, each.value) for each in changes if isinstance(each, SetOption)}
    return tuple(each for each in changes if not (isinstance(each, SetOption) and any((outer, each.name, each.value) in given for outer in each.within)))


def _union(first: tuple[Related, ...], second: tuple[Related, ...]) -> tuple[Related, ...]:
    """Both, each place once, with the label that came first."""
    found: dict[Place, Related] = {}
    for each in (*first, *second):
        found.setdefault(each.place, each)
    return tuple(found.values())
