"""The names under which a project hands engine factories and config keys around, read from bytes alone.

A function that passes options on to ``create_engine`` is called in files that hold none of the usual words. So words
grow: the names of functions and classes around a factory's name, its aliases, names of constants that hold a config key, and
then the names around those, until nothing new turns up. What bytes suggest is only where to look; the reader decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine_lint.python.needles import FACTORY_WORDS

MAX_ROUNDS = 4
MAX_FILES = 150
"""A name that stands in more files than this is too common to tell anything."""
_BLOCK = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.MULTILINE)
_SIGNATURE = re.compile(rb"\)\s*(?:->[^\n]*)?:")
_SIGNATURE_BYTES = 2_000
_PASSES_ON = re.compile(rb"\*\*|pool|ping|recycle|overflow|opt|arg|param|conf|extra|setting", re.IGNORECASE)
_KEY_CONSTANT = re.compile(rb"^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*[\"']SQLALCHEMY_\w", re.MULTILINE)
_FACTORY = rb"(?:" + b"|".join(FACTORY_WORDS) + rb")"
_TOKEN = re.compile(rb"\b[A-Za-z_]\w{2,}")


@dataclass(frozen=True, slots=True)
class Names:
    """``wrapping`` are names that a call or key may hide behind; ``files`` tells for these and for other names around sites where they stand."""

    wrapping: frozenset[str] = frozenset()
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def may_wrap(self, data: bytes) -> bool:
        """Whether a file's bytes hold one of the wrapping names."""
        return bool(self.wrapping) and not self.wrapping.isdisjoint(tokens(data))

    def naming(self, names: Iterable[str]) -> tuple[str, ...]:
        """The files in which one of some names stands, in order."""
        return tuple(sorted({path for name in names for path in self.files.get(name, ())}))


@dataclass(frozen=True, slots=True)
class Around:
    """The names around some words in one file: all of them, and those through which options may pass."""

    enclosing: frozenset[str] = frozenset()
    wrapping: frozenset[str] = frozenset()


def tokens(data: bytes) -> set[str]:
    """The identifiers in a file's bytes."""
    return {word.decode() for word in set(_TOKEN.findall(data))}


def first_names(data: bytes) -> Around:
    """The names around engine factories, their aliases, and those of constants that hold a config key."""
    found = names_around(data, _FACTORY)
    keys = {name.decode() for name in _KEY_CONSTANT.findall(data) if not name.startswith(b"SQLALCHEMY_")}
    return Around(found.enclosing | keys, found.wrapping | keys)


def names_around(data: bytes, words: bytes) -> Around:
    """The functions and classes around each of some words (a pattern), and other names that they are given."""
    blocks = list(_BLOCK.finditer(data))
    starts = [block.start() for block in blocks]
    enclosing: set[bytes] = set()
    wrapping: set[bytes] = set(_aliases(data, words))
    for match in re.finditer(rb"\b" + words + rb"\b", data):
        line = data.rfind(b"\n", 0, match.start()) + 1
        around = list(_enclosing(data, line, blocks, starts))
        enclosing.update(block[3] for block in around)
        if any(_passes_on(data, block) for block in around):
            wrapping.update(block[3] for block in around)
    names = frozenset(name.decode() for name in enclosing | wrapping if _is_telling(name))
    return Around(names, frozenset(name.decode() for name in wrapping if _is_telling(name)))


def _is_telling(name: bytes) -> bool:
    return len(name) > 2 and not (name.startswith(b"__") and name.endswith(b"__"))


def _aliases(data: bytes, words: bytes) -> Iterator[bytes]:
    yield from (match[1] for match in re.finditer(rb"\b" + words + rb"\s+as\s+(\w+)", data))
    assigned = rb"^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(?:[\w.]*(?:partial|staticmethod)\([ \t\r\n]*)?(?:\w+\.)*" + words + rb"[ \t]*(?:[,)#\r]|$)"
    yield from (match[1] for match in re.finditer(assigned, data, re.MULTILINE))


def _enclosing(data: bytes, line: int, blocks: list[re.Match[bytes]], starts: list[int]) -> Iterator[re.Match[bytes]]:
    """The blocks around a line, the innermost first, by indentation."""
    indent = len(data[line : line + 200]) - len(data[line : line + 200].lstrip(b" \t"))
    for block in reversed(blocks[max(0, bisect_left(starts, line) - 1_000) : bisect_left(starts, line)]):
        if indent == 0:
            return
        if len(block[1]) < indent:
            indent = len(block[1])
            yield block


def _passes_on(data: bytes, block: re.Match[bytes]) -> bool:
    """Whether a function takes something that may be options; whether a class's ``__init__`` does."""
    start = block.end()
    if block[2] == b"class":
        init = data.find(b"def __init__", start, start + 50_000)
        if init < 0:
            return False
        start = init
    head = data[start : start + _SIGNATURE_BYTES]
    end = _SIGNATURE.search(head)
    return _PASSES_ON.search(head, 0, end.end() if end else len(head)) is not None


def grown(first: Mapping[str, Around], paths: Iterable[str], read: Callable[[str], bytes]) -> Names:
    """Let the names of a project grow until nothing new turns up.

    Args:
        first: what the files with engine factories and config keys show.
        paths: all files of the project.
        read: gives a file's bytes; empty where they cannot be had.
    """
    wrapping = frozenset[str]().union(*(each.wrapping for each in first.values()))
    followed = wrapping.union(*(each.enclosing for each in first.values()))
    paths = tuple(paths)
    for _ in range(MAX_ROUNDS):
        files = _files_with(followed, paths, read) if followed else {}
        common = {name for name, where in files.items() if len(where) > MAX_FILES}
        wrapping -= common
        fresh = _next_names(wrapping, files, read)
        if fresh.enclosing <= followed and fresh.wrapping <= wrapping | common:
            break
        wrapping |= fresh.wrapping - common
        followed |= fresh.enclosing
    else:
        files = _files_with(followed, paths, read)
    return Names(wrapping, {name: tuple(where) for name, where in files.items() if len(where) <= MAX_FILES})


def _files_with(names: Collection[str], paths: Iterable[str], read: Callable[[str], bytes]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    wanted = frozenset(names)
    for path in paths:
        for name in wanted & tokens(read(path)):
            found.setdefault(name, []).append(path)
    return found


def _next_names(wrapping: frozenset[str], files: Mapping[str, list[str]], read: Callable[[str], bytes]) -> Around:
    """The names around the calls of wrapping names."""
    by_file: dict[str, set[str]] = {}
    for name in wrapping:
        for path in files.get(name, ()):
            by_file.setdefault(path, set()).add(name)
    found = [names_around(read(path), _any_of(names)) for path, names in sorted(by_file.items())]
    return Around(frozenset().union(*(each.enclosing for each in found)), frozenset().union(*(each.wrapping for each in found)))


def _any_of(names: Collection[str]) -> bytes:
    return rb"(?:" + b"|".join(re.escape(each.encode()) for each in sorted(names)) + rb")"
