"""A finding in a few sentences without a picture of its source, for the formats of services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.model.finding import Finding, Fix, Safety
from engine_lint.report.view import View, rule_url

if TYPE_CHECKING:
    from engine_lint.model.place import Place


def headline(finding: Finding, view: View) -> str:
    """What is wrong, in one sentence; in a notebook, in which cell."""
    cell = f" ({in_cell(finding.place)})" if finding.place.cell else ""
    return f"{view.words(finding.message)}{cell}"


def in_cell(place: Place) -> str:
    """What people call a place in a notebook."""
    return f"cell {place.cell}, line {place.span.start.line}"


def explanation(finding: Finding, view: View) -> Iterator[str]:
    """Why it matters, which other places belong to it, what mends it, and where to read more."""
    yield from (view.words(sentence) for sentence in finding.help)
    yield from (f"{view.place(each.place)}: {view.words(each.label)}" for each in finding.related)
    if finding.fix is not None:
        yield remedy(finding.fix, view)
    yield f"See {rule_url(finding)}"


def remedy(fix: Fix, view: View) -> str:
    """What a fix does, and why it is unsafe or held back."""
    name = "Fix" if fix.safety is Safety.SAFE else "Unsafe fix"
    return f"{name}: {view.words(fix.title)}{f' ({view.words(reason(fix))})' if fix.reason else ''}"


def reason(fix: Fix) -> str:
    """Why a fix is unsafe or held back, in words that stand for themselves."""
    return fix.reason if fix.safety is Safety.SAFE or fix.reason.startswith("unsafe") else f"unsafe because {fix.reason}"
