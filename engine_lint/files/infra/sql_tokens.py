"""SQL as statements of words, strings and signs. Comments are left out, those that MySQL executes excepted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

_MYSQL = expression(
    r"(?P<skip>--[^\n]*|\#[^\n]*|/\*!\d*|\*/|/\*(?!!).*?(?:\*/|\Z))"
    r"|(?P<string>'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\")"
    r"|(?P<word>`[^`]*`|@{0,2}[A-Za-z_$\d][\w$.]*(?:(?<=\.)`[^`]*`)?)"
    r"|(?P<sign>:=|[;,=()*])"
    r"|(?P<other>[^\s\w'\"`\#/\-;,=()*:@$]+|\S)",
    re.DOTALL,
)
_POSTGRESQL = expression(
    r"(?P<skip>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<string>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|(?P<dollar>\$\w*\$).*?(?P=dollar))"
    r"|(?P<word>\"[^\"]*\"|[A-Za-z_\d][\w$.]*)"
    r"|(?P<sign>[;,=()])"
    r"|(?P<other>[^\s\w'\"/\-;,=()$]+|\S)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a statement between two indices of the text. ``text`` of a string is without its quotes; ``kind`` is one of the groups above."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """A keyword in the case in which they are compared; empty for strings."""
        return "" if self.kind == "string" else self.text.upper()


def mysql_statements(text: str) -> Iterator[list[Token]]:
    """The statements of a script as MySQL and MariaDB take it apart."""
    return _statements(_MYSQL, text)


def postgresql_statements(text: str) -> Iterator[list[Token]]:
    """The statements of a script as PostgreSQL takes it apart."""
    return _statements(_POSTGRESQL, text)


def _statements(pattern: re.Pattern[str], text: str) -> Iterator[list[Token]]:
    statement: list[Token] = []
    for match in pattern.finditer(text):
        kind = match.lastgroup or ""
        if kind == "dollar" or match["string"] is not None:
            kind = "string"
        if kind == "sign" and match.group() == ";":
            yield statement
            statement = []
        elif kind != "skip":
            statement.append(Token(kind, _inner(kind, match.group()), match.start(), match.end()))
    yield statement


def _inner(kind: str, text: str) -> str:
    """A token's text without its quotes."""
    if kind == "word":
        return text[1:-1] if text[0] == '"' else text.replace("`", "")
    if kind != "string":
        return text
    if text[0] == "$":
        return text[text.index("$", 1) + 1 : text.rindex("$", 0, -1)]
    body = text[2:-1] if text[0] in "eE" else text[1:-1]
    return body.replace(text[-1] * 2, text[-1])
