"""Which lines changed since a revision, and which findings concern them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from engine_lint.adoption.git import Repository, repository_of
from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.model.outcome import UNPARSABLE
from engine_lint.model.place import Place
from engine_lint.suppression import last_line

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding
    from engine_lint.workspace import Workspace

_HUNK = expression(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = expression(rb'\\([abfnrtv"\\]|[0-7]{3})')
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b'"': b'"', b"\\": b"\\"}


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one file that changed: ``lines`` are there now, in ``gaps`` something is gone behind that line; ``whole`` says that all are new."""

    lines: frozenset[int] = frozenset()
    gaps: frozenset[int] = frozenset()
    whole: bool = False

    def touch(self, first: int, last: int) -> bool:
        """Whether any of the lines from ``first`` to ``last`` changed, or something is gone between two of them."""
        return self.whole or any(first <= line <= last for line in self.lines) or any(first <= line < last for line in self.gaps)

    def __bool__(self) -> bool:
        return self.whole or bool(self.lines or self.gaps)


@dataclass(slots=True)
class Changes:
    """What changed in work trees since the history of ``revision`` and the one of HEAD parted; what is not committed counts."""

    revision: str
    _repositories: dict[str, Repository] = field(default_factory=dict)
    _changed: dict[str, dict[str, Lines]] = field(default_factory=dict)

    def require(self, paths: Sequence[str]) -> None:
        """Hold that the revision is known wherever some paths lie, so that mistakes show without a finding.

        Raises:
            UsageError: a path lies in no repository, or its repository does not know the revision.
        """
        for path in paths:
            if os.path.exists(path):
                self._of_repository(self._repository(path if os.path.isdir(path) else os.path.dirname(path)))

    def concern(self, finding: Finding, workspace: Workspace) -> bool:
        """Whether a line changed on which a finding, a place that belongs to it, or what its fix would replace stands. A file that cannot be read counts.

        Raises:
            UsageError: a place lies in no repository, or git fails.
        """
        replaced = (Place(each.path, each.span, each.cell) for each in (finding.fix.edits if finding.fix else ()) if each.span.start < each.span.end)
        places = (finding.place, *finding.also, *(each.place for each in finding.related), *replaced)
        return finding.code == UNPARSABLE or any(self._touch(workspace.shown(place), workspace) for place in places)

    def _touch(self, place: Place, workspace: Workspace) -> bool:
        """Lines of a notebook's cells are none of its file, so that any change of it counts."""
        lines = self._lines(place.path, workspace)
        return bool(lines) if place.cell else lines.touch(place.span.start.line, last_line(place))

    def _lines(self, path: str, workspace: Workspace) -> Lines:
        on_disk = self._on_disk(os.path.realpath(path)) if os.path.exists(path) else Lines(whole=True)
        text = workspace.overlay.get(path)
        if text is None or on_disk.whole:
            return on_disk
        with open(path, "rb") as file:
            return carried(on_disk, file.read(), text)

    def _on_disk(self, path: str) -> Lines:
        repository = self._repository(os.path.dirname(path))
        changed = self._of_repository(repository)
        within = os.path.relpath(path, repository.top).replace(os.sep, "/")
        if within not in changed:
            changed[within] = Lines(whole=within not in repository.tracked([within]))
        return changed[within]

    def _repository(self, folder: str) -> Repository:
        if folder not in self._repositories:
            self._repositories[folder] = repository_of(folder)
        return self._repositories[folder]

    def _of_repository(self, repository: Repository) -> dict[str, Lines]:
        if repository.top not in self._changed:
            self._changed[repository.top] = changed_lines(repository.patch(repository.commit(self.revision)))
        return self._changed[repository.top]


def changed_lines(patch: bytes) -> dict[str, Lines]:
    """The files of a patch without context, and their lines that changed, numbered as they are after it."""
    found: dict[str, tuple[set[int], set[int]]] = {}
    path = ""
    rest = iter(patch.split(b"\n"))
    for line in rest:
        if line.startswith(b"+++ "):
            path = _path(line[4:])
        elif match := _HUNK.match(line):
            gone, start, come = int(match[1] or 1), int(match[2]), int(match[3] or 1)
            lines, gaps = found.setdefault(path, (set(), set()))
            lines.update(range(start, start + come))
            gaps.update(() if come else (start,))
            for _ in range(gone + come):
                next(rest, None)
    return {path: Lines(frozenset(lines), frozenset(gaps)) for path, (lines, gaps) in found.items() if path}


def _path(written: bytes) -> str:
    """The path behind ``b/``, unquoted; empty for a file that is gone."""
    written = written.removesuffix(b"\r").removesuffix(b"\t")
    if written.startswith(b'"'):
        written = _ESCAPE.sub(lambda match: _ESCAPED.get(match[1]) or bytes([int(match[1], 8)]), written.strip(b'"'))
    return os.fsdecode(written[2:]) if written.startswith(b"b/") else ""


def carried(changed: Lines, before: bytes, after: bytes) -> Lines:
    """Lines that changed, as they are numbered in another text of the file; what differs between the two has changed too."""
    from difflib import SequenceMatcher

    lines: set[int] = set()
    gaps: set[int] = set()
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before.split(b"\n"), after.split(b"\n"), autojunk=False).get_opcodes():
        if tag == "equal":
            lines.update(line - start + new_start for line in changed.lines if start < line <= end)
            gaps.update(line - start + new_start for line in changed.gaps if start < line <= end)
        elif tag == "delete":
            gaps.add(new_start)
        else:
            lines.update(range(new_start + 1, new_end + 1))
    return Lines(frozenset(lines), frozenset(gaps))
