"""What runs found out about single files, for later runs over the same and other files.

What was found in a file holds as long as all that was asked for it says the same: files, the names in folders, and what the project as a whole
answered to questions.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from engine_lint.cache.pickling import pickled, unpickled
from engine_lint.cache.shelf import Shelf
from engine_lint.cache.store import digest, make_room, used, write_whole
from engine_lint.cache.witnesses import Question

MAGIC = b"engine-lint file 1\n"
MAX_WITNESSES = 20_000
"""What depends on more than this is not remembered."""
Answer = Callable[[Question], object]


class Seen(NamedTuple):
    """What the result for a file depends on, and the sentences that were said aloud for it."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    questions: frozenset[Question] = frozenset()
    remarks: tuple[str, ...] = ()


class Memory:
    """Remembers results by file.

    Args:
        folder: where they lie.
        program: what tells this program from others, other versions of it above all.
        cwd: the working directory, to which what is known of bytes belongs.
    """

    def __init__(self, folder: str, program: bytes, cwd: str) -> None:
        started = time.time_ns()
        self._folder, self._program = folder, program
        name = digest(b"\0".join((program, os.fsencode(cwd)))).hex()
        self.shelf = Shelf(os.path.join(folder, f"{name}.shelf"), program, started)
        self._answers: dict[Question, object] = {}
        self._wrote = False

    def recall(self, key: str, answer: Answer) -> tuple[Any, tuple[str, ...]] | None:
        """The result that is remembered under a key, with its sentences; None where there is none that holds.

        Args:
            key: what tells the result from others: the file, and all that the command line says of it.
            answer: asks the project as a whole.
        """
        path = self._path(key)
        try:
            with open(path, "rb") as file:
                kept = unpickled(file.read(), MAGIC)
        except OSError:
            return None
        if not isinstance(kept, tuple) or len(kept) != 7 or kept[0] != self._name(key):
            return None
        _, files, folders, answers, result, remarks, _ = kept
        if not self._hold(files, folders, answers, answer):
            return None
        used(path)
        return result, remarks

    def keep(self, key: str, result: object, seen: Seen, answer: Answer) -> None:
        """Remember a result under a key, unless something that it depends on was changed while it was worked out."""
        if len(seen.files) + len(seen.folders) > MAX_WITNESSES or not all(map(self.shelf.is_settled, (*seen.files, *seen.folders))):
            return
        files = {path: self.shelf.digest_of(path) for path in seen.files}
        folders = {path: self.shelf.digest_of(path, folder=True) for path in seen.folders}
        answers = {question: self._answer(question, answer) for question in seen.questions}
        self._wrote |= write_whole(self._path(key), pickled((self._name(key), files, folders, answers, result, seen.remarks, key), MAGIC))

    def close(self) -> None:
        """Write what is known of bytes, and make room."""
        self.shelf.save()
        if self._wrote:
            make_room(self._folder)

    def _hold(self, files: dict[str, bytes], folders: dict[str, bytes], answers: dict[Question, object], answer: Answer) -> bool:
        digest_of = self.shelf.digest_of
        return (
            all(digest_of(path) == known for path, known in files.items())
            and all(digest_of(path, folder=True) == known for path, known in folders.items())
            and all(self._answer(question, answer) == known for question, known in answers.items())
        )

    def _answer(self, question: Question, answer: Answer) -> object:
        if question not in self._answers:
            self._answers[question] = answer(question)
        return self._answers[question]

    def _name(self, key: str) -> bytes:
        return digest(b"\0".join((self._program, os.fsencode(key))))

    def _path(self, key: str) -> str:
        return os.path.join(self._folder, f"{self._name(key).hex()}.file")


def together(parts: Iterable[Seen]) -> Sequence[Seen]:
    """What results depend on that were worked out one behind the other with one memory: each on all that was asked for before."""
    found: list[Seen] = []
    files, folders, questions = set[str](), set[str](), set[Question]()
    for each in parts:
        files |= each.files
        folders |= each.folders
        questions |= each.questions
        found.append(Seen(frozenset(files), frozenset(folders), frozenset(questions), each.remarks))
    return found
