"""Counts per rule, and the list of what was fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View


@dataclass(frozen=True, slots=True)
class Count:
    """How often a rule spoke, and how many of those findings have a fix."""

    code: str
    name: str
    count: int
    fixable: int


def counts(outcome: Outcome) -> tuple[Count, ...]:
    """Per rule, the most frequent first."""
    found = Counter((finding.code, finding.name) for finding in outcome.findings)
    fixable = Counter(finding.code for finding in outcome.findings if finding.fix is not None)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(code, name, count, fixable[code]) for (code, name), count in ordered)


def table(outcome: Outcome, view: View) -> Iterator[str]:
    """The counts as aligned text."""
    rows = counts(outcome)
    if not rows:
        return
    digits = len(str(rows[0].count))
    names = max(len(row.name) for row in rows)
    for row in rows:
        fixable = f"  {row.fixable} with a fix" if row.fixable else ""
        yield f"{row.count:>{digits}}  {view.painter.paint(row.code, 'bold')}  {row.name:<{names}}{fixable}".rstrip()
    yield ""


def fixed_lines(outcome: Outcome, view: View) -> Iterator[str]:
    """What was fixed, per file."""
    found: Counter[tuple[str, str, str]] = Counter()
    for finding in outcome.fixed:
        found[view.name(finding.place.path), finding.code, finding.fix.title if finding.fix else ""] += 1
    last = ""
    for (path, code, title), count in sorted(found.items()):
        if path != last:
            yield f"{view.painter.paint(path, 'bold')}:"
            last = path
        yield f"  {count} x {code} ({view.painter.code_spans(title)})"
    if found:
        yield ""
