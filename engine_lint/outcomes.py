"""From what came out for each file to the outcome of the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine_lint.model.levels import Safety
from engine_lint.model.outcome import Outcome, Summary

if TYPE_CHECKING:
    from engine_lint.cache.memory import Seen
    from engine_lint.discovery import Discovered
    from engine_lint.fixing import Mended
    from engine_lint.model.finding import Finding
    from engine_lint.model.outcome import Failure, Patch
    from engine_lint.workspace import Workspace


class Checked(NamedTuple):
    """One file, judged. ``findings`` are those that are shown; ``told`` says whether any rule had anything to say of it."""

    path: str
    findings: tuple[Finding, ...] = ()
    told: bool = False
    sites: int = 0
    suppressed: int = 0
    below_confidence: int = 0
    failures: tuple[Failure, ...] = ()


class Done(NamedTuple):
    """What came out for a few files: what is said aloud of others too, and what another process asked of the disk."""

    checked: list[Checked]
    remarks: tuple[str, ...]
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    seen: tuple[Seen, ...] = ()
    """What the results depend on, one behind the other."""


class Sifted(NamedTuple):
    """Findings told apart. ``baselined`` are those that a baseline holds, ``unchanged`` those on lines that did not change."""

    shown: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    unchanged: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def hidden(self) -> tuple[Finding, ...]:
        """All that are not shown."""
        return (*self.baselined, *self.unchanged)


def offered(checked: Sequence[Checked], workspace: Workspace, found: Discovered, crashed: list[Failure]) -> tuple[Finding, ...]:
    """The findings of all files, each defect once, with fixes written out and fingerprints; ``crashed`` takes up fixes that could not be written out."""
    if not any(each.findings for each in checked):
        return ()
    from engine_lint.fingerprint import fingerprinted
    from engine_lint.fixing import with_edits
    from engine_lint.merging import merge

    merged = merge(finding for each in checked for finding in each.findings)
    with_fixes = [with_edits(each, workspace.source, found.covers, crashed) for each in merged]
    return fingerprinted(with_fixes, lambda path: workspace.base(workspace.root(path)), workspace.text_or_none)


def outcome_of(
    found: Discovered,
    checked: Sequence[Checked],
    workspace: Workspace,
    sifted: Sifted,
    mended: Mended | None = None,
    patches: Sequence[Patch] = (),
) -> Outcome:
    """The outcome of a run.

    Args:
        found: the files.
        checked: what came out for each.
        workspace: their texts, as they are now.
        sifted: the findings, those that are not shown told apart.
        mended: what fixing came to, where anything was to be fixed.
        patches: the files that changed.
    """
    findings = _outwards(sifted.shown, workspace)
    fixes = [each.fix for each in findings if each.fix is not None]
    held_back = sum(fix.is_held_back for fix in fixes)
    fixed = tuple(mended.fixed) if mended else ()
    summary = Summary(
        files_checked=len(checked),
        files_with_sites=sum(each.sites > 0 for each in checked),
        sites=sum(each.sites for each in checked),
        findings=len(findings),
        fixable_safe=sum(fix.safety is Safety.SAFE and not fix.is_held_back for fix in fixes),
        fixable_unsafe=sum(fix.safety is Safety.UNSAFE and not fix.is_held_back for fix in fixes),
        suppressed=sum(each.suppressed for each in checked),
        baselined=len(sifted.baselined),
        unchanged=len(sifted.unchanged),
        below_confidence=sum(each.below_confidence for each in checked),
        fixed=len(fixed),
        held_back=held_back,
    )
    failures = sorted({*found.failures, *(mended.failures if mended else ()), *(failure for each in checked for failure in each.failures)})
    shown = {(place.path, place.cell) for each in findings for place in (each.place, *(other.place for other in each.related))}
    shown |= {(edit.path, edit.cell) for fix in fixes for edit in fix.edits}
    sources = {cell: text for cell in sorted(shown) if (text := workspace.text_or_none(cell)) is not None}
    return Outcome(findings, tuple(failures), (*found.notes, *workspace.remarks, *sifted.notes), fixed, tuple(patches), summary, sources)


def _outwards(findings: Sequence[Finding], workspace: Workspace) -> tuple[Finding, ...]:
    """The findings, those in a part of a file as people see them who open it."""
    if not any(each.place.cell for each in findings):
        return tuple(findings)
    from engine_lint.outward import outward

    return tuple(outward(each, workspace) if each.place.cell else each for each in findings)
