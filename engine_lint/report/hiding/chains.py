"""Texts that are put together: neighbouring strings, ``+``, ``%``, ``.format()`` and f-strings, read as the one text that they become."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.report.hiding.findings import FIELD, Hiding
from engine_lint.report.hiding.lexing import Row, Token
from engine_lint.report.masking import up_to_at

HOLE = "\0"
"""Stands in a text for what is only known when the program runs."""
_PASSWORDS = (
    re.compile(r"://[^\s/@:'\"]*:(?P<secret>[^/\r\n]+)@"),
    re.compile(
        r"(?i)(?:^|[?&;'\"]|(?P<blank>\s))\w*(?:pass(?:word|wd)?|pwd|secret|token)="
        r"(?P<secret>'[^']*'|\{[^}]{0,1000}\}+|(?(blank)[^\s'\"]|[^\s&;'\"])+)"
    ),
    re.compile(r"(?im)(?:password|pwd)%3d(?P<secret>.+?)(?:%3b|&|$)"),
)
_URL, _AT = re.compile(r"://[^\s/@:'\"]*:"), re.compile(r"[@\r\n]")
_PERCENT = expression(r"%(?:\((?P<key>\w+)\))?[-#0 +]*\d*(?:\.\d+)?[sdrif]")
_NEVER = expression(r"(?!)")
_OPERATORS = ("%", "if", "else", "for", "and", "or", "in", "is", "==", "!=", "+", "*")
Fill = Callable[[], None]


@dataclass(slots=True)
class Chain:
    """A text put together. ``at`` tells where each of its characters stands, ``fills`` what is to be done where a hole is part of a password."""

    text: str = ""
    at: list[int] = field(default_factory=list)
    fills: dict[int, Fill] = field(default_factory=dict)
    holes: int = 0

    def add(self, text: str, start: int) -> None:
        """Add what stands from a place on."""
        self.text += text
        self.at.extend(range(start, start + len(text)))

    def add_hole(self, fill: Fill) -> None:
        """Add what is only known later."""
        self.fills[len(self.text)] = fill
        self.holes += 1
        self.text += HOLE
        self.at.append(-1)


def hide_in_chains(row: Row, hiding: Hiding) -> None:
    """Hide passwords in the texts that strings of a row are put together to."""
    number = 0
    while number < len(row):
        if row[number].kind == "string":
            parts, stop = _parts(row, number)
            if any(_tells(each) for each in parts if isinstance(each, Token)):
                _hide(_chain(parts, stop, row, hiding), hiding)
            number = stop
        else:
            number += 1


def _tells(token: Token) -> bool:
    lowered = token.text.lower()
    return "://" in lowered or any(word in lowered for word in ("pass", "pwd", "secret", "token"))


def _parts(row: Row, number: int) -> tuple[list[Token | range], int]:
    """The strings and expressions of a chain, and where it ends."""
    found: list[Token | range] = []
    while True:
        token = row[number]
        if token.kind == "string":
            found.append(token)
            number += 1
        elif token.says("+") and found:
            number += 1
            if row[number].kind != "string":
                expression = row.expression(number, *_OPERATORS)
                found.append(expression)
                number = max(expression.stop, number)
        elif _is_nested(row, number):
            stop = next(at for at in range(number, len(row)) if row[at].kind == "string")
            found.append(range(number, stop))
            number = stop
        else:
            return found, number


def _is_nested(row: Row, number: int) -> bool:
    """Whether a token stands in a field of an f-string that has the same quotes as the f-string, as Python 3.12 allows it."""
    before, token = row[number - 1], row[number]
    if before.kind != "string" or not before.is_formatted or token.start != before.end + 1 or before.text.count("{") <= before.text.count("}"):
        return False
    return token.kind == "name" and any(row[at].kind == "string" for at in range(number, min(number + 8, len(row))))


def _chain(parts: Sequence[Token | range], stop: int, row: Row, hiding: Hiding) -> Chain:
    chain, fill = Chain(), _filler(row, stop, hiding)
    pattern = _PERCENT if row[stop].says("%") else FIELD if _is_format(row, stop) else _NEVER
    for part in parts:
        if isinstance(part, range):
            chain.add_hole(_fill_with(row, part, hiding))
            continue
        position = 0
        for found in (FIELD if part.is_formatted else pattern).finditer(part.text):
            chain.add(part.text[position : found.start()], part.start + position)
            if part.is_formatted:
                inner = Row(hiding.text, part.start + found.start() + 1, part.start + found.end() - 1)
                chain.add_hole(_fill_with(inner, range(len(inner)), hiding))
            else:
                chain.add_hole(fill(found, chain.holes))
            position = found.end()
        chain.add(part.text[position:], part.start + position)
    return chain


def _fill_with(row: Row, numbers: range, hiding: Hiding) -> Fill:
    def fill() -> None:
        if (row, numbers) in hiding.done:
            return
        hiding.done.add((row, numbers))
        hiding.hide_values(row, numbers)
        hiding.remember(row, numbers)

    return fill


def _is_format(row: Row, stop: int) -> bool:
    return row[stop].says(".") and row[stop + 1].says("format", "format_map") and row[stop + 2].says("(")


def _filler(row: Row, stop: int, hiding: Hiding) -> Callable[[re.Match[str], int], Fill]:
    """What gives the argument that a field stands for: by name, by number, by its place; all of them where none is plain."""
    opening = stop + 2 if _is_format(row, stop) else stop + 1
    arguments = row.parts(opening) if opening in row.partners else [row.expression(opening, "if", "or")]

    named = {row[each.start].text: each for each in reversed(arguments) if row[each.start + 1].says("=", ":")}
    whole = range(arguments[0].start, arguments[-1].stop)

    def fill(found: re.Match[str], ordinal: int) -> Fill:
        key = (found["key"] if "key" in found.re.groupindex else re.split(r"[!:.\[]", found[0][1:-1])[0]) or str(ordinal)
        if key in named:
            return _fill_with(row, range(named[key].start + 2, named[key].stop), hiding)
        placed = arguments[int(key)] if key.isdecimal() and len(key) < 6 and int(key) < len(arguments) else None
        return _fill_with(row, placed or whole, hiding)

    return fill


def _hide(chain: Chain, hiding: Hiding) -> None:
    for pattern in _PASSWORDS:
        for found in pattern.finditer(chain.text):
            _hide_stretch(chain, *found.span("secret"), hiding)
    for start, end in up_to_at(chain.text, _URL, _AT):
        _hide_stretch(chain, start, end, hiding)


def _hide_stretch(chain: Chain, start: int, end: int, hiding: Hiding) -> None:
    """Hide a stretch of a chain where its characters stand, run by run."""
    runs = _runs(chain, start, end)
    for first, last in runs:
        hiding.hide(first, last)
    for position in range(start, end):
        if position in chain.fills:
            chain.fills[position]()


def _runs(chain: Chain, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    while position < end:
        first = position
        while position + 1 < end and chain.at[position + 1] == chain.at[position] + 1 and chain.at[position] >= 0:
            position += 1
        if chain.at[first] >= 0:
            yield chain.at[first], chain.at[position] + 1
        position += 1
