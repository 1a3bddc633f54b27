"""Remembering runs: safe beside others that do the same, bounded, and taken away on request."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress

from engine_lint.cache.entry import DIGEST, STATES, UNKNOWN, Entry, state_of
from engine_lint.cache.witnesses import Witnesses
from engine_lint.expression import expression

try:  # hashlib loads OpenSSL first, which takes longer than all else here.
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

MAX_BYTES = 100_000_000
MAX_ENTRIES = 200
READ_AT_ONCE = 16_000_000
SETTLED_NS = 50_000_000
"""What was changed so shortly before a run may have been changed again within the same tick of the file system's clock."""
LIMITS = {".run": MAX_ENTRIES, ".shelf": 20, ".file": 10_000, ".tmp": 20}
"""How many files of each kind there are at most: whole runs, what bytes show, what was found in single files, what is being written."""
_TELLING = expression(
    rb"(?:\.git|\.hg|\.svn|requirements?|reqs|deps)/|(?:\.git|README|LICENSE|Pipfile|engine-lint)[^/]*|[^/]*\.(?:toml|cfg|py|txt|in|pip|lock|ya?ml|cnf)"
)
TAG = "CACHEDIR.TAG"
_TAG_TEXT = b"Signature: 8a477f597d28d172789f06886806bc55\n# Runs that engine-lint remembers. It may be deleted at any time.\n"


def digest(data: bytes) -> bytes:
    """What tells one content from another."""
    return blake2b(data, digest_size=DIGEST).digest()


def content_digest(path: str, *, folder: bool) -> bytes:
    """The digest of a file's bytes, or of the names in a folder; ``UNKNOWN`` where they cannot be had.

    Of a folder above those that are checked, whose path ends with a slash, only names count that can say something of a project.
    """
    try:
        if folder:
            with os.scandir(path) as entries:
                names = [os.fsencode(entry.name) + b"/" * entry.is_dir(follow_symlinks=False) for entry in entries]
            return digest(b"\0".join(sorted(filter(_TELLING.fullmatch, names) if path.endswith("/") else names)))
        if not os.path.isfile(path):
            return UNKNOWN
        content = blake2b(digest_size=DIGEST)
        with open(path, "rb") as file:
            while part := file.read(READ_AT_ONCE):
                content.update(part)
        return content.digest()
    except OSError:
        return UNKNOWN


def remember(path: str, key: bytes, code: int, out: bytes, err: bytes, seen: Witnesses, started_ns: int) -> bool:
    """Write an entry.

    Args:
        path: its file.
        key: what tells the run from others.
        code: its exit code.
        out: what it wrote to standard output.
        err: what it wrote to standard error.
        seen: what it asked the disk for.
        started_ns: when it began, in nanoseconds since the epoch.

    Returns:
        Whether it was remembered: not where something was changed while it ran, or the disk does not take it.
    """
    files = sorted(seen.files)
    slashed = {each: f"{each.rstrip('/')}/" for each in seen.folders}
    folders = sorted(slashed[each] if slashed[each] in seen.above else each for each in seen.folders)
    paths = (*files, *folders)
    states = array("q", (number for each in paths for number in state_of(each)))
    fresh = [paths[at // STATES] for at in range(0, len(states), STATES) if max(states[at], states[at + 1]) > started_ns - SETTLED_NS]
    if any(each not in seen.above or seen.above[each] != content_digest(each, folder=True) for each in fresh):
        return False
    digests = [seen.digests.get(each) or content_digest(each, folder=False) for each in files]
    digests += [content_digest(each, folder=True) for each in folders]
    return _write(path, Entry(key, code, out, err, files, folders, states, b"".join(digests)))


def still_as_remembered(entry: Entry, numbers: Sequence[int], path: str) -> bool:
    """Whether the contents of some files and folders of an entry are what they were. If so, their new states are written to its file."""
    paths = (*entry.files, *entry.folders)
    begun = time.time_ns()
    fresh = {number: state_of(paths[number]) for number in numbers}
    for number in numbers:
        known = entry.digests[number * DIGEST : number * DIGEST + DIGEST]
        if known == UNKNOWN or content_digest(paths[number], folder=number >= len(entry.files)) != known:
            return False
    if all(max(state[:2]) <= begun - SETTLED_NS for state in fresh.values()):
        for number, state in fresh.items():
            entry.states[number * STATES : number * STATES + STATES] = array("q", state)
        _write(path, entry)
    return True


def above(cwd: str, given: Sequence[str]) -> dict[str, bytes]:
    """The folders above the working directory that are not checked themselves, with a slash behind, and the digests of what they tell now."""
    found, folder = {}, os.path.dirname(cwd)
    while not any(f"{folder}/".startswith(f"{each.rstrip('/')}/") for each in given):
        path = f"{folder.rstrip('/')}/"
        found[path] = content_digest(path, folder=True)
        if folder == os.path.dirname(folder):
            break
        folder = os.path.dirname(folder)
    return found


def _write(path: str, entry: Entry) -> bool:
    """Write an entry, and make room for it."""
    if not write_whole(path, entry.encoded()):
        return False
    make_room(os.path.dirname(path))
    return True


def write_whole(path: str, data: bytes) -> bool:
    """Write a file of the cache whole or not at all; whether the disk took it."""
    folder = os.path.dirname(path)
    try:
        _prepare(folder)
        temporary = f"{path}.{os.getpid()}.{time.monotonic_ns()}.tmp"
        try:
            with open(temporary, "xb") as file:
                file.write(data)
            os.replace(temporary, path)
        except OSError:
            os.unlink(temporary)
            raise
    except OSError:
        return False
    return True


def _prepare(folder: str) -> None:
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if not os.path.exists(os.path.join(folder, TAG)):
        for name, text in ((TAG, _TAG_TEXT), (".gitignore", b"*\n")):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text)


def make_room(folder: str) -> None:
    """Delete what was used longest ago where there is too much."""
    total, counts = 0, dict.fromkeys(LIMITS, 0)
    with suppress(OSError):
        for _, size, path in sorted(_entries(folder), reverse=True):
            ending = os.path.splitext(path)[1]
            total, counts[ending] = total + size, counts[ending] + 1
            if total > MAX_BYTES or counts[ending] > LIMITS[ending]:
                os.unlink(path)


def used(path: str) -> None:
    """Note that a file of the cache was of use, so that others go first."""
    with suppress(OSError):
        os.utime(path)


def _entries(folder: str) -> Iterator[tuple[int, int, str]]:
    with os.scandir(folder) as found:
        for each in found:
            if each.name.endswith(tuple(LIMITS)):
                status = each.stat()
                yield status.st_mtime_ns, status.st_size, each.path


def clean(folder: str) -> int:
    """Delete what is remembered in a folder; how many entries there were.

    Raises:
        OSError: something cannot be deleted.
    """
    if not os.path.exists(os.path.join(folder, TAG)):
        return 0
    paths = [path for _, _, path in _entries(folder)]
    for path in paths:
        os.unlink(path)
    for name in (TAG, ".gitignore"):
        if os.path.exists(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    if not os.listdir(folder):
        os.rmdir(folder)
    return len(paths)
