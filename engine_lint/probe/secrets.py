"""What must not be shown of a URL, in every spelling that a driver's error text may have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from urllib.parse import quote, quote_plus

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.report.masking import MASK, masked

SHORTEST = 4
"""A secret of fewer characters would be found in any text: where there is one, foreign text is not shown at all."""
_ESCAPE = expression(r"%[0-9A-F]{2}")
_QUOTED_IN_URL = expression(r"://[^/?#]*?:(?P<password>.*)@", re.DOTALL)
_CONTROL = expression(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Secrets:
    """The passwords of a URL in all their spellings, the longest first."""

    spellings: tuple[str, ...] = field(default=(), repr=False)

    def hide(self, text: str) -> str:
        """Text of a driver or a server on one line, with ``***`` in the place of secrets; empty where a secret is too short to be found safely."""
        if any(len(each) < SHORTEST for each in self.spellings):
            return ""
        for each in self.spellings:
            text = text.replace(each, MASK)
        return masked(_CONTROL.sub(" ", text)).strip()


def secrets_of(text: str, values: Iterable[str]) -> Secrets:
    """The secrets of a URL: what stands between user and host in its text, and the decoded values of what is secret in it."""
    found = {spelling for value in values for spelling in _spellings(value)}
    raw = _QUOTED_IN_URL.search(text)
    if raw is not None and raw["password"]:
        found |= {raw["password"], text}
    return Secrets(tuple(sorted(found, key=lambda each: (-len(each), each))))


def _spellings(value: str) -> Iterator[str]:
    if not value:
        return
    encoded = {quote(value, safe=""), quote(value), quote_plus(value)}
    yield value
    yield from encoded
    yield from (_ESCAPE.sub(lambda match: match[0].lower(), each) for each in encoded)
    yield repr(value)[1:-1]
    yield repr(value.encode())[2:-1]
    yield json.dumps(value)[1:-1]
    yield value.replace("\\", "\\\\").replace("'", "\\'")
