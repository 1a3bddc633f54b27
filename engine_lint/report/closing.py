"""The last lines of a text report: what was found, what can be mended, what was hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.model.levels import Severity

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome, Summary
    from engine_lint.report.view import View


def plural(count: int, word: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def closing(outcome: Outcome, view: View) -> Iterator[str]:
    """The closing lines; the last one says what was hidden, where anything was."""
    summary, painter = outcome.summary, view.painter
    scope = f"{plural(summary.files_checked, 'file')} checked, {plural(summary.sites, 'engine site')}"
    found = plural(summary.findings, "finding")
    if view.fixing:
        fixed = painter.paint(f"{view.fixing} {plural(summary.fixed, 'finding')}", "bold")
        yield f"{fixed} in {plural(len(outcome.patches), 'file')}, {summary.findings} left ({scope})."
    elif outcome.findings:
        yield f"{painter.paint(f'Found {found}', 'bold')} ({_by_severity(outcome)}) in {plural(_files(outcome), 'file')} ({scope})."
    else:
        yield f"{painter.paint('No findings', 'bold', 'green' if outcome.complete else 'yellow')} ({scope})."
    if not outcome.complete:
        yield painter.paint("The run is not complete: stderr says why.", "bold", "red")
    fixable = _fixable(summary)
    if fixable:
        yield fixable
    hidden = list(_hidden(summary, "--unsafe-fixes" if view.fixing else "--fix --unsafe-fixes"))
    if hidden:
        yield painter.paint(f"Hidden: {', '.join(hidden)}.", "dim")


def _files(outcome: Outcome) -> int:
    return len({finding.place.path for finding in outcome.findings})


def _by_severity(outcome: Outcome) -> str:
    counts = Counter(finding.severity for finding in outcome.findings)
    words = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    parts = [plural(counts[each], words[each]) if each in words else f"{counts[each]} info" for each in sorted(counts, reverse=True)]
    return ", ".join(parts)


def _fixable(summary: Summary) -> str:
    if summary.fixable_safe and summary.fixable_unsafe:
        return f"{summary.fixable_safe} can be fixed with `--fix`, {summary.fixable_safe + summary.fixable_unsafe} with `--fix --unsafe-fixes`."
    if summary.fixable_safe:
        return f"{summary.fixable_safe} can be fixed with `--fix`."
    return ""


def _hidden(summary: Summary, options: str) -> Iterator[str]:
    """What is not shown or not done; ``options`` are those that would write unsafe fixes."""
    if summary.suppressed:
        yield f"{summary.suppressed} suppressed"
    if summary.baselined:
        yield f"{summary.baselined} in the baseline"
    if summary.unchanged:
        yield f"{summary.unchanged} on lines that did not change"
    if summary.below_confidence:
        yield f"{summary.below_confidence} below the confidence asked for (`--pedantic` shows them)"
    if summary.fixable_unsafe and not summary.fixable_safe:
        yield f"{summary.fixable_unsafe} unsafe {'fix' if summary.fixable_unsafe == 1 else 'fixes'} (`{options}`)"
    if summary.held_back:
        yield f"{summary.held_back} held back because they write outside the given paths"
