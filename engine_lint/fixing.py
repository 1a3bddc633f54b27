"""The fix stage: which edits a finding's fix means, and carrying them out together, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.drafts import Clash, Draft, Start, drafted, plan, require_mended, start_of
from engine_lint.errors import CannotRewrite, RewriteRefused, UnreadableFile
from engine_lint.failures import HOW_TO_REPORT, internal_error
from engine_lint.model.finding import HELD_BACK, Finding, Safety
from engine_lint.model.outcome import Failure, Patch

if TYPE_CHECKING:
    from engine_lint.model.source import SourceOf
    from engine_lint.workspace import Workspace

PASSES = 6
"""A fix may bring another defect to light, which the next pass mends. Fixing ends after so many passes even if there were more."""

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
        edits = plan(fix.changes, sources)
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
    state = _Mending(Mended(left=findings), workspace, recheck, hidden)
    for _ in range(1 if only else PASSES):
        wanted = (each for each in state.mended.left if not only or each.fingerprint in only)
        if not state.carried_out([each for each in wanted if applicable(each, unsafe=unsafe)]):
            break
    return state.mended


@dataclass(slots=True)
class _Mending:
    """Carries out fixes, as many at a time as can be; what is refused is left out, and tried no more.

    ``frozen`` are files that are left alone for good, ``refused`` the rules and starts of findings whose fixes are.
    """

    mended: Mended
    workspace: Workspace
    recheck: Recheck
    hidden: Callable[[], Sequence[Finding]]
    frozen: set[str] = field(default_factory=set)
    refused: set[tuple[str, Start]] = field(default_factory=set)

    def carried_out(self, wanted: Sequence[Finding]) -> bool:
        """Carry out some fixes; whether there was anything to do."""
        now, before = self.workspace.with_overlay(self.mended.texts), [*self.mended.left, *self.hidden()]
        groups = _groups([each for each in wanted if (each.code, start_of(each)) not in self.refused], self.frozen)
        drafts, unsound = self._drafts(groups, now)
        if not drafts and not unsound:
            return False
        if drafts:
            unsound += self._accept(drafts, before)
        for group, error in unsound:
            self._apart(group, error)
        return True

    def _drafts(self, groups: Sequence[Sequence[Finding]], now: Workspace) -> tuple[list[Draft], list[_Unsound]]:
        """What can be made of groups, and those of which nothing sound came."""
        drafts: list[Draft] = []
        unsound: list[_Unsound] = []
        for group in groups:
            try:
                drafts.append(drafted(group, now))
            except CannotRewrite:
                self.frozen |= _files(group)
            except Exception as error:
                unsound.append((group, error))
        return drafts, unsound

    def _accept(self, drafts: Sequence[Draft], before: Sequence[Finding]) -> list[_Unsound]:
        """Lint what the files would be, and take over what turned out well; the rest."""
        after = self.recheck({**self.mended.texts, **{path: text for draft in drafts for path, text in draft.texts.items()}})
        unsound: list[_Unsound] = []
        for draft in drafts:
            try:
                require_mended(draft, before, after)
            except (RewriteRefused, Clash) as error:
                unsound.append((draft.taken, error))
            else:
                self._take(draft, after)
        self.mended.left = self.recheck(self.mended.texts) if unsound else after
        return unsound

    def _take(self, draft: Draft, after: Sequence[Finding]) -> None:
        self.mended.texts.update(draft.texts)
        self.mended.fixed.extend(draft.gone(after))
        self.refused = {(code, draft.moved(start)) for code, start in self.refused}

    def _apart(self, group: Sequence[Finding], error: Exception) -> None:
        """Of findings that cannot be mended together, mend those that can be without the others; tell of the others."""
        search = _Search(group, self.mended.texts, self.workspace.with_overlay(self.mended.texts), [*self.mended.left, *self.hidden()], self.recheck)
        search.add_halves(group, error)
        if search.best is None:
            self.frozen |= _files(group)
            self._tell(group, error, whole=True)
        else:
            self.refused |= {(each.code, start_of(each)) for each, _ in search.refused}
            self._take(*search.best)
            for each, reason in search.refused:
                self._tell([each], reason, whole=False)
        self.mended.left = self.recheck(self.mended.texts)

    def _tell(self, group: Sequence[Finding], error: Exception, *, whole: bool) -> None:
        """Say what was not made, and why: the fixes of a file as a ``whole``, or of one finding."""
        where = f"{group[0].code} on {group[0].place.line}"
        if isinstance(error, Clash):
            what = f"{error.path} was left alone: its fixes" if whole else f"{error.path}: the fix of {where} was left out: it"
            self.mended.notes.append(f"{what} would write into a dict that means something else too, {error.told}")
        elif isinstance(error, RewriteRefused):
            what = "the file was left alone" if whole else f"the fix of {where} was left out"
            self.mended.failures.append(_refused(error, what))
        else:
            what = ", ".join(dict.fromkeys(each.code for each in group)) if whole else where
            left = "the file was left alone" if whole else "it was left out"
            self.mended.failures.append(internal_error(min(_files(group)), f"carrying out the fix of {what}, so that {left}", error))


_Unsound = tuple[Sequence[Finding], Exception]
"""Findings that cannot be mended together, and why."""


@dataclass(slots=True)
class _Search:
    """Looks for as many findings of a group as can be mended together; all start from the same texts. ``best`` comes with the findings behind it."""

    group: Sequence[Finding]
    texts: Mapping[str, bytes]
    workspace: Workspace
    before: Sequence[Finding]
    recheck: Recheck
    best: tuple[Draft, Sequence[Finding]] | None = None
    refused: list[tuple[Finding, Exception]] = field(default_factory=list)

    def add_halves(self, part: Sequence[Finding], error: Exception) -> None:
        """Take in what can be of findings that cannot be taken in together."""
        if len(part) == 1:
            self.refused.append((part[0], error))
            return
        for half in (part[: len(part) // 2], part[len(part) // 2 :]):
            try:
                self.best = self._tried([*(self.best[0].taken if self.best else ()), *half])
            except Exception as reason:
                self.add_halves(half, reason)

    def _tried(self, findings: Sequence[Finding]) -> tuple[Draft, Sequence[Finding]]:
        draft = replace(drafted(findings, self.workspace), group=self.group)
        after = self.recheck({**self.texts, **draft.texts})
        require_mended(draft, self.before, after)
        return draft, after


def _files(group: Sequence[Finding]) -> set[str]:
    """The files that the fixes of some findings touch."""
    return {edit.path for each in group if each.fix for edit in each.fix.edits}


def _groups(findings: Sequence[Finding], frozen: set[str]) -> Sequence[Sequence[Finding]]:
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


def _refused(error: RewriteRefused, what: str) -> Failure:
    return Failure(
        error.path,
        f"internal error: {what} because its rewrite failed a check: {error.reason}. Please report it: {HOW_TO_REPORT}",
        ("checking a rewrite", "RewriteRefused"),
    )
