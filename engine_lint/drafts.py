"""What files would be when some findings are mended together, and whether that is what was meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotRewrite, RewriteRefused
from engine_lint.files.kinds import kind_of
from engine_lint.model.change import Change, Edit, place_of
from engine_lint.model.finding import Finding, Safety, Severity
from engine_lint.model.place import Cell, Place, Position, cell_of
from engine_lint.python.edits import apply
from engine_lint.report.hiding.hidden import spans_secret

if TYPE_CHECKING:
    from engine_lint.model.source import Source, SourceOf
    from engine_lint.workspace import Workspace

Start = tuple[Cell, Position]
"""The text in which a finding stands, and where it starts."""


class Clash(Exception):
    """What a fix writes is read by something else too, which must not have it: the file, and what would be reported there."""

    def __init__(self, path: str, told: str) -> None:
        super().__init__(path, told)
        self.path = path
        self.told = told


@dataclass(frozen=True, slots=True)
class Draft:
    """Findings that are mended together, and what the files would be then: ``texts`` by path. ``group`` includes those that had to wait."""

    group: Sequence[Finding]
    taken: Sequence[Finding]
    edits: tuple[Edit, ...]
    before: dict[Cell, Source]
    after: dict[Cell, Source]
    texts: dict[str, bytes]

    def gone(self, after: Sequence[Finding]) -> list[Finding]:
        """Those of the group that are mended, by their own change or by another's."""
        found = {(each.code, start_of(each)) for each in after}
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

    def start_after(self, place: Place) -> Start | None:
        """Where the start of a place lies in the new text, None where the place was written over as a whole."""
        if any(edit.span.covers(place.span) for edit in self.edits if (edit.path, edit.cell) == cell_of(place)):
            return None
        return self.moved((cell_of(place), place.span.start))

    def moved(self, start: Start) -> Start:
        """Where a position of the old text lies in the new one."""
        cell, position = start
        source = self.before.get(cell)
        if source is None:
            return start
        above = (edit for edit in self.edits if (edit.path, edit.cell) == cell and edit.span.start < position)
        grown = sum(len(edit.text) - len(source.at(edit.span)) for edit in above)
        return cell, self.after[cell].position(max(source.offset(position) + grown, 0))


def drafted(group: Sequence[Finding], workspace: Workspace) -> Draft:
    """What the files would be with as many of the findings mended as can be in one go.

    Raises:
        CannotRewrite: not even one of them can.
        RewriteRefused: the result is not what was meant.
    """
    taken, edits = _plan_together(group, workspace.source)
    before = {cell: workspace.source(cell) for cell in sorted({(edit.path, edit.cell) for edit in edits})}
    after = {cell: _rewritten(source, edits, taken, workspace.source) for cell, source in before.items()}
    return Draft(group, taken, edits, before, after, _whole(after, edits, workspace))


def plan(changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
    """The edits of some changes, those to each kind of file as that kind writes them."""
    kinds = dict.fromkeys(kind_of(place_of(change).path) for change in changes)
    edits = tuple(edit for kind in kinds for edit in kind.plan([each for each in changes if kind_of(place_of(each).path) is kind], sources))
    if any(spans_secret(edit, sources((edit.path, edit.cell))) for edit in edits):
        raise CannotRewrite("the change would have to rewrite text with a password in it")
    return edits


def _plan_together(group: Sequence[Finding], sources: SourceOf) -> tuple[Sequence[Finding], tuple[Edit, ...]]:
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
    planned = plan([change for fix in fixes for change in fix.changes], sources) if any(fix.changes for fix in fixes) else ()
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


def require_mended(draft: Draft, before: Sequence[Finding], after: Sequence[Finding]) -> None:
    """The result, linted again, must be without the findings that were mended, and without any new error.

    Milder findings may come to light: a key that is moved to where it is read brings its value with it.
    """
    gone = draft.gone(after)
    for each in draft.taken:
        if each not in gone:
            raise RewriteRefused(each.place.path, f"{each.code} on {each.place.line} is still reported after its fix")
    known = {(each.code, draft.start_after(place)) for each in before for place in (each.place, *each.also)}
    for each in after:
        if each.place.path in draft.texts and each.severity is Severity.ERROR and (each.code, start_of(each)) not in known:
            if draft.wrote(each.place):
                raise Clash(each.place.path, f"{each.code} on {each.place.line}")
            raise RewriteRefused(each.place.path, f"the fix would bring about {each.code} on {each.place.line}: {each.message}")


def start_of(finding: Finding) -> Start:
    """Where a finding starts."""
    return cell_of(finding.place), finding.place.span.start
