"""Changes texts as people and accidents do, and worse: lines and words moved, taken from elsewhere, nested, made huge, and bytes that are no text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

WORDS = re.compile(rb"\w+|\s+|[^\w\s]")
ODD = (
    b"\0", b"\r", b"\r\n", b"\x0c", b"\x0b", b"\x1c", b"\x85", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\xf0\x9f\x90\x8d", b"\\", b"\\\n",
    b"'", b'"', b"'''", b'"""', b"#", b"%", b"${", b"{{", b"}}", b"{%", b"<<EOF\n", b"!!", b"&a ", b"*a", b"<<: *a\n", b"---\n", b"[[", b"]]", b"\t", b"$(", b"`",
    b"0", b"-1", b"1e999", b"nan", b"9" * 30, b"9" * 5000, b"0x", b"1_0", b"-", b"None", b"True", b"async ", b"await ", b"lambda: ", b"*", b"**", b":=", b"yield ", b"del ",
    b"global x\n", b"# engine-lint: ignore[EL101]", b"# noqa", b"# engine-lint: ignore-file", b"# -*- coding: latin-1 -*-\n", b"f'{", b"\\N{DASH}", b"\\ud800", b"\xc2\xa0",
)  # fmt: skip
"""What readers stumble over."""
NESTED = (
    (b"(", b")"),
    (b"[", b"]"),
    (b"{", b"}"),
    (b"not ", b""),
    (b"-", b""),
    (b"{'a': ", b"}"),
    (b"f(", b")"),
    (b"lambda: ", b""),
    (b"x if ", b" else y"),
    (b"a + ", b""),
)
LARGEST = 40_000


def mutated(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A text with a few changes, which only ``chance`` decides about; parts of ``others`` may come in."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        data = chance.choice(_CHANGES)(data, others, chance)[:LARGEST]
    return data


def _pieces(data: bytes, chance: random.Random) -> list[bytes]:
    return data.splitlines(keepends=True) if chance.random() < 0.5 else WORDS.findall(data)


def _moved(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    pieces = _pieces(data, chance)
    if not pieces:
        return data
    start = chance.randrange(len(pieces))
    end = min(start + chance.choice((1, 1, 2, 5)), len(pieces))
    taken = pieces[start:end]
    if chance.random() < 0.7:
        del pieces[start:end]
    if chance.random() < 0.6:
        at = chance.randint(0, len(pieces))
        pieces[at:at] = taken * chance.choice((1, 1, 1, 3, 40))
    return b"".join(pieces)


def _crossed(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    pieces, foreign = _pieces(data, chance), _pieces(chance.choice(others), chance) if others else []
    if not foreign:
        return data
    start = chance.randrange(len(foreign))
    at = chance.randint(0, len(pieces))
    pieces[at : at + chance.choice((0, 1, 1, 3))] = foreign[start : start + chance.choice((1, 1, 4, 12))]
    return b"".join(pieces)


def _renamed(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """One word of the text in the place of another one, everywhere or once: names become others, functions call themselves."""
    words = sorted({word for word in WORDS.findall(data) if word.strip()})
    if len(words) < 2:
        return data
    old, new = chance.sample(words, 2)
    return data.replace(old, new, chance.choice((1, -1)))


def _odd(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    pieces = WORDS.findall(data)
    at = chance.randint(0, len(pieces))
    pieces[at : at + chance.choice((0, 0, 1))] = [chance.choice(ODD)]
    return b"".join(pieces)


def _nested(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    pieces = WORDS.findall(data)
    if not pieces:
        return data
    at = chance.randrange(len(pieces))
    depth = chance.choice((1, 2, 30, 110, 1_500))
    before, after = chance.choice(NESTED)
    pieces[at] = before * depth + pieces[at] + after * depth
    return b"".join(pieces)


def _cut(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.choice((1, 1, 3, 20, 10**6)) :]


def _flipped(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes((chance.randrange(256),)) + data[at + 1 :]


_CHANGES: tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...] = (_moved, _moved, _crossed, _crossed, _renamed, _odd, _nested, _cut, _flipped)
