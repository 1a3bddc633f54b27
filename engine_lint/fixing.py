"""The fix stage: which edits a finding's fix means, and carrying them out together, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from engine_lint.errors import CannotRewrite, RewriteRefused, UnreadableFile
from engine_lint.failures import HOW_TO_REPORT, internal_error
from engine_lint.files.kinds import kind_of
from engine_lint.model.change import Change, Edit, place_of
from engine_lint.model.finding import HELD_BACK, Finding, Safety, Severity
from engine_lint.model.outcome import Failure, Patch
from engine_lint.model.place import Cell, Place, Position, cell_of
from engine_lint.python.edits import apply
from engine_lint.report.hiding.hidden import spans_secret

if TYPE_CHECKING:
    from engine_lint.model.source import Source, SourceOf
    from engine_lint.workspace import Workspace

PASSES = 6
"""A fix may bring another defect to light, which the next pass mends. Fixing ends after so many passes even if there were more."""

_Start = tuple[Cell, Position]
"""The text in which a finding stands, and where it starts."""
Recheck = Callable[[Mapping[str, bytes]], Sequence[Finding]]
"""The findings that are shown, with their edits, when some files have other bytes."""


def with_edits(finding: Finding, sources: SourceOf, covers: Callable[[str], bool], failures: list[Failure] | None = None) -> Finding:
    """The finding with its fix written out as edits; without the fix, and with the reason, where it cannot be written.

    A crash costs the fix alone, and is added to ``failures`` where there are any to be added to.
    """
    fix = finding.fix
    if fix is None or fix.edits:
        return finding
    try:
        edits = _plan(fix.changes, sources)
    except CannotRewrite as error:
        return replace(finding, fix=None, help=(*finding.help, f"No fix is offered: {error.reason.rstrip('.')}."))
    except UnreadableFile as error:
        return replace(finding, fix=None, help=(*finding.help, f"No fix is offered, because {error.path} changed meanwhile: {error.reason.rstrip('.')}."))
    except Exception as error:
        if failures is None:
            raise
        failures.append(internal_error(finding.place.path, f"writing the fix of {finding.code}", error))
        return replace(finding, fix=None, help=(*finding.help, "No fix is offered, because writing it out failed."))
    if not edits:
        return replace(finding, fix=None)
    outside = sorted({edit.path for edit in edits if not covers(edit.path)})
    if outside:
        reason = f"{HELD_BACK}it writes {', '.join(outside)}, outside the given paths"
        return replace(finding, fix=replace(fix, edits=edits, reason="; ".join(filter(None, (fix.reason, reason)))))
    return replace(finding, fix=replace(fix, edits=edits))


def _plan(changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
    """The edits of some changes, those to each kind of file as that kind writes them."""
    kinds = dict.fromkeys(kind_of(place_of(change).path) for change in changes)
    edits = tuple(edit for kind in kinds for edit in kind.plan([each for each in changes if kind_of(place_of(each).path) is kind], sources))
    if any(spans_secret(edit, sources((edit.path, edit.cell))) for edit in edits):
        raise CannotRewrite("the change would have to rewrite text with a password in it")
    return edits


def applicable(finding: Finding, *, unsafe: bool) -> bool:
    """Whether ``--fix`` (or ``--unsafe-fixes``) carries out a finding's fix."""
    fix = finding.fix
    return fix is not None and bool(fix.edits) and not fix.is_held_back and (unsafe or fix.safety is Safety.SAFE)


@dataclass(slots=True)
class Mended:
    """What fixing came to: new bytes by path, the findings that are gone, and those that are left."""

    texts: dict[str, bytes] = field(default_factory=dict)
    fixed: list[Finding] = field(default_factory=list)
    left: Sequence[Finding] = ()
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def patches(self, original: Callable[[str], bytes]) -> tuple[Patch, ...]:
        """The files that changed, in order of path."""
        pairs = ((path, original(path), text) for path, text in sorted(self.texts.items()))
        return tuple(Patch(path, before, after) for path, before, after in pairs if before != after)


