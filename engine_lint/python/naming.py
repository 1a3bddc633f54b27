"""The names under which a project hands engine factories and config keys around, read from bytes alone.

A function that passes options on to ``create_engine`` is called in files that hold none of the usual words. So words
grow: the names of functions and classes around a factory's name, its aliases, names of constants that hold a config key, and
then the names around those, until nothing new turns up. What bytes suggest is only where to look; the reader decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.python.byte_search import FEW, Standing, words_among
from engine_lint.python.needles import FACTORY_WORDS

MAX_ROUNDS = 4
MAX_FILES = 150
"""A name that stands in more files than this is too common to tell anything."""
MAX_NAMES = 400
"""So many names at most are looked for in all files; a project with more of them is not followed further."""
_BLOCK = expression(rb"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)[ \t]*[(:\[]", re.MULTILINE)
_STRING = expression(rb'''"""(?:[^\\]|\\.)*?"""|\'{3}(?:[^\\]|\\.)*?\'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*''', re.DOTALL)
_SIGNATURE = expression(rb"\)\s*(?:->[^\n]*)?:")
_SIGNATURE_BYTES = 2_000
_PASSES_ON = expression(rb"\*\*|pool|ping|recycle|overflow|option|kwargs|_kw|_args|params|extra", re.IGNORECASE)
_KEY_CONSTANT = expression(
    rb"^(?P<indent>[ \t]*)(?P<name>\w+)(?:[ \t]*:[^=\n]+)?(?P<gap>[ \t]*)=[ \t]*[\"']SQLALCHEMY_\w+[\"'][ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Names:
    """``wrapping`` are names that a call or key may hide behind; ``files`` tells for these and for other names around sites where they stand."""

    wrapping: frozenset[str] = frozenset()
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def may_wrap(self, data: bytes) -> bool:
        """Whether a file's bytes hold one of the wrapping names."""
        return bool(words_among((name.encode() for name in self.wrapping), data))

    def defined_in(self, data: bytes) -> bool:
        """Whether a file's bytes define each of the wrapping names that they hold, so that they mean something of its own."""
        there = words_among((name.encode() for name in self.wrapping), data)
        return all(re.search(rb"\b(?:def|class)[ \t]+%s\b" % re.escape(name), data) for name in there)

    def standing_in(self, data: bytes) -> list[str]:
        """Those of the names that a file's bytes hold."""
        there = words_among((name.encode() for name in self.files), data)
        return [name for name in self.files if name.encode() in there]

    def naming(self, names: Iterable[str]) -> tuple[str, ...]:
        """The files in which one of some names stands, in order."""
        return tuple(sorted({path for name in names for path in self.files.get(name, ())}))


@dataclass(frozen=True, slots=True)
class Around:
    """The names around some words in one file: all of them, and those through which options may pass."""

    enclosing: frozenset[str] = frozenset()
    wrapping: frozenset[str] = frozenset()


_RENAMED = expression(rb"\s+as\s+(\w+)")
_HANDED_ON = expression(rb"\s*\((?:[^()]|\([^()]*\)){0,400}?\*\*")
_MADE_HERE = expression(
    rb"\s*\((?:(?!\*\*|\b(?:\w*pool\w*|max_overflow|connect_args|creator|module|dialect|plugins|execution_options|isolation_level)\s*=\s*(?!(?:True|False|None)\b)[A-Za-z_{(])"
    rb"(?:[^()]|\((?:[^()*]|\*(?!\*))*\))){0,600}\)"
)
"""The arguments of a call that takes no options from elsewhere, by their text."""
_REBOUND = expression(rb"^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(?:[\w.]*(?:partial|staticmethod)\([ \t\r\n]*)?(?:\w+\.)*(\w+)[ \t]*(?:[,)#\r]|$)", re.MULTILINE)
_LINES_ABOVE = 2
"""So many lines further up a name may stand that is bound to what ends on a line."""


def _uses(words: Collection[bytes], data: bytes) -> list[tuple[int, int]]:
    """Where some words stand: first byte, and the one behind the last."""
    found = []
    for word in words if len(words) <= FEW else words_among(words, data):
        at = data.find(word)
        while at >= 0:
            end = at + len(word)
            if not _is_word(data[at - 1 : at]) and not _is_word(data[end : end + 1]):
                found.append((at, end))
            at = data.find(word, at + 1)
    return sorted(found)


def _is_word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_"


def first_names(data: bytes) -> Around:
    """The names around engine factories, their aliases, and those of constants that hold a config key."""
    renamed = {name[1] for _, end in _uses(FACTORY_WORDS, data) if (name := _RENAMED.match(data, end))}
    code = _without_prose(data)
    around = _names_around(code, frozenset(FACTORY_WORDS) | renamed, lambda end: True, lambda end: not _MADE_HERE.match(code, end))
    keys: set[str] = set()
    if b"SQLALCHEMY_" in data:
        keys = {found["name"].decode() for found in _KEY_CONSTANT.finditer(data) if _names_key(found)}
    return Around(around.enclosing | keys, around.wrapping | keys)


def _names_key(found: re.Match[bytes]) -> bool:
    """Whether ``NAME = "SQLALCHEMY_..."`` gives a key another name; ``name="SQLALCHEMY_..."`` among a call's arguments does not."""
    return not found["name"].startswith(b"SQLALCHEMY_") and (not found["indent"] or bool(found["gap"]) or found["name"].isupper())


