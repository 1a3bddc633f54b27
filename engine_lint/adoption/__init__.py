"""Living with findings that were there before: baselines, comments for all of them, and what changed since a revision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine_lint.adoption.sieve import Sieve
    from engine_lint.settings import Lookup


def sieve_for(given: Sequence[str], lookup: Lookup, diff_base: str | None, *, write_baseline: bool, baselines: bool) -> Sieve | None:
    """What hides findings, where the command line or the settings ask for it.

    Args:
        given: the paths to check, absolute.
        lookup: the settings, those asked for that hold in these paths.
        diff_base: the git revision since which lines must have changed.
        write_baseline: whether baselines are to be written.
        baselines: whether those that the settings name count.

    Raises:
        UsageError: the revision is not known.
    """
    if not write_baseline and diff_base is None and not (baselines and lookup.has_baselines()):
        return None
    from engine_lint.adoption.sieve import Sieve

    sieve = Sieve(lookup, given, write_baseline, diff_base, baselines)
    sieve.require()
    return sieve
