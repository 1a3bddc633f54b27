"""What tells a finding from others without line numbers: the one definition for reports, SARIF and baselines."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine_lint.expression import expression
from engine_lint.model.place import Cell, cell_of
from engine_lint.report.masking import masked

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding
    from engine_lint.model.source import Source

_PIECE = expression(
    r"""
    (?P<comment>\#[^\r\n]*)
    | (?P<prefix>\b[A-Za-z]{1,2})?
      (?P<string>\"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3} | "(?:\\.|[^"\\\r\n])*" | '(?:\\.|[^'\\\r\n])*')
    | (?P<blank>\s+|\\\r?\n)
    | (?P<word>\w+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TRAILING_COMMA = expression(r",(?=[)\]}])")
_ENDS_A_WORD = expression(r"\w\Z")
_QUOTE = expression(r"\\(['\"])")
_JOINED = "\1"
"""Stands between two strings that follow each other, which are one; it occurs in no source."""


def plain(text: str) -> str:
    """The text without what a formatter or a new comment changes: blanks, comments, quotes, trailing commas, strings broken in two.

    Passwords are masked, so that nothing that is made of it tells them.
    """
    pieces: list[str] = []
    after_string = False
    for match in _PIECE.finditer(masked(text)):
        kind = match.lastgroup
        if kind in ("blank", "comment"):
            continue
        if kind == "string":
            pieces.append(_JOINED * after_string + _string(match["prefix"] or "", match["string"]))
        else:
            pieces.append(f" {match.group()}" if kind == "word" and pieces and _ENDS_A_WORD.search(pieces[-1]) else match.group())
        after_string = kind == "string"
    return _TRAILING_COMMA.sub("", "".join(pieces).replace(f'"{_JOINED}"', ""))


def _string(prefix: str, written: str) -> str:
    """A string in one spelling. Prefixes that say nothing of the characters in it are left out."""
    size = 3 if written[:3] in ('"""', "'''") else 1
    body = written[size:-size]
    telling = "".join(sorted(prefix.lower().replace("u", "").replace("f", "")))
    return f'{telling}"{body if "r" in telling else _QUOTE.sub(lambda match: match[1], body)}"'


def digest(*parts: object) -> str:
    """The SHA-256 of some texts and numbers, in hexadecimal digits."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def fingerprinted(findings: Sequence[Finding], root_of: Callable[[str], str], source_of: Callable[[Cell], Source | None]) -> tuple[Finding, ...]:
    """The findings with what tells them from others.

    ``content`` is a digest of the text at the place, as ``plain`` gives it; ``occurrence`` counts, from 1, those of one rule in one file with the same
    text. The fingerprint is a digest of the code, the path within ``root_of`` it, and these two, so that edits elsewhere leave it alone.

    Args:
        findings: in order of path and position.
        root_of: the folder that a file's path is told from.
        source_of: the text that a place points into.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    result = []
    for each in findings:
        path = each.place.path
        source = source_of(cell_of(each.place))
        content = digest(plain(source.at(each.place.span)) if source else "")
        seen[each.code, path, content] += 1
        occurrence = seen[each.code, path, content]
        within = path.removeprefix(root_of(path).rstrip("/") + "/")
        result.append(replace(each, content=content, occurrence=occurrence, fingerprint=digest(each.code, within, content, occurrence)))
    return tuple(result)
