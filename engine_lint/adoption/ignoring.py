"""``--add-ignore``: suppression comments for all findings that are shown, checked by judging the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine_lint.adoption.comments import Needed, comment_on
from engine_lint.files.kinds import kind_of
from engine_lint.fixing import Mended, Recheck
from engine_lint.merging import TWINS
from engine_lint.model.outcome import UNPARSABLE
from engine_lint.model.place import Cell, cell_of
from engine_lint.python.edits import apply
from engine_lint.suppression import UNUSED

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding
    from engine_lint.workspace import Workspace

PASSES = 8
"""Silencing one place of a defect may bring another place of it to light, which the next pass silences."""
_BEYOND = frozenset({UNPARSABLE, UNUSED})
"""What no comment silences: a file that cannot be read, and a comment itself."""


def silence(
    findings: Sequence[Finding], workspace: Workspace, recheck: Recheck, covers: Callable[[str], bool], reason: str, only: frozenset[str] = frozenset()
) -> Mended:
    """Write comments that silence findings, in memory.

    Args:
        findings: those that are shown.
        workspace: the files as they are.
        recheck: the findings that are shown when some files have other bytes.
        covers: whether a file may be written to.
        reason: what is written behind the codes; may be empty.
        only: the fingerprints of those that are silenced, and nothing that comes to light; all of them where it is empty.
    """
    mended = Mended(left=findings)
    impossible: dict[Needed, None] = {}
    frozen: set[str] = set()
    for _ in range(1 if only else PASSES):
        wanted = [each for each in mended.left if not only or each.fingerprint in only]
        now = workspace.with_overlay(mended.texts)
        texts: dict[str, bytes] = {}
        for path, needs in _by_file(wanted, frozen, covers).items():
            changed, left = _commented(path, needs, now, reason)
            impossible.update(dict.fromkeys(left))
            if changed is not None:
                texts[path] = changed
        if not texts:
            break
        _take(texts, mended, frozen, recheck)
    mended.fixed = _gone(findings, mended.left)
    mended.notes = [*_notes(impossible, mended.left, workspace), *_outside(mended.left, covers)]
    return mended


def _by_file(findings: Iterable[Finding], frozen: set[str], covers: Callable[[str], bool]) -> dict[str, list[Needed]]:
    """What is to be silenced, by file: at the places of findings, and at those at which the same is found."""
    needs: dict[str, dict[Needed, None]] = {}
    for each in findings:
        if each.code in _BEYOND:
            continue
        for place in (each.place, *(other.place for other in each.related if other.label in TWINS)):
            if place.path not in frozen and covers(place.path):
                needs.setdefault(place.path, {})[Needed(each.code, place)] = None
    return {path: list(mine) for path, mine in sorted(needs.items())}


def _commented(path: str, needs: Sequence[Needed], workspace: Workspace, reason: str) -> tuple[bytes | None, list[Needed]]:
    """A file with comments in it, None where none can be added, and what cannot be silenced by one."""
    kind = kind_of(path)
    by_cell: dict[Cell, list[Needed]] = {}
    for need in needs:
        by_cell.setdefault(cell_of(need.place), []).append(need)
    sources = {cell: workspace.source(cell) for cell in by_cell}
    done = [comment_on(sources[cell], kind, mine, reason) for cell, mine in by_cell.items()]
    edits = sorted(edit for each in done for edit in each.edits)
    left = [need for each in done for need in each.impossible]
    if not edits:
        return None, left
    after = {cell: replace(source, text=apply(source, edits)) for cell, source in sources.items()}
    try:
        return workspace.rewritten(path, {cell[1]: text for cell, text in after.items() if text.text != sources[cell].text}, edits), left
    except UnicodeEncodeError:
        return None, list(needs)


def _take(texts: dict[str, bytes], mended: Mended, frozen: set[str], recheck: Recheck) -> None:
    """Judge what the files would be; take over those in which less is shown, and no comment that silences nothing."""
    before, old = mended.left, dict(mended.texts)
    mended.texts = {**old, **texts}
    mended.left = recheck(mended.texts)
    refused = {path for path in texts if not _is_better(path, before, mended.left)}
    if refused:
        frozen.update(refused)
        mended.texts = {**old, **{path: text for path, text in texts.items() if path not in refused}}
        mended.left = recheck(mended.texts)


def _is_better(path: str, before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    def count(findings: Sequence[Finding], *, beyond: bool) -> int:
        return sum(each.place.path == path and (each.code in _BEYOND) is beyond for each in findings)

    return count(after, beyond=False) <= count(before, beyond=False) and count(after, beyond=True) <= count(before, beyond=True)


def _gone(before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """The findings that are silent now."""
    left = Counter((each.place.path, each.code, each.content) for each in after)
    gone = []
    for each in reversed(before):
        key = (each.place.path, each.code, each.content)
        if left[key]:
            left[key] -= 1
        else:
            gone.append(each)
    return gone[::-1]


def _notes(impossible: Iterable[Needed], left: Sequence[Finding], workspace: Workspace) -> Iterator[str]:
    for need in impossible:
        if any((each.code, each.place) == (need.code, need.place) for each in left):
            place = workspace.shown(need.place)
            yield f"{place.path}:{place.span.start.line}: no comment can stand here that silences {need.code}; `per-file-ignores` or a baseline can"


def _outside(left: Sequence[Finding], covers: Callable[[str], bool]) -> Iterator[str]:
    for path in sorted({each.place.path for each in left if not covers(each.place.path)}):
        yield f"{path} lies outside the given paths, so no comment was written into it"
