"""Passwords never appear in a report: in URLs, and as the literal values of things called so, they become ``***``."""

from __future__ import annotations

import re
from collections.abc import Iterator

MASK = "***"
_PLACEHOLDER = r"(?:\{[^{}]*\}|%\(\w+\)s|%s|\*+|\$\{?\w+\}?|<[^<>]*>)"
_SECRETS = (
    re.compile(rf"(?i)[a-z][a-z0-9+.-]*:/{{1,2}}[^\s/@:'\"]*:(?!{_PLACEHOLDER}@)(?P<secret>[^\s'\"/]+)@"),
    re.compile(rf"(?i)[a-z][a-z0-9+.-]*:/{{1,2}}[^\s/@:'\"]*:(?!{_PLACEHOLDER}@)(?P<secret>[^\s'\"@]+)@"),
    re.compile(rf"(?i)[?&;\s'\"](?:\w*password|passwd|pwd)=(?!{_PLACEHOLDER}(?:[\s&;'\"]|$))(?P<secret>[^\s&;'\"]+)"),
    re.compile(
        r"(?i)(?:password|passwd|pwd|secret|token)\w*['\"]?\]?\s*[=:]\s*[bru]{0,2}(?P<quote>['\"])(?P<secret>(?:\\.|(?!(?P=quote))[^\\\r\n])+)(?P=quote)"
    ),
)
_FIELD = re.compile(r"\{[^{}]*\}")
_SECRET_NAME = re.compile(r"(?i)pass(?!ive)|pwd|secret|token|credential|(?:api|access|private)_?key|\bauth")


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


def _found(text: str) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    if not any(word in lowered for word in (":/", "pass", "pwd", "secret", "token")):
        return
    for pattern in _SECRETS:
        for match in pattern.finditer(text):
            if "{" not in match["secret"] or any(map(str.isalnum, _FIELD.sub("", match["secret"]))):
                yield match.span("secret")
