"""One finding in full: its source, the places that belong to it, why it matters, and the fix as a hunk."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine_lint.model.finding import Finding, Fix, Related, Safety
from engine_lint.model.place import Cell, Place, cell_of
from engine_lint.report.excerpt import Frame, Mark, excerpt, last_line
from engine_lint.report.hunk import hunks
from engine_lint.report.sentences import reason
from engine_lint.report.style import SEVERITY_STYLES
from engine_lint.report.view import View, rule_url

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome

_RELATED = ("blue",)
WRAP = 110
"""Columns that explanations are broken at, the same everywhere so that reports compare."""


def told_in_full(finding: Finding, outcome: Outcome, view: View) -> Iterator[str]:
    """A finding, line by line."""
    painter = view.painter
    gutter = _gutter(finding)
    head = painter.severity(f"{finding.severity.name.lower()}[{finding.code}]", finding.severity)
    yield f"{head} {painter.paint(finding.name, 'bold')}: {painter.code_spans(view.words(finding.message))}"
    inside = [each for each in finding.related if _lies_within(each.place, finding.place)]
    marks = [Mark(each.place.span, view.words(each.label)) for each in inside]
    frame = Frame(painter, SEVERITY_STYLES[finding.severity], gutter)
    yield from _place(finding.place, "-->", "", marks, outcome, view, frame)
    for related in finding.related:
        if related not in inside:
            yield from _related(related, outcome, view, gutter)
    margin = " " * gutter
    for sentence in finding.help:
        yield from _note(view.words(sentence), view, gutter)
    yield f"{margin} {painter.paint('=', 'blue')} {painter.paint('confidence', 'bold')}: {finding.confidence.name.lower()}"
    if finding.fix is not None:
        yield from _fix(finding.fix, cell_of(finding.place), outcome, view, gutter)
    yield f"{margin} {painter.paint('=', 'blue')} {painter.paint(rule_url(finding), 'dim')}"


def _note(text: str, view: View, gutter: int, bullet: str = "=") -> Iterator[str]:
    """A sentence in the margin, broken into lines that are easy to read."""
    painter = view.painter
    for index, line in enumerate(textwrap.wrap(text, WRAP, break_long_words=False, break_on_hyphens=False)):
        yield f"{' ' * gutter} {painter.paint(' ' if index else bullet, 'blue')} {painter.code_spans(line)}"


def _gutter(finding: Finding) -> int:
    lines = [finding.place.span.end.line, *(each.place.span.end.line for each in finding.related)]
    if finding.fix is not None:
        lines += [edit.span.end.line + edit.text.count("\n") for edit in finding.fix.edits]
    return max(3, len(str(max(lines))))


def _lies_within(inner: Place, outer: Place) -> bool:
    """Whether a place can be marked in another one's excerpt."""
    same_text = cell_of(inner) == cell_of(outer)
    return same_text and inner.span != outer.span and outer.span.covers(inner.span) and last_line(inner.span) == inner.span.start.line


def _place(place: Place, arrow: str, label: str, marks: Sequence[Mark], outcome: Outcome, view: View, frame: Frame) -> Iterator[str]:
    yield f"{' ' * (frame.gutter - 1)}{view.painter.paint(arrow, 'blue')} {view.place(place)}"
    source = outcome.sources.get(cell_of(place))
    if source is not None:
        yield frame.line("", "")
        yield from excerpt(source, place.span, view.words(label), marks, frame)
        yield frame.line("", "")


def _related(related: Related, outcome: Outcome, view: View, gutter: int) -> Iterator[str]:
    lines = list(_place(related.place, ":::", related.label, (), outcome, view, Frame(view.painter, _RELATED, gutter)))
    yield from lines if len(lines) > 1 else [f"{lines[0]} {view.words(related.label)}"]


def _fix(fix: Fix, home: Cell, outcome: Outcome, view: View, gutter: int) -> Iterator[str]:
    painter = view.painter
    safe = fix.safety is Safety.SAFE
    tag = painter.paint("safe fix" if safe else "unsafe fix", "bold", "green" if safe else "yellow")
    yield f"{' ' * gutter} {painter.paint('=', 'blue')} {tag}: {painter.code_spans(view.words(fix.title))}"
    if fix.reason:
        yield from _note(view.words(reason(fix)), view, gutter, bullet=" ")
    yield from hunks(fix.edits, outcome.sources, view, home, gutter)
