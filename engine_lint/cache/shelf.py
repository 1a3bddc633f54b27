"""What the bytes of a tree's files showed: the contents of a file are looked at once, and then again when its state on disk is another one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from engine_lint.cache.pickling import pickled, unpickled
from engine_lint.cache.store import SETTLED_NS, content_digest, digest, write_whole

MAGIC = b"engine-lint shelf 1\n"
MAX_ROWS = 100_000
MAX_QUESTIONS = 300
ABSENT, FOLDER, UNREADABLE = b"absent", b"folder", b"unreadable"
State = tuple[int, int, int, int]
"""Times of change in nanoseconds, size, inode."""


class Row(NamedTuple):
    """One file or folder. ``scanned`` tells that ``shown`` is what its bytes show, None for nothing."""

    state: State
    digest: bytes
    scanned: bool = False
    shown: object = None


class Shelf:
    """Remembers rows by path between runs, and which names stand in which files.

    Args:
        path: where it lies.
        key: what tells it from others.
        started_ns: when the run began: what was changed right before is not remembered, since it may be changed again within one tick of the clock.
    """

    def __init__(self, path: str, key: bytes, started_ns: int) -> None:
        self._path, self._key, self._settled = path, key, started_ns - SETTLED_NS
        self._rows: dict[str, Row] = {}
        self._standing: dict[bytes, dict[str, tuple[bytes, tuple[str, ...]]]] = {}
        self._states: dict[str, State | None] = {}
        self._digests: dict[str, bytes] = {}
        self._at_rest: dict[str, bool] = {}
        self._asked: set[bytes] = set()
        self._changed = False
        try:
            with open(path, "rb") as file:
                kept = unpickled(file.read(), MAGIC)
        except OSError:
            kept = None
        if isinstance(kept, tuple) and len(kept) == 3 and kept[0] == key:
            _, rows, self._standing = kept
            self._rows = {each: Row(*row) for each, row in rows.items()}

    def scanned(self, path: str) -> Row | None:
        """What is known of a file whose bytes were looked at, as it is now; None for nothing. Its state is taken before it is read."""
        state, row = self._state(path), self._rows.get(path)
        if row is None or not row.scanned or row.state != state:
            return None
        self._digests[path] = row.digest
        return row

    def take(self, paths: Iterable[str], shown: Mapping[str, object], digests: Mapping[str, bytes]) -> None:
        """Remember what the bytes of some files showed that ``scanned`` did not know."""
        for path in paths:
            if path in digests:
                self._digests[path] = digests[path]
                self._remember(path, digests[path], scanned=True, shown=shown.get(path))

    def digest_of(self, path: str, *, folder: bool = False) -> bytes:
        """What tells the content of a file, or the names in a folder, from others; one of three words where there is no content."""
        place = f"{path}\0" if folder else path
        if place not in self._digests:
            row = self._rows.get(place)
            state = self._state(path)
            if row is not None and row.state == state:
                self._digests[place] = row.digest
            else:
                self._digests[place] = ABSENT if state is None else _digest(path, folder)
                self._remember(path, self._digests[place], place=place)
        return self._digests[place]

    def is_settled(self, path: str) -> bool:
        """Whether a file has not been changed since shortly before the run began; one that is not there, whether nothing was in its folder."""
        if path not in self._at_rest:
            state = _state_of(path)
            if state is None and os.path.dirname(path) != path:
                at_rest = self.is_settled(os.path.dirname(path))
            else:
                at_rest = state is None or max(state[:2]) <= self._settled
            self._at_rest[path] = at_rest and self._states.get(path, state) == state
        return self._at_rest[path]

    def standing(self, names: Sequence[str], paths: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
        """Which of some names stand in which of some files, and the files of which that is not known."""
        known = self._standing.get(self._question(names), {})
        found, unknown = {}, []
        for path in paths:
            kept = known.get(path)
            if kept is not None and kept[0] == self._digests.get(path):
                found[path] = kept[1]
            else:
                unknown.append(path)
        return found, unknown

    def take_standing(self, names: Sequence[str], found: Mapping[str, tuple[str, ...]]) -> None:
        """Remember which of some names stand in some files."""
        known = self._standing.setdefault(self._question(names), {})
        for path, there in found.items():
            if path in self._digests:
                known[path] = self._digests[path], there
                self._changed = True

    def save(self) -> None:
        """Write it, where anything is new."""
        if not self._changed:
            return
        rows = self._rows if len(self._rows) <= MAX_ROWS else {path: row for path, row in self._rows.items() if path.rstrip("\0") in self._states}
        others = [each for each in self._standing if each not in self._asked][-MAX_QUESTIONS:]
        kept = {each: self._standing[each] for each in (*others, *self._asked) if each in self._standing}
        write_whole(self._path, pickled((self._key, {path: tuple(row) for path, row in rows.items()}, kept), MAGIC))

    def _question(self, names: Sequence[str]) -> bytes:
        question = digest(os.fsencode("\0".join(sorted(names))))
        self._asked.add(question)
        return question

    def _state(self, path: str) -> State | None:
        if path not in self._states:
            self._states[path] = _state_of(path)
        return self._states[path]

    def _remember(self, path: str, content: bytes, *, place: str = "", scanned: bool = False, shown: object = None) -> None:
        state = self._states[path]
        if state is not None and max(state[:2]) <= self._settled:
            self._rows[place or path] = Row(state, content, scanned, shown)
            self._changed = True
        elif self._rows.pop(place or path, None) is not None:
            self._changed = True


def _state_of(path: str) -> State | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _digest(path: str, folder: bool) -> bytes:
    """The digest of a content; a word for a folder that is only asked about as a file."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return ABSENT
    if not folder and not stat.S_ISREG(mode):
        return FOLDER if stat.S_ISDIR(mode) else UNREADABLE
    found = content_digest(path, folder=folder)
    return found if any(found) else UNREADABLE
