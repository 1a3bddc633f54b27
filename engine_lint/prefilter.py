"""From bytes to a guess: may this file hold a suppression comment? Wrong only in one direction."""

from __future__ import annotations

from engine_lint.expression import expression

MARKER = b"engine-lint:"
_OWN_CODE = expression(rb"EL\d{3}\b")
_WORD = expression(rb"\w")


def may_hold_suppression(data: bytes) -> bool:
    """Whether a comment in the bytes may silence a finding."""
    return MARKER in data or b"noqa" in data.lower()


def may_hold_own_suppression(data: bytes) -> bool:
    """Whether a comment in the bytes may name one of our rules, so that it may be an unused one."""
    return MARKER in data or (b"EL" in data and any(_is_silenced(data, found.start()) for found in _OWN_CODE.finditer(data)))


def _is_silenced(data: bytes, at: int) -> bool:
    """Whether a code stands behind ``noqa`` on its line."""
    return not _WORD.match(data[at - 1 : at]) and b"noqa" in data[data.rfind(b"\n", 0, at) + 1 : at].lower()
