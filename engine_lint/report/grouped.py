"""``grouped``: the findings of each file under its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from engine_lint.model.finding import Finding
from engine_lint.model.place import cell_of
from engine_lint.report.closing import closing
from engine_lint.report.concise import mark
from engine_lint.report.statistics import fixed_lines, table

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report, line by line."""
    if view.statistics:
        yield from table(outcome, view)
    else:
        for text, findings in groupby(outcome.findings, key=lambda finding: cell_of(finding.place)):
            yield f"{view.painter.paint(view.text(text), 'bold')}:"
            yield from _group(list(findings), view)
            yield ""
    if view.show_fixes:
        yield from fixed_lines(outcome, view)
    yield from closing(outcome, view)


def _group(findings: Sequence[Finding], view: View) -> Iterator[str]:
    """The findings of one text, their positions below each other."""
    painter = view.painter
    starts = [f"{each.place.span.start.line}:{each.place.span.start.column}" for each in findings]
    width = max(map(len, starts))
    for start, finding in zip(starts, findings, strict=True):
        code = painter.severity(f"{finding.severity.name.lower()}[{finding.code}]", finding.severity)
        yield f"  {start:<{width}} {code} {painter.code_spans(view.words(finding.message))} ({finding.name}){mark(finding, view)}"
