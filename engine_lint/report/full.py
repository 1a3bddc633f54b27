"""``full``: each finding with its source, the places that belong to it, why it matters, and the fix as a hunk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.report.closing import closing
from engine_lint.report.unread import in_python_2, told_together

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report, line by line."""
    if view.statistics or view.show_fixes:
        from engine_lint.report.statistics import fixed_lines, table
    if view.statistics:
        yield from table(outcome, view)
    elif outcome.findings:
        from engine_lint.report.finding_text import told_in_full

        together = in_python_2(outcome.findings)
        for finding in outcome.findings:
            if finding not in together:
                yield from told_in_full(finding, outcome, view)
                yield ""
        if together:
            yield from told_together(together, view)
            yield ""
    if view.show_fixes:
        yield from fixed_lines(outcome, view)
    yield from closing(outcome, view)
