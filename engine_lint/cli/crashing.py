"""What is said when a run ends early: errors that are the user's to mend, and failures of engine-lint itself that nothing else caught."""

from __future__ import annotations

from engine_lint.failures import HOW_TO_REPORT, internal_error, without_data
from engine_lint.report.harmless import harmless
from engine_lint.report.masking import masked


def said(text: str) -> str:
    """The lines of an error as they are shown: passwords hidden, control characters written out."""
    return "\n".join(harmless(line) for line in masked(text).split("\n"))


def told(error: Exception) -> str:
    """The sentences for stderr: what happened, where, how to report it. Without the texts that were checked, and without passwords."""
    where, kind, *frames = internal_error("", "this run", error).crash
    lines = [f"error: internal error in {where}: {kind}: {harmless(masked(without_data(error)))}", *(f"  at {frame}" for frame in frames)]
    return "\n".join([*lines, f"Nothing was reported. Please report this: {HOW_TO_REPORT}"])
