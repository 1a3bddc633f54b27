"""One remembered run on disk: what it said, and the state of all that it asked for.

Nothing is imported here that Python has not imported by itself: reading an entry is what a run does of which nothing has changed.
"""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Sequence

MAGIC = b"engine-lint run 1\n"
STATES = 4
"""How many numbers make the state of a file: times of change in nanoseconds, size, inode; all -1 for one that is not there."""
DIGEST = 16
UNKNOWN = bytes(DIGEST)
_ABSENT = (-1, -1, -1, -1)


class Entry:
    """What a run said and saw.

    Args:
        key: what tells the run from others.
        code: its exit code.
        out: what it wrote to standard output.
        err: what it wrote to standard error.
        files: the files that it read or looked for.
        folders: those that it listed.
        states: the states of all these, one behind the other.
        digests: of their contents, ``UNKNOWN`` where it was not worked out.
    """

    __slots__ = ("code", "digests", "err", "files", "folders", "key", "out", "states")

    def __init__(self, key: bytes, code: int, out: bytes, err: bytes, files: Sequence[str], folders: Sequence[str], states: array[int], digests: bytes) -> None:
        self.key, self.code, self.out, self.err = key, code, out, err
        self.files, self.folders, self.states, self.digests = files, folders, states, digests

    def encoded(self) -> bytes:
        """As bytes, with a checksum in front."""
        paths = [b"\0".join(map(os.fsencode, each)) for each in (self.files, self.folders)]
        parts = (self.key, b"%d" % self.code, self.out, self.err, *paths, self.states.tobytes(), self.digests)
        body = b"".join(len(part).to_bytes(8, "little") + part for part in parts)
        return MAGIC + zlib.crc32(body).to_bytes(4, "little") + body


def decoded(data: bytes) -> Entry | None:
    """An entry from its bytes; None where they are damaged, or something else."""
    start = len(MAGIC) + 4
    if data[: len(MAGIC)] != MAGIC or zlib.crc32(data[start:]) != int.from_bytes(data[len(MAGIC) : start], "little"):
        return None
    parts = []
    while start < len(data):
        size = int.from_bytes(data[start : start + 8], "little")
        parts.append(data[start + 8 : start + 8 + size])
        start += 8 + size
    if len(parts) != 8:
        return None
    key, code, out, err, files, folders, numbers, digests = parts
    states = array("q")
    states.frombytes(numbers)
    return Entry(key, int(code), out, err, _paths(files), _paths(folders), states, digests)


def _paths(data: bytes) -> list[str]:
    return os.fsdecode(data).split("\0") if data else []


def state_of(path: str) -> tuple[int, int, int, int]:
    """The state of a file or folder."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return _ABSENT
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def changed(entry: Entry) -> list[int]:
    """The numbers of the files and folders whose state is another one now, folders behind files."""
    now = array("q")
    for path in entry.files:
        now.extend(state_of(path))
    for path in entry.folders:
        now.extend(state_of(path))
    if now == entry.states:
        return []
    count = len(entry.files) + len(entry.folders)
    return [number for number in range(count) if now[number * STATES : number * STATES + STATES] != entry.states[number * STATES : number * STATES + STATES]]
