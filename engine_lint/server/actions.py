"""What the editor offers to do: mend a finding, silence it, mend all that is safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lsprotocol import types

from engine_lint.dataclass import dataclass
from engine_lint.model.finding import Safety
from engine_lint.model.place import Cell
from engine_lint.server.documents import Document
from engine_lint.server.jobs import Buffers, Edits, Mend, Problem, Silence
from engine_lint.server.screen import diagnostic
from engine_lint.server.uris import uri_of

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.engine-lint"
REASON = "TODO: say why"
"""What stands behind a comment that silences a finding, for somebody to write over."""
KINDS: tuple[str, ...] = (types.CodeActionKind.QuickFix.value, FIX_ALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which actions an editor asks for: those on the lines of a range of a document, of some kinds, where it names any."""

    cell: Cell
    range: types.Range
    only: Sequence[str] | None

    def wants(self, kind: str) -> bool:
        """Whether a kind, or one that it belongs to, is asked for."""
        return self.only is None or any(kind == each or kind.startswith(f"{each}.") for each in self.only)

    def touches(self, problem: Problem) -> bool:
        """Whether a problem stands on one of the lines that actions are asked for."""
        here, there = self.range, problem.spot.range
        return (problem.spot.path, problem.spot.cell) == self.cell and there.start.line <= here.end.line and here.start.line <= there.end.line


def offered(asked: Asked, problems: Sequence[Problem], documents: Mapping[Cell, Document]) -> Iterator[types.CodeAction]:
    """The actions, what they do left to be worked out. The safe fixes come first."""
    near = sorted((each for each in problems if asked.touches(each)), key=lambda each: each.safety is not Safety.SAFE)
    if asked.wants(types.CodeActionKind.QuickFix.value):
        yield from (_mending(each, documents) for each in near if each.safety is not None)
        yield from (_silencing(each, documents) for each in near if each.silenceable)
    if asked.wants(FIX_ALL) and any(each.safety is Safety.SAFE for each in problems):
        yield types.CodeAction("Mend all that engine-lint can mend safely", kind=FIX_ALL, data={"do": "all", "path": asked.cell[0]})


def _mending(problem: Problem, documents: Mapping[Cell, Document]) -> types.CodeAction:
    safe = problem.safety is Safety.SAFE
    doubt = "" if safe else f" (unsafe: {problem.reason.removeprefix('unsafe because ')})" if problem.reason else " (unsafe)"
    return types.CodeAction(
        f"{problem.title}{doubt}",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(problem, documents)],
        is_preferred=True if safe else None,
        data={"do": "mend", "path": problem.spot.path, "finding": problem.fingerprint},
    )


def _silencing(problem: Problem, documents: Mapping[Cell, Document]) -> types.CodeAction:
    return types.CodeAction(
        f"Silence {problem.code} here with a comment that says why",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(problem, documents)],
        data={"do": "silence", "path": problem.spot.path, "finding": problem.fingerprint},
    )


def job_of(data: Any, buffers: Buffers) -> Mend | Silence | None:
    """The job that works out what an action does, None for what is no action of ours."""
    match data:
        case {"do": "all", "path": str(path)}:
            return Mend(path, buffers)
        case {"do": "mend", "path": str(path), "finding": str(finding)} if finding:
            return Mend(path, buffers, frozenset({finding}))
        case {"do": "silence", "path": str(path), "finding": str(finding)} if finding:
            return Silence(path, buffers, finding, REASON)
    return None


def workspace_edit(edits: Edits, documents: Mapping[Cell, Document], *, versioned: bool) -> types.WorkspaceEdit:
    """Edits as the protocol words them.

    Args:
        edits: what to change.
        documents: what was open, with the versions that the edits are for.
        versioned: whether the editor takes versions.
    """
    by_uri = {documents[cell].uri if cell in documents else uri_of(cell[0]): (cell, changes) for cell, changes in edits.changes.items()}
    if not versioned:
        return types.WorkspaceEdit(changes={uri: list(changes) for uri, (_, changes) in by_uri.items()})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, documents[cell].version if cell in documents else None), list(changes))
            for uri, (cell, changes) in by_uri.items()
        ]
    )
