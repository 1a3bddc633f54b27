"""What a run came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding
    from engine_lint.model.place import Cell
    from engine_lint.model.source import Source

UNPARSABLE = "EL902"
"""The code of findings about files that could not be read or parsed: a run with one is not complete."""
PYTHON_2 = "it is Python 2"
"""How their reason begins where a file is for a Python that is long gone: old projects have many of them."""


class Failure(NamedTuple):
    """Why a run is not complete: a path that could not be looked into, a rule that crashed.

    ``crash`` tells crashes of engine-lint's own code apart: what was being done, the type of the error, and where, innermost first. It holds
    nothing of what was checked.
    """

    path: str
    message: str
    crash: tuple[str, ...] = ()


class Patch(NamedTuple):
    """A file's bytes before and after its fixes."""

    path: str
    before: bytes
    after: bytes


class Summary(NamedTuple):
    """The figures of a run.

    ``baselined`` are findings that a baseline holds, ``unchanged`` those on lines that did not change since a revision, ``held_back`` safe fixes that would
    write outside the given paths.
    """

    files_checked: int = 0
    files_with_sites: int = 0
    sites: int = 0
    findings: int = 0
    fixable_safe: int = 0
    fixable_unsafe: int = 0
    suppressed: int = 0
    baselined: int = 0
    unchanged: int = 0
    below_confidence: int = 0
    fixed: int = 0
    held_back: int = 0


class Outcome(NamedTuple):
    """A run's findings, in order of path and position, and all that reports need to show them.

    ``fixed`` are the findings that fixes removed; ``patches`` what was written, or what ``--diff`` shows. ``sources`` are the
    texts that findings point into. ``complete`` is false where something could not be read or judged.
    """

    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    fixed: tuple[Finding, ...] = ()
    patches: tuple[Patch, ...] = ()
    summary: Summary = Summary()
    sources: Mapping[Cell, Source] = {}

    @property
    def complete(self) -> bool:
        """Whether everything that should be checked could be."""
        return not self.failures and not any(finding.code == UNPARSABLE for finding in self.findings)
