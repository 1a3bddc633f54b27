"""Two versions of a piece of text as the few small replacements that lie between them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from engine_lint.errors import CannotRewrite
from engine_lint.expression import expression

_TOKEN = expression(
    r'[A-Za-z]{0,2}(?:"""(?s:\\.|[^\\])*?"""|\'\'\'(?s:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\r\n])*"|\'(?:\\.|[^\'\\\r\n])*\')'
    r"|#[^\r\n]*|\r\n|\r|\n|[ \t\f]+|\w+|.",
)
_LINE = expression(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_TRIVIAL = expression(r"[ \t]*[^\w\r\n'\"#]?[ \t]*")
_MOST_PAIRS = 1_000_000
"""Tokens squared up to which two texts are compared token by token; larger ones go line by line."""

_PLACEHOLDER = r"\{[^{}]*\}|%\([^()]*\)s|%s|\*+|\$\{?\w+\}?|<[^<>]*>"
_SECRET_URL = expression(rf"://[^\s/@:'\"]*:(?!(?:{_PLACEHOLDER})@)[^\s/@'\"]+@")
_SECRET_WORD = expression(r"(?i:password|passwd|pwd)\w*['\"]?\]?\s*[=:]\s*[bru]{0,2}(['\"])(?!\1)")

Replacement = tuple[int, int, str]
"""Start and end in the old text, and the new text between them."""


def holds_secret(text: str) -> bool:
    """Whether a password stands in the text: in a URL, or as the literal value of something called so."""
    return bool(_SECRET_URL.search(text) or _SECRET_WORD.search(text))


def comments_of(text: str) -> list[str]:
    """The comments in a piece of Python text."""
    return [token.rstrip() for token in _TOKEN.findall(text) if token.startswith("#")]


def differences(old: str, new: str) -> list[Replacement]:
    """The replacements that turn ``old`` into ``new``, in order, none of them over a password.

    Raises:
        CannotRewrite: a replacement would have to span a password.
    """
    if old == new:
        return []
    found = _merged(old, list(_by_tokens(old, new)))
    return [_shielded(old, replacement) for replacement in found]


def _by_tokens(old: str, new: str) -> Iterator[Replacement]:
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    if "".join(left) != old or "".join(right) != new:
        yield 0, len(old), new
        return
    head = _common(left, right)
    tail = _common(left[head:][::-1], right[head:][::-1])
    offset = sum(map(len, left[:head]))
    left, right = left[head : len(left) - tail], right[head : len(right) - tail]
    if len(left) * len(right) > _MOST_PAIRS:
        left, right = _LINE.findall("".join(left)), _LINE.findall("".join(right))
    yield from _matched(left, right, offset)


def _matched(left: list[str], right: list[str], offset: int) -> Iterator[Replacement]:
    position = 0
    starts = [offset]
    for token in left:
        position += len(token)
        starts.append(offset + position)
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            yield starts[a], starts[b], "".join(right[c:d])


def _common(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _merged(old: str, replacements: list[Replacement]) -> list[Replacement]:
    """Replacements with nothing but a blank or a sign between them are one."""
    merged: list[Replacement] = []
    for start, end, text in replacements:
        if merged and _TRIVIAL.fullmatch(old, merged[-1][1], start):
            first, middle, before = merged.pop()
            merged.append((first, end, before + old[middle:start] + text))
        else:
            merged.append((start, end, text))
    return merged


def _shielded(old: str, replacement: Replacement) -> Replacement:
    """The replacement without the characters at both ends that stay the same, if that keeps a password out of it."""
    start, end, text = replacement
    if not holds_secret(old[start:end]) and not holds_secret(text):
        return replacement
    head = _common(list(old[start:end]), list(text))
    tail = _common(list(old[start + head : end])[::-1], list(text[head:])[::-1])
    inner = (start + head, end - tail, text[head : len(text) - tail])
    if holds_secret(old[inner[0] : inner[1]]) or holds_secret(inner[2]):
        raise CannotRewrite("the change would have to rewrite text with a password in it")
    return inner
