"""What a run asks the disk for, so that a later one can tell whether anything of it has changed.

Python itself tells of every file that is opened and every folder that is listed. Only whether a file is there has to be noted by who asks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from typing import Generic, TypeVar

from engine_lint.dataclass import dataclass

_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
"""The program's own files, which the key of a run tells of."""
_LIBRARY = os.path.dirname(os.__file__) + os.sep
_INSTALLED = f"{os.sep}site-packages{os.sep}"

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Question = tuple[str, str]
"""What was asked of a project as a whole: a word for the kind of question, and what it was about."""


@dataclass(slots=True)
class Witnesses:
    """``files`` were read, or looked for in vain; ``folders`` were listed. ``digests`` are those of contents, by file, as far as they are known.

    ``questions`` were put to a project as a whole, ``remarks`` are sentences that were said aloud on the way.
    """

    process: int
    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    digests: dict[str, bytes] = field(default_factory=dict)
    above: dict[str, bytes] = field(default_factory=dict)
    """The folders above, with a slash behind, and the digests of what they told when the run began."""
    questions: set[Question] = field(default_factory=set)
    remarks: set[str] = field(default_factory=set)
    whole: bool = False
    """Whether it is about a question to a project as a whole."""

    def add(self, other: Witnesses) -> None:
        """Take over what was asked for elsewhere."""
        self.files |= other.files
        self.folders |= other.folders
        self.digests |= other.digests
        self.questions |= other.questions
        self.remarks |= other.remarks


_now: list[Witnesses] = []
"""What is asked for in the whole run, and above it what is asked for in parts of it that are looked at on their own."""
_hooked: list[bool] = []
_cache: list[str] = []


def begin(cache: str = "") -> Witnesses:
    """Start to remember what is asked for, until ``end``.

    Args:
        cache: the absolute folder of the cache, of which nothing counts.
    """
    _cache[:] = [cache.rstrip(os.sep) + os.sep] if cache else []
    if not _hooked:
        sys.addaudithook(_heard)
        _hooked.append(True)
    _now[:] = [Witnesses(os.getpid())]
    return _now[0]


def end() -> None:
    """Remember nothing any more."""
    _now.clear()


def current() -> Witnesses | None:
    """What has been asked for so far; None where nobody wants to know."""
    return _now[0] if _now else None


def begin_elsewhere() -> Witnesses | None:
    """In another process than the one that began: start anew, for what is sent back. None in the same one."""
    return None if _now and _now[0].process == os.getpid() else begin(*_cache)


@contextmanager
def apart(*, whole: bool = False) -> Iterator[Witnesses]:
    """Note what a part of a run asks for on its own; behind it, it counts for what is around it as well.

    Args:
        whole: it counts for the whole run only, since what is around it notes the question in its place.
    """
    seen = Witnesses(os.getpid(), whole=whole)
    if not _now:
        yield seen
        return
    _now.append(seen)
    try:
        yield seen
    finally:
        _now.pop()
        if whole:
            seen.questions, seen.remarks = set(), set()
        _now[0 if whole else -1].add(seen)


def answered(question: Question, work: Callable[[], Value]) -> Value:
    """The answer to a question about a project as a whole: who asks depends on it, and not on what is looked at for it."""
    if len(_now) < 2:
        return work()
    with apart(whole=True):
        answer = work()
    if not _now[-1].whole:
        _now[-1].questions.add(question)
    return answer


class Memo(Generic[Key, Value]):
    """Remembers values with all that was asked for them: who is given one depends on that too.

    ``deep`` tells that values are worked out with what was read before in the same part of the run, so that they depend on that as well.
    """

    __slots__ = ("_deep", "_kept")

    def __init__(self, *, deep: bool = False) -> None:
        self._deep = deep
        self._kept: dict[Key, tuple[Value, Witnesses]] = {}

    def get(self, key: Key, work: Callable[[], Value]) -> Value:
        """The value of a key, worked out where it is not known."""
        if key not in self._kept:
            with apart() as seen:
                value = work()
            for around in _now[1:] if self._deep else ():
                seen.add(around)
            self._kept[key] = value, seen
            return value
        value, seen = self._kept[key]
        if _now:
            _now[-1].add(seen)
        return value

    def values(self) -> list[Value]:
        """All values so far, for what is no matter of single files."""
        return [value for value, _ in self._kept.values()]


def remarked(sentences: Iterable[str]) -> None:
    """Note what is said aloud."""
    if _now:
        _now[-1].remarks.update(sentences)


def in_question() -> bool:
    """Whether what is asked for now is asked to answer a question about a project as a whole, so that nobody else depends on it."""
    return bool(_now) and _now[-1].whole


def looked_for(path: str) -> str:
    """Note that it matters whether a file is there; the path again."""
    if _now:
        _now[-1].files.add(path)
    return path


def were_read(paths: Iterable[str], digests: Mapping[str, bytes], folders: Iterable[str] = ()) -> None:
    """Note what other processes read and listed."""
    if _now:
        _now[0].files.update(paths)
        _now[0].folders.update(folders)
        _now[0].digests.update(digests)


def _heard(event: str, arguments: tuple[object, ...]) -> None:
    """Called by Python for everything of note; it cannot be taken back, so that it has to be quick."""
    if not _now or event not in ("open", "os.scandir", "os.listdir"):
        return
    path = arguments[0]
    if isinstance(path, os.PathLike):
        path = os.fspath(path)
    if isinstance(path, str) and os.path.isabs(path) and not path.endswith(".pyc") and not _is_own(path):
        (_now[-1].files if event == "open" else _now[-1].folders).add(path)


def _is_own(path: str) -> bool:
    """Whether a path belongs to the program, to its cache, or to Python's own library, which is looked at for imports."""
    return path.startswith((_OWN, *_cache)) or (path.startswith(_LIBRARY) and _INSTALLED not in path)