def mend(
    findings: Sequence[Finding],
    workspace: Workspace,
    recheck: Recheck,
    *,
    unsafe: bool,
    only: frozenset[str] = frozenset(),
    hidden: Callable[[], Sequence[Finding]] = tuple,
) -> Mended:
    """Carry out the fixes of some findings, and of what they bring to light, in memory.

    Args:
        findings: those that are shown, with edits.
        workspace: the files as they are.
        recheck: the findings that are shown when some files have other bytes.
        hidden: those that are known and not shown, as of the last check: they are not fixed, and nobody's fix brought them about.
        unsafe: whether unsafe fixes are carried out too.
        only: the fingerprints of those that are mended, and nothing that comes to light; all of them where it is empty.
    """
    mended = Mended(left=findings)
    frozen: set[str] = set()
    for _ in range(1 if only else PASSES):
        wanted = (each for each in mended.left if not only or each.fingerprint in only)
        groups = _groups([each for each in wanted if applicable(each, unsafe=unsafe)], frozen)
        now = workspace.with_overlay(mended.texts)
        drafts = [draft for group in groups if (draft := _draft(group, mended, frozen, now))]
        if not drafts:
            break
        _accept(drafts, [*mended.left, *hidden()], mended, frozen, recheck)
    return mended


class _Clash(Exception):
    """What a fix writes is read by something else too, which must not have it: the file, and what would be reported there."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """Findings that are mended together, and what the files would be then: ``texts`` by path. ``group`` includes those that had to wait."""

    group: list[Finding]
    taken: list[Finding]
    edits: tuple[Edit, ...]
    before: dict[Cell, Source]
    after: dict[Cell, Source]
    texts: dict[str, bytes]

    def gone(self, after: Sequence[Finding]) -> list[Finding]:
        """Those of the group that are mended, by their own change or by another's."""
        found = {(each.code, _start(each)) for each in after}
        return [each for each in self.group if (each.code, self.start_after(each.place)) not in found]

    def wrote(self, place: Place) -> bool:
        """Whether a place of the new text is one that an edit brought about."""
        source = self.after.get(cell_of(place))
        if source is None:
            return False
        start, end, grown = source.offset(place.span.start), source.offset(place.span.end), 0
        for edit in sorted(edit for edit in self.edits if (edit.path, edit.cell) == cell_of(place)):
            old = self.before[cell_of(place)]
            begin = old.offset(edit.span.start) + grown
            if begin <= start and end <= begin + len(edit.text):
                return True
            grown += len(edit.text) - len(old.at(edit.span))
        return False

    def start_after(self, place: Place) -> _Start | None:
        """Where the start of a place lies in the new text, None where the place was written over as a whole."""
        cell, span = cell_of(place), place.span
        source = self.before.get(cell)
        if source is None:
            return cell, span.start
        mine = [edit for edit in self.edits if (edit.path, edit.cell) == cell]
        if any(edit.span.covers(span) for edit in mine):
            return None
        grown = sum(len(edit.text) - len(source.at(edit.span)) for edit in mine if edit.span.start < span.start)
        return cell, self.after[cell].position(max(source.offset(span.start) + grown, 0))


def _groups(findings: Sequence[Finding], frozen: set[str]) -> list[list[Finding]]:
    """Findings whose fixes touch the same files belong together."""
    groups: list[tuple[set[str], list[Finding]]] = []
    for finding in findings:
        assert finding.fix is not None
        files = {edit.path for edit in finding.fix.edits}
        if files & frozen:
            continue
        members = [finding]
        for group in [group for group in groups if group[0] & files]:
            groups.remove(group)
            files |= group[0]
            members = [*group[1], *members]
        groups.append((files, members))
    return [members for _, members in groups]


def _draft(group: list[Finding], mended: Mended, frozen: set[str], workspace: Workspace) -> _Draft | None:
    files = {edit.path for each in group if each.fix for edit in each.fix.edits}
    try:
        taken, edits = _plan_together(group, workspace.source)
        before = {cell: workspace.source(cell) for cell in sorted({(edit.path, edit.cell) for edit in edits})}
        after = {cell: _rewritten(source, edits, taken, workspace.source) for cell, source in before.items()}
        return _Draft(group, taken, edits, before, after, _whole(after, edits, workspace))
    except CannotRewrite:
        frozen.update(files)
    except RewriteRefused as error:
        frozen.update(files)
        mended.failures.append(_left_alone(error))
    except Exception as error:
        frozen.update(files)
        codes = ", ".join(dict.fromkeys(each.code for each in group))
        mended.failures.append(internal_error(min(files), f"carrying out the fix of {codes}, so that the file was left alone", error))
    return None


