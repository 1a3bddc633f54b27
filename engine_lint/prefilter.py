"""From bytes to a guess: may this file hold a suppression comment? Wrong only in one direction."""

from __future__ import annotations

import re

MARKER = b"engine-lint:"
_OWN_NOQA = re.compile(rb"[nN][oO][qQ][aA][^\n]*\bEL\d{3}\b")


def may_hold_suppression(data: bytes) -> bool:
    """Whether a comment in the bytes may silence a finding."""
    return MARKER in data or b"noqa" in data.lower()


def may_hold_own_suppression(data: bytes) -> bool:
    """Whether a comment in the bytes may name one of our rules, so that it may be an unused one."""
    return MARKER in data or (b"EL" in data and b"noqa" in data.lower() and _OWN_NOQA.search(data) is not None)
