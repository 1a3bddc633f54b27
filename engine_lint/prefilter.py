"""From bytes to a guess: may this file hold a site, or a suppression comment? Wrong only in one direction."""

from __future__ import annotations

import re
from functools import cache

from engine_lint.python.needles import NEEDLES

MARKER = b"engine-lint:"
_OWN_NOQA = re.compile(rb"[nN][oO][qQ][aA][^\n]*\bEL\d{3}\b")


def may_hold_site(data: bytes) -> bool:
    """Whether any of the words stands in the bytes without which no file holds a site."""
    return _sites().search(data) is not None


def may_hold_suppression(data: bytes) -> bool:
    """Whether a comment in the bytes may silence a finding."""
    return MARKER in data or b"noqa" in data.lower()


def may_hold_own_suppression(data: bytes) -> bool:
    """Whether a comment in the bytes may name one of our rules, so that it may be an unused one."""
    return MARKER in data or (b"EL" in data and _OWN_NOQA.search(data) is not None)


@cache
def _sites() -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(needle) for needle in NEEDLES))