def _without_prose(data: bytes) -> bytes:
    """A module's bytes with blanks for what stands in strings of several lines, as docstrings are: nobody calls anything there."""
    if b'"""' not in data and b"'''" not in data:
        return data
    return _STRING.sub(lambda found: _blank(found[0]) if found[0].startswith((b'"""', b"'''")) else found[0], data)


def _blank(text: bytes) -> bytes:
    return b"\n".join(b" " * len(line) for line in text.split(b"\n"))


def _names_around(data: bytes, words: Collection[bytes], counts: Callable[[int], object], hands_on: Callable[[int], object] = bool) -> Around:
    """The functions and classes around those uses of some words that count by what stands behind them, and other names that they are given.

    Options may pass through those around a use that hands them on.
    """
    uses = _uses(words, data)
    if not uses:
        return Around()
    blocks = list(_BLOCK.finditer(data))
    starts = [block.start() for block in blocks]
    enclosing: set[bytes] = set()
    others = _other_names(data, frozenset(words), uses)
    wrapping = {name for name, line in others if not _is_local(data, line, blocks, starts)}
    lines: dict[int, bool] = {}
    for start, end in uses:
        if counts(end):
            line = data.rfind(b"\n", 0, start) + 1
            lines[line] = lines.get(line, False) or bool(hands_on(end))
    for line, passes in sorted(lines.items()):
        around = list(_enclosing(data, line, blocks, starts))
        named = [block[3] for block in around[_innermost_named(around) :]]
        enclosing.update(named)
        if passes and any(_passes_on(data, block) for block in around):
            wrapping.update(named)
    names = frozenset(name.decode() for name in enclosing | wrapping if _is_telling(name))
    return Around(names, frozenset(name.decode() for name in wrapping if _is_telling(name)))


def _innermost_named(around: Sequence[re.Match[bytes]]) -> int:
    """The first of the blocks around a line that code outside of them can name: a function within a function cannot be."""
    return max((index for index, block in enumerate(around) if block[2] == b"def"), default=0)


def _is_local(data: bytes, line: int, blocks: list[re.Match[bytes]], starts: list[int]) -> bool:
    """Whether a name that is bound on a line is a function's own."""
    block = next(_enclosing(data, line, blocks, starts), None)
    return block is not None and block[2] == b"def" and b"global " not in data


def _other_names(data: bytes, words: frozenset[bytes], uses: Iterable[tuple[int, int]]) -> Iterator[tuple[bytes, int]]:
    """The names that words are given by ``import ... as``, and by assignments, with the first byte of the line where that happens."""
    for start, end in uses:
        renamed = _RENAMED.match(data, end)
        if renamed:
            yield renamed[1], data.rfind(b"\n", 0, start) + 1
        above = start
        for _ in range(_LINES_ABOVE + 1):
            above = data.rfind(b"\n", 0, max(above, 0))
        after = data.find(b"\n", end)
        for rebound in _REBOUND.finditer(data, above + 1, len(data) if after < 0 else after):
            if rebound[2] in words:
                yield rebound[1], rebound.start()


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
    start = block.end(3)
    if block[2] == b"class":
        init = data.find(b"def __init__", start, start + 50_000)
        if init < 0:
            fields = data[start : start + _SIGNATURE_BYTES].partition(b"def ")[0]
            return _PASSES_ON.search(fields) is not None
        start = init
    head = data[start : start + _SIGNATURE_BYTES]
    end = _SIGNATURE.search(head)
    return _PASSES_ON.search(head, 0, end.end() if end else len(head)) is not None


def grown(first: Iterable[Around], paths: Iterable[str], read: Callable[[str], bytes], in_tests: Callable[[str], bool], where: Standing) -> Names:
    """Let the names of a project grow until nothing new turns up.

    Args:
        first: what the files with engine factories and config keys show.
        paths: all files of the project.
        read: gives a file's bytes; empty where they cannot be had.
        in_tests: whether a file is a test or an example, in which names do not grow.
        where: tells for some names in which of some files they stand.
    """
    paths, wrapping, files = tuple(paths), set[str](), dict[str, tuple[str, ...]]()
    fresh = _joined(first)
    for _ in range(MAX_ROUNDS):
        wanted = sorted((fresh.enclosing | fresh.wrapping) - files.keys())
        if not wanted or len(files) + len(wanted) > MAX_NAMES:
            break
        found = where(wanted, paths)
        files |= {name: tuple(found[name]) for name in wanted}
        telling = {name for name in fresh.wrapping if 0 < len(files[name]) <= MAX_FILES} - wrapping
        wrapping |= telling
        fresh = _around_calls(telling, {path for name in telling for path in files[name] if not in_tests(path)}, read)
    return Names(frozenset(wrapping), {name: where for name, where in files.items() if len(where) <= MAX_FILES})


def _joined(found: Iterable[Around]) -> Around:
    every = list(found)
    return Around(frozenset().union(*(each.enclosing for each in every)), frozenset().union(*(each.wrapping for each in every)))


def _around_calls(names: Collection[str], paths: Iterable[str], read: Callable[[str], bytes]) -> Around:
    """The names around calls, in some files, that hand ``**options`` on to one of some names; and their aliases."""
    if not names:
        return Around()
    words = {name.encode() for name in names}

    def around(data: bytes) -> Around:
        return _names_around(data, words, lambda end: _HANDED_ON.match(data, end))

    return _joined(around(read(path)) for path in sorted(paths))
