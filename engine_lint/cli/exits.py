"""Exit codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding, Severity
    from engine_lint.model.outcome import Outcome

CLEAN = 0
FINDINGS = 1
INVALID = 2


def exit_code(outcome: Outcome, fail_on: Callable[[Finding], Severity], *, exit_zero: bool, fixed_counts: bool) -> int:
    """The exit code of a run.

    Args:
        outcome: what it came to.
        fail_on: from which severity up a finding counts, by the settings of its file.
        exit_zero: findings do not count; an incomplete run still does.
        fixed_counts: findings that were fixed count as well.
    """
    if not outcome.complete:
        return INVALID
    if exit_zero:
        return CLEAN
    counted = [*outcome.findings, *(outcome.fixed if fixed_counts else ())]
    return FINDINGS if any(finding.severity >= fail_on(finding) for finding in counted) else CLEAN
