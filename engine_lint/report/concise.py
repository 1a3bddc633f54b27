"""``concise``: one line per finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.model.finding import Finding, Safety
from engine_lint.model.place import cell_of
from engine_lint.report.closing import closing
from engine_lint.report.statistics import fixed_lines, table

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View

_MARKS = {Safety.SAFE: " [fix]", Safety.UNSAFE: " [unsafe fix]"}


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report, line by line."""
    if view.statistics:
        yield from table(outcome, view)
    else:
        yield from (_line(finding, view) for finding in outcome.findings)
    if view.show_fixes:
        yield from fixed_lines(outcome, view)
    yield from closing(outcome, view)


def _line(finding: Finding, view: View) -> str:
    painter = view.painter
    start = finding.place.span.start
    where = f"{painter.paint(view.text(cell_of(finding.place)), 'bold')}:{start.line}:{start.column}:"
    code = painter.severity(f"{finding.severity.name.lower()}[{finding.code}]", finding.severity)
    return f"{where} {code} {painter.code_spans(view.words(finding.message))} ({finding.name}){mark(finding, view)}"


def mark(finding: Finding, view: View) -> str:
    """What tells that a finding has a fix; empty where it has none."""
    return view.painter.paint(_MARKS[finding.fix.safety], "green") if finding.fix is not None else ""
