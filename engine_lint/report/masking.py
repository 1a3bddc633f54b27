"""Passwords never appear in a report: in URLs, and as the literal values of things called so, they become ``***``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine_lint.expression import expression

MASK = "***"
_PLACEHOLDER = r"(?:\{[^{}]*\}|%\(\w+\)s|%s|\*+|\$\{?\w+\}?|<[^<>]*>)"
_BEFORE_PASSWORD = rf"(?i)[a-z0-9+.-]:/{{1,2}}[^\s/@:'\"]*:(?!{_PLACEHOLDER}@)"
"""A URL up to its password. Of its scheme one character is enough: runs of them are long in other texts."""
_URL, _AT = re.compile(_BEFORE_PASSWORD), re.compile(r"[\s'\"@]")
_NAME = expression(r"(?i)(?:password|passwd|pwd|secret|token)\w*")
_ASSIGNED = expression(r"(?i)['\"]?\]?\s*[=:]\s*[bru]{0,2}(?P<quote>['\"])(?P<secret>(?:\\.|(?!(?P=quote))[^\\\r\n])+)(?P=quote)")
_SECRETS = (
    re.compile(rf"{_BEFORE_PASSWORD}(?P<secret>[^\s'\"/]+)@"),
    re.compile(rf"{_BEFORE_PASSWORD}(?P<secret>[^'\"@\r\n]{{1,100}})@(?=[\w\[])"),
    re.compile(
        rf"(?i)(?:[?&;'\"]|(?P<blank>\s))(?:\w*password|passwd|pwd)=(?P<gap>[ \t]{{0,3}})(?!{_PLACEHOLDER}(?:[\s&;'\"]|$))"
        r"(?P<secret>(?(blank)[^\s'\"]|[^\s&;'\"])+)"
    ),
)
_FIELD = expression(r"\{[^{}]*\}")
_SECRET_NAME = expression(r"(?i)pass(?!ive)|pwd|secret|token|credential|(?:api|access|private)_?key|\bauth")


def is_secret(name: str) -> bool:
    """Whether a thing of that name is a password or the like, so that its value is never shown."""
    return _SECRET_NAME.search(name) is not None


def secrets(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that are passwords, in order, none touching another."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(_found(text)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def masked(text: str) -> str:
    """The text with ``***`` in the place of each password."""
    pieces, position = [], 0
    for start, end in secrets(text):
        pieces += [text[position:start], MASK]
        position = end
    return "".join([*pieces, text[position:]])


def up_to_at(text: str, head: re.Pattern[str], stop: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The stretches from what ``head`` finds to the next ``@``, where that is what ``stop`` finds first.

    No part of a text is searched twice, however many heads it has.
    """
    end = -1
    for found in head.finditer(text):
        start = found.end()
        if end < start:
            end = next((each.start() for each in stop.finditer(text, start)), len(text))
        if start < end < len(text) and text[end] == "@":
            yield start, end


def _found(text: str) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    if not any(word in lowered for word in (":/", "pass", "pwd", "secret", "token")):
        return
    for start, end in _candidates(text):
        secret = text[start:end]
        if "{" not in secret or any(map(str.isalnum, _FIELD.sub("", secret))):
            yield start, end


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _SECRETS:
        for match in pattern.finditer(text):
            yield match.span("secret")
    yield from up_to_at(text, _URL, _AT)
    yield from _assigned(text)


def _assigned(text: str) -> Iterator[tuple[int, int]]:
    """The strings that names of passwords get. A name within such a string gets nothing."""
    done = 0
    for name in _NAME.finditer(text):
        match = _ASSIGNED.match(text, name.end()) if name.start() >= done else None
        if match:
            done = match.end()
            yield match.span("secret")
