"""From changes to text: ``plan`` turns what a fix wants into small edits, ``apply`` carries them out, ``verify`` checks the result.

Each carrier is rewritten on its own: its text goes through LibCST, its elements are changed in the layout they have, and
only what differs becomes an edit. The rest of the file is never parsed for writing, so nothing else of it can change.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine_lint.model.change import Change, Edit
from engine_lint.model.source import SourceOf
from engine_lint.python.edits import apply
from engine_lint.python.verification import verify

__all__ = ["apply", "plan", "verify"]


def plan(changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
    """The edits that carry out some changes together, sorted, none of them touching another.

    Args:
        changes: what to do, in terms of the files as they stand now. Equal changes count once.
        sources: gives the current text of a file, or of a cell of it.

    Raises:
        CannotRewrite: the changes contradict each other, or cannot be written without risk.
    """
    from engine_lint.python.planning import edits_for  # imports LibCST, which takes a quarter of a second

    return edits_for(changes, sources)
