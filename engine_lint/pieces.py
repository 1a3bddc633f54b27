"""Files are checked a few at a time, in this process or in others; what earlier runs know of need not be checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine_lint.cache.witnesses import apart, begin_elsewhere, current, were_read
from engine_lint.outcomes import Checked, Done
from engine_lint.spreading import Workers, cut, rare_collection

if TYPE_CHECKING:
    from engine_lint.cache.memory import Memory, Seen
    from engine_lint.discovery import File
    from engine_lint.pipeline import Request
    from engine_lint.recalling import Recall
    from engine_lint.workspace import Workspace

CHECKED_AT_ONCE = 16
"""So many files are checked with one memory of the modules around them."""


class _Piece(NamedTuple):
    """Files that are checked one behind the other, with what was read for one at hand for the next. ``run`` tells runs apart."""

    files: tuple[File, ...]
    request: Request
    run: bytes
    witnessed: bool = False
    """Whether what is asked of the disk is told too."""


_AT_HAND: dict[bytes, Workspace] = {}
"""By run, its workspace: what a process that works for it knows of it. One that began as a copy of the process that runs it knows all."""


def all_checked(
    files: Sequence[File],
    workspace: Workspace,
    request: Request,
    workers: Workers,
    progress: Callable[[int, int], None] | None,
    memory: Memory | None = None,
) -> list[Checked]:
    """All files, in order; only those that show something are looked into, a few at a time: no more than these few are kept in memory."""
    quiet = workspace.quiet(files)
    run = os.urandom(16)
    loud = [file for file in files if file.path not in quiet]
    loud = [file for file in loud if not (file.by_name and _holds_nothing(file, workspace))]
    recall = _recall(memory, request, workspace) if loud else None
    known = recall.known(loud) if recall else {}
    loud = [file for file in loud if file.path not in known]
    pieces = [_Piece(tuple(part), request, run, current() is not None) for part in _parts(loud, workspace)]
    _AT_HAND[run] = workspace
    try:
        workers.restart()
        results = []
        for done in workers.map(_check_piece, pieces):
            results.append(done)
            if progress:
                progress(len(results), len(pieces))
    finally:
        del _AT_HAND[run]
    for done in results:
        workspace.note_remarks(done.remarks)
        were_read(done.files, {}, done.folders)
    if recall:
        recall.keep(loud, results)
    by_path = {**known, **{each.path: each for done in results for each in done.checked}}
    return [by_path.get(file.path) or Checked(file.path) for file in files]


def _parts(files: Sequence[File], workspace: Workspace) -> list[Sequence[File]]:
    """A few files at a time, of one project each, since others share no modules; projects with most files first, so that nobody waits for one at the end."""
    by_project: dict[str, list[File]] = {}
    for file in files:
        by_project.setdefault(workspace.root(file.path), []).append(file)
    return [part for own in sorted(by_project.values(), key=len, reverse=True) for part in cut(own, CHECKED_AT_ONCE)]


def _holds_nothing(file: File, workspace: Workspace) -> bool:
    """Whether a file that was named plainly holds nothing, and nothing broken, so that no more need be loaded for it."""
    from engine_lint.pipeline import holds_nothing

    try:
        return holds_nothing(file, workspace.read(file.path), workspace)
    except Exception:
        return False  # It is told of where the file is checked.


def _check_piece(piece: _Piece) -> Done:
    """Check a few files. A process that knows nothing of the run finds its files for itself."""
    seen = begin_elsewhere() if piece.witnessed else None
    workspace = _AT_HAND.get(piece.run)
    if workspace is None:
        _AT_HAND.clear()
        from engine_lint.pipeline import opened

        workspace = _AT_HAND[piece.run] = opened(piece.request)[1]
    with rare_collection() as collect:
        collect()
        own = workspace.apart()
        checked, seen_by_file = _check_files(piece, own)
        remarks = own.remarks
    done = Done(checked, remarks, seen=seen_by_file)
    return done._replace(files=frozenset(seen.files), folders=frozenset(seen.folders)) if seen else done


def _check_files(piece: _Piece, workspace: Workspace) -> tuple[list[Checked], tuple[Seen, ...]]:
    """Check the files of a piece; what the result of each depends on, where somebody wants to know."""
    from engine_lint.pipeline import check

    if not piece.witnessed:
        return [check(file, workspace, piece.request) for file in piece.files], ()
    from engine_lint.cache.memory import together
    from engine_lint.recalling import depends_on

    checked, parts = [], []
    with apart():
        for file in piece.files:
            with apart() as noted:
                checked.append(check(file, workspace, piece.request))
            parts.append(depends_on(noted, workspace))
    return checked, tuple(together(parts))


def _recall(memory: Memory | None, request: Request, workspace: Workspace) -> Recall | None:
    """What looks for results of earlier runs, None where there is no memory of them."""
    if memory is None:
        return None
    from engine_lint.recalling import recalling

    return recalling(memory, request.lookup, workspace, ignores=request.ignores)
