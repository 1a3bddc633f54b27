"""Bytes of files, and the words that stand in them. Nothing here depends on anything but the disk, so that it can run in another process."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence

from engine_lint.model.size import MAX_BYTES, MAX_SEARCHED_BYTES

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_WORD_BYTES = bytes(byte if byte in _LETTERS else ord(" ") for byte in range(256))
FEW = 12
"""So many names are searched for one by one; for more of them, bytes are cut into words."""

Standing = Callable[[Iterable[str], Sequence[str]], dict[str, list[str]]]
"""Gives for some names those of some files in which each stands as a whole word."""


def bytes_of(path: str) -> bytes | None:
    """A regular file's bytes, None where they cannot be had, or are too many. A pipe is not waited for."""
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_SEARCHED_BYTES:
            return None
        data = os.read(handle, status.st_size + 1)
        while len(data) > status.st_size and (more := os.read(handle, 1 << 20)):
            data += more
        return data
    except OSError:
        return None
    finally:
        os.close(handle)


def standing(names: Iterable[str], paths: Sequence[str], read: Callable[[str], bytes | None] = bytes_of) -> dict[str, list[str]]:
    """The files in which some names stand as whole words, by name."""
    found: dict[str, list[str]] = {name: [] for name in names}
    wanted = {os.fsencode(name): name for name in found}
    for path in paths:
        for word in words_among(wanted.keys(), code_among(read(path))):
            found[wanted[word]].append(path)
    return found


def code_among(data: bytes | None) -> bytes:
    """A module's bytes as far as anybody parses them: none of one that is too large."""
    return data if data is not None and len(data) <= MAX_BYTES else b""


def words_among(words: Iterable[bytes], data: bytes) -> set[bytes]:
    """Those of some words that stand in the bytes with no letter, digit or underscore beside them."""
    wanted = set(words)
    if len(wanted) <= FEW:
        return {word for word in wanted if word in data and _is_whole(word, data)}
    return wanted.intersection(data.translate(_WORD_BYTES).split()) if wanted else wanted


def _is_whole(word: bytes, data: bytes) -> bool:
    """Whether a word stands anywhere in the bytes with no letter, digit or underscore beside it."""
    at = data.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and data[at - 1] in _LETTERS) and not (end < len(data) and data[end] in _LETTERS):
            return True
        at = data.find(word, at + 1)
    return False
