"""Python code as a row of tokens, also where it is broken: what stands where, and which bracket belongs to which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

_TOKEN = r"""
    (?P<blank>[ \t\f]+|\\\r?\n|\#[^\r\n]*)
    | (?P<newline>\r\n|\r|\n)
    | (?P<string>(?P<prefix>\b[A-Za-z]{1,2})?(?:
          (?![%(long)s])(?P<triple>\"{3}|'{3})(?P<long>(?:\\.|(?!(?P=triple))[^\\])*)(?P=triple)
        | (?![%(short)s])(?P<quote>["'])(?P<short>(?:\\.|(?!(?P=quote))[^\\\r\n])*)(?P=quote)))
    | (?P<name>[^\W\d]\w*)
    | (?P<number>\d[\w.]*)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<operator>==|!=|<=|>=|:=|->|\*\*|.)
    """
_IN_LINE = expression(r"(?:\\.|[^\\\r\n])*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of code. Of a string, ``start`` and ``end`` are those of what stands in it, without prefix and quotes."""

    kind: str
    text: str
    start: int
    end: int
    prefix: str = ""

    @property
    def is_formatted(self) -> bool:
        """Whether it is an f-string."""
        return "f" in self.prefix.lower()

    def says(self, *texts: str) -> bool:
        """Whether it is one of these signs or names."""
        return self.kind != "string" and self.text in texts


END = Token("end", "", 0, 0)
LONGEST = 40
"""Tokens of an expression that are looked at; what stands in its brackets counts for one."""


class Row:
    """The tokens of a stretch of a text but for blanks and comments. Line ends count outside of brackets only."""

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        self.tokens: list[Token] = []
        self.partners: dict[int, int] = {}
        """The number of the closing bracket by that of the opening one."""
        opened: list[int] = []
        for found in _tokens(text, start, len(text) if end is None else end):
            kind = found.lastgroup or ""
            if kind == "blank" or (kind == "newline" and opened):
                continue
            if kind == "open":
                opened.append(len(self.tokens))
            elif kind == "close" and opened:
                self.partners[opened.pop()] = len(self.tokens)
            self.tokens.append(_token(found, kind))

    def __getitem__(self, number: int) -> Token:
        return self.tokens[number] if 0 <= number < len(self.tokens) else END

    def __len__(self) -> int:
        return len(self.tokens)

    def after(self, number: int) -> int:
        """The number of the token behind this one, or behind the bracket that it opens."""
        return self.partners.get(number, number) + 1

    def parts(self, opening: int) -> list[range]:
        """What stands between the commas of a bracket."""
        found, start = [], opening + 1
        last = self.partners.get(opening, len(self) - 1)
        number = start
        while number < last:
            if self[number].says(","):
                found.append(range(start, number))
                start = number + 1
            number = self.after(number)
        return [*found, range(start, last)]

    def expression(self, start: int, *ends: str) -> range:
        """What stands from one token to the next that ends an expression: a comma, a line end, a bracket that closes, or one of ``ends``."""
        number, limit = start, min(len(self), start + LONGEST)
        while number < limit and self[number].kind not in ("newline", "close") and not self[number].says(",", ";", *ends):
            number = self.after(number)
        return range(start, min(number, len(self)))


def _tokens(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The tokens of a stretch of a text.

    The partner of a quote is looked for in vain once: as far as that went, the quotes of its sort have none either.
    """
    unclosed: dict[str, int] = {}
    """How far quotes of a sort have no partner."""
    while start < end:
        for found in _pattern(frozenset(unclosed)).finditer(text, start, end):
            if unclosed and min(unclosed.values()) <= found.start():
                unclosed = {sign: until for sign, until in unclosed.items() if until > found.start()}
                break
            start = found.end()
            yield found
            sign = _unclosed(found, text)
            if sign and sign not in unclosed:
                unclosed[sign] = _looked_at(text, start, end) if len(sign) == 1 else end
                break
        else:
            return


@cache
def _pattern(unclosed: frozenset[str]) -> re.Pattern[str]:
    short, long = ("".join(each[0] for each in unclosed if len(each) == length) for length in (1, 3))
    return re.compile(_TOKEN % {"short": rf"\0{short}", "long": rf"\0{long}"}, re.VERBOSE | re.DOTALL)


def _unclosed(found: re.Match[str], text: str) -> str:
    """The quotes that have no partner, where a token shows that."""
    if found.lastgroup == "operator" and found[0] in ("'", '"'):
        return found[0]
    if found.lastgroup == "string" and found["short"] == "" and text.startswith(found["quote"], found.end()):
        return found["quote"] * 3
    return ""


def _looked_at(text: str, start: int, end: int) -> int:
    found = _IN_LINE.match(text, start, end)
    return found.end() if found else start


def _token(found: re.Match[str], kind: str) -> Token:
    inside = "long" if found["triple"] else "short"
    start, end = found.span(inside) if kind == "string" else found.span()
    return Token(kind, found[inside] if kind == "string" else found[0], start, end, found["prefix"] or "")