def _accept(drafts: Sequence[_Draft], before: Sequence[Finding], mended: Mended, frozen: set[str], recheck: Recheck) -> None:
    """Lint what the files would be; take over what turned out well, leave the rest alone for good."""
    after = recheck({**mended.texts, **{path: text for draft in drafts for path, text in draft.texts.items()}})
    refused = False
    for draft in drafts:
        try:
            _require_mended(draft, before, after)
        except RewriteRefused as error:
            refused = True
            frozen.update(draft.texts)
            mended.failures.append(_left_alone(error))
        except _Clash as clash:
            refused = True
            frozen.update(draft.texts)
            mended.notes.append("{} was left alone: its fixes would write into a dict that means something else too, {}".format(*clash.args))
        else:
            mended.texts.update(draft.texts)
            mended.fixed.extend(draft.gone(after))
    mended.left = recheck(mended.texts) if refused else after


def _left_alone(error: RewriteRefused) -> Failure:
    message = f"internal error: the file was left alone because its rewrite failed a check: {error.reason}. Please report it: {HOW_TO_REPORT}"
    return Failure(error.path, message, ("checking a rewrite", "RewriteRefused"))


def _plan_together(group: list[Finding], sources: SourceOf) -> tuple[list[Finding], tuple[Edit, ...]]:
    """The edits of as many of the findings as can be mended in one go, far-reaching fixes first, and of those alike the safe ones; the others wait for
    the next pass.

    Raises:
        CannotRewrite: not even one of them can.
    """
    try:
        return group, _joint_edits(group, sources)
    except CannotRewrite:
        taken: list[Finding] = []
        edits: tuple[Edit, ...] = ()
        for each in sorted(group, key=_reach):
            try:
                edits = _joint_edits([*taken, each], sources)
            except CannotRewrite:
                continue
            taken.append(each)
        if not taken:
            raise
        return taken, edits


def _reach(finding: Finding) -> tuple[int, bool]:
    """Sorts far-reaching fixes first, safe ones before unsafe ones."""
    return (-len(finding.fix.changes), finding.fix.safety is Safety.UNSAFE) if finding.fix else (0, False)


def _joint_edits(group: Sequence[Finding], sources: SourceOf) -> tuple[Edit, ...]:
    fixes = [each.fix for each in group if each.fix is not None]
    planned = _plan([change for fix in fixes for change in fix.changes], sources) if any(fix.changes for fix in fixes) else ()
    ready = [edit for fix in fixes if not fix.changes for edit in fix.edits]
    edits = sorted({*planned, *ready})
    for first, second in pairwise(edits):
        if (first.path, first.cell) == (second.path, second.cell) and second.span.start < first.span.end:
            raise CannotRewrite("two changes overlap in the text")
    return tuple(edits)


def _rewritten(source: Source, edits: Sequence[Edit], taken: Sequence[Finding], sources: SourceOf) -> Source:
    """A text rewritten and verified: nothing but what the changes say is different."""
    after = apply(source, edits)
    if source.text.strip() and not after.strip():
        raise CannotRewrite("nothing would be left of the file")
    fixes = [each.fix for each in taken if each.fix is not None]
    ready = [edit for fix in fixes if not fix.changes for edit in fix.edits]
    kind_of(source.path).verify(source, after, [change for fix in fixes for change in fix.changes], sources, ready)
    return replace(source, text=after)


def _whole(after: Mapping[Cell, Source], edits: Sequence[Edit], workspace: Workspace) -> dict[str, bytes]:
    """The new bytes of each file that a text changed in."""
    paths = dict.fromkeys(path for path, _ in after)
    return {
        path: workspace.rewritten(
            path,
            {number: text for (other, number), text in after.items() if other == path},
            [edit for edit in edits if edit.path == path],
        )
        for path in paths
    }


def _require_mended(draft: _Draft, before: Sequence[Finding], after: Sequence[Finding]) -> None:
    """The result, linted again, must be without the findings that were mended, and without any new error.

    Milder findings may come to light: a key that is moved to where it is read brings its value with it.
    """
    gone = draft.gone(after)
    for each in draft.taken:
        if each not in gone:
            raise RewriteRefused(each.place.path, f"{each.code} on {each.place.line} is still reported after its fix")
    known = {(each.code, draft.start_after(place)) for each in before for place in (each.place, *each.also)}
    for each in after:
        if each.place.path in draft.texts and each.severity is Severity.ERROR and (each.code, _start(each)) not in known:
            if draft.wrote(each.place):
                raise _Clash(each.place.path, f"{each.code} on {each.place.line}")
            raise RewriteRefused(each.place.path, f"the fix would bring about {each.code} on {each.place.line}: {each.message}")


def _start(finding: Finding) -> _Start:
    return cell_of(finding.place), finding.place.span.start
