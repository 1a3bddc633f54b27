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
MAX_NAMES = 400
"""So many names at most are looked for in all files; a project with more of them is not followed further."""
_BLOCK = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.MULTILINE)
_SIGNATURE = re.compile(rb"\)\s*(?:->[^\n]*)?:")
_SIGNATURE_BYTES = 2_000
_PASSES_ON = re.compile(rb"\*\*|pool|ping|recycle|overflow|option|kwargs|_kw|_args|params|extra", re.IGNORECASE)
_KEY_CONSTANT = re.compile(rb"^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*[\"']SQLALCHEMY_\w", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Names:
    """``wrapping`` are names that a call or key may hide behind; ``files`` tells for these and for other names around sites where they stand."""

    wrapping: frozenset[str] = frozenset()
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def may_wrap(self, data: bytes) -> bool:
        """Whether a file's bytes hold one of the wrapping names."""
        return any(_stands_in(name, data) for name in self.wrapping)

    def standing_in(self, data: bytes) -> list[str]:
        """Those of the names that a file's bytes hold."""
        return [name for name in self.files if _stands_in(name, data)]

    def naming(self, names: Iterable[str]) -> tuple[str, ...]:
        """The files in which one of some names stands, in order."""
        return tuple(sorted({path for name in names for path in self.files.get(name, ())}))


@dataclass(frozen=True, slots=True)
class Around:
    """The names around some words in one file: all of them, and those through which options may pass."""

    enclosing: frozenset[str] = frozenset()
    wrapping: frozenset[str] = frozenset()


def _stands_in(name: str, data: bytes) -> bool:
    word = name.encode()
    at = data.find(word)
    while at >= 0:
        before, after = data[at - 1 : at], data[at + len(word) : at + len(word) + 1]
        if not _is_word(before) and not _is_word(after):
            return True
        at = data.find(word, at + 1)
    return False


def _is_word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_"


class _Words:
    """Patterns for what stands around some words."""

    def __init__(self, words: Iterable[bytes]) -> None:
        any_of = rb"(?:" + b"|".join(re.escape(each) for each in sorted(words)) + rb")"
        self.use = re.compile(rb"\b" + any_of + rb"\b")
        self.handed_on = re.compile(rb"\b" + any_of + rb"\s*\((?:[^()]|\([^()]*\)){0,400}?\*\*")
        self.renamed = re.compile(rb"\b" + any_of + rb"\s+as\s+(\w+)")
        assigned = rb"^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(?:[\w.]*(?:partial|staticmethod)\([ \t\r\n]*)?(?:\w+\.)*"
        self.rebound = re.compile(assigned + any_of + rb"[ \t]*(?:[,)#\r]|$)", re.MULTILINE)


_FACTORIES = _Words(FACTORY_WORDS)


def first_names(data: bytes) -> Around:
    """The names around engine factories, their aliases, and those of constants that hold a config key."""
    found = _names_around(data, _FACTORIES, _FACTORIES.use)
    keys = {name.decode() for name in _KEY_CONSTANT.findall(data) if not name.startswith(b"SQLALCHEMY_")}
    return Around(found.enclosing | keys, found.wrapping | keys)


def _names_around(data: bytes, words: _Words, use: re.Pattern[bytes]) -> Around:
    """The functions and classes around each use of some words, and other names that they are given."""
    blocks = list(_BLOCK.finditer(data))
    starts = [block.start() for block in blocks]
    enclosing: set[bytes] = set()
    wrapping = {match[1] for pattern in (words.renamed, words.rebound) for match in pattern.finditer(data)}
    for line in sorted({data.rfind(b"\n", 0, match.start()) + 1 for match in use.finditer(data)}):
        around = list(_enclosing(data, line, blocks, starts))
        enclosing.update(block[3] for block in around)
        if any(_passes_on(data, block) for block in around):
            wrapping.update(block[3] for block in around)
    names = frozenset(name.decode() for name in enclosing | wrapping if _is_telling(name))
    return Around(names, frozenset(name.decode() for name in wrapping if _is_telling(name)))


def _is_telling(name: bytes) -> bool:
    return len(name) > 2 and not (name.startswith(b"__") and name.endswith(b"__"))


def _enclosing(data: bytes, line: int, blocks: list[re.Match[bytes]], starts: list[int]) -> Iterator[re.Match[bytes]]:
    """The blocks around a line, the innermost first, by indentation."""
    head = data[line : line + 200]
    indent, last = len(head) - len(head.lstrip(b" \t")), bisect_left(starts, line)
    for block in reversed(blocks[max(0, last - 1_000) : last]):
        if indent == 0:
            return
        if len(block[1]) < indent:
            indent = len(block[1])
            yield block


def _passes_on(data: bytes, block: re.Match[bytes]) -> bool:
    """Whether a function takes something that may be options; whether a class's ``__init__`` does, or its fields where it has none."""
    start = block.end()
    if block[2] == b"class":
        init = data.find(b"def __init__", start, start + 50_000)
        if init < 0:
            fields = data[start : start + _SIGNATURE_BYTES].partition(b"def ")[0]
            return _PASSES_ON.search(fields) is not None
        start = init
    head = data[start : start + _SIGNATURE_BYTES]
    end = _SIGNATURE.search(head)
    return _PASSES_ON.search(head, 0, end.end() if end else len(head)) is not None


def grown(first: Iterable[Around], paths: Iterable[str], read: Callable[[str], bytes], in_tests: Callable[[str], bool]) -> Names:
    """Let the names of a project grow until nothing new turns up.

    Args:
        first: what the files with engine factories and config keys show.
        paths: all files of the project.
        read: gives a file's bytes; empty where they cannot be had.
        in_tests: whether a file is a test or an example, in which names do not grow.
    """
    paths, wrapping, files = tuple(paths), set[str](), dict[str, tuple[str, ...]]()
    fresh = _joined(first)
    for _ in range(MAX_ROUNDS):
        wanted = sorted((fresh.enclosing | fresh.wrapping) - files.keys())
        if not wanted or len(files) + len(wanted) > MAX_NAMES:
            break
        found = _files_with(wanted, paths, read)
        files |= {name: found[name] for name in wanted}
        telling = {name for name in fresh.wrapping if 0 < len(files[name]) <= MAX_FILES} - wrapping
        wrapping |= telling
        fresh = _around_calls(telling, {path for name in telling for path in files[name] if not in_tests(path)}, read)
    return Names(frozenset(wrapping), {name: where for name, where in files.items() if len(where) <= MAX_FILES})


def _joined(found: Iterable[Around]) -> Around:
    every = list(found)
    return Around(frozenset().union(*(each.enclosing for each in every)), frozenset().union(*(each.wrapping for each in every)))


def _files_with(names: Collection[str], paths: Iterable[str], read: Callable[[str], bytes]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {name: [] for name in names}
    for path in paths:
        data = read(path)
        for name in names:
            if _stands_in(name, data):
                found[name].append(path)
    return {name: tuple(where) for name, where in found.items()}


def _around_calls(names: Collection[str], paths: Iterable[str], read: Callable[[str], bytes]) -> Around:
    """The names around calls, in some files, that hand ``**options`` on to one of some names; and their aliases."""
    if not names:
        return Around()
    words = _Words(name.encode() for name in names)
    return _joined(_names_around(read(path), words, words.handed_on) for path in sorted(paths))
