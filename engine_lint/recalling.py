"""Results for single files that earlier runs worked out, and what they depend on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from engine_lint.cache.memory import Seen
from engine_lint.dataclass import dataclass
from engine_lint.questions import answer

if TYPE_CHECKING:
    from engine_lint.cache.memory import Memory
    from engine_lint.cache.witnesses import Question, Witnesses
    from engine_lint.discovery import File
    from engine_lint.outcomes import Checked, Done
    from engine_lint.settings import Lookup
    from engine_lint.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Recall:
    """Looks for results of files, and remembers new ones.

    ``asked`` is what a run says of all files, as text: settings on the command line, and the like.
    """

    memory: Memory
    workspace: Workspace
    lookup: Lookup
    asked: str

    def known(self, files: Iterable[File]) -> Mapping[str, Checked]:
        """Those of some files whose results are remembered and still hold."""
        found: dict[str, Checked] = {}
        for file in files:
            kept = next(filter(None, (self.memory.recall(key, self._answer) for key in self._keys(file))), None)
            if kept is not None:
                found[file.path], remarks = kept
                self.workspace.note_remarks(remarks)
        return found

    def keep(self, files: Sequence[File], results: Sequence[Done]) -> None:
        """Remember the results of some files, in their order; not what went wrong in a way of our own."""
        each = ((checked, seen) for done in results for checked, seen in zip(done.checked, done.seen, strict=True))
        for file, (checked, seen) in zip(files, each, strict=True):
            if not checked.failures:
                self.memory.keep(self._keys(file)[not checked.sites], checked, seen, self._answer)

    def _keys(self, file: File) -> tuple[str, str]:
        """The keys of a file's result: where it holds a site, and where it does not, so that it matters whether it was named itself."""
        return f"{file.path}\0{self.asked}", f"{file.path}\0{file.by_name}\0{self.asked}"

    def _answer(self, question: Question) -> object:
        return answer(question, self.workspace, self.lookup, self.memory)


def recalling(memory: Memory, lookup: Lookup, workspace: Workspace, *, ignores: bool) -> Recall:
    """What looks for results in a run.

    Args:
        memory: where they lie.
        lookup: the settings.
        workspace: the projects.
        ignores: whether suppression comments count.
    """
    told = (lookup.cwd, sorted(lookup.overrides.items()), lookup.config, lookup.isolated, ignores, os.path.expanduser("~"))
    return Recall(memory, workspace, lookup, repr(told))


def depends_on(noted: Witnesses, workspace: Workspace) -> Seen:
    """What the result for a file depends on: all that was asked for, and what the index of a project, if it was asked, was made from.

    What an index tells of words and names is asked as a question; where it was made from all files as a whole, so is that.
    """
    files, questions = set(noted.files), set(noted.questions)
    for kind, root in noted.questions:
        if kind == "index":
            read = workspace.read_for_index(root)
            if read.issuperset(workspace.modules(root)):
                questions.add(("modules", root))
            else:
                files |= read
    return Seen(frozenset(files), frozenset(noted.folders), frozenset(questions), tuple(sorted(noted.remarks)))
