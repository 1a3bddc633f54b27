"""TOML with places. The standard library's parser decides what is valid and what a value is; this one only tells where things stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.tree import Member, Node
from engine_lint.knowledge.tables import parse_toml

_BARE = expression(r"[A-Za-z0-9_-]+")
_BASIC = expression(r'"(?:\\.|[^"\\\r\n])*"')
_LITERAL = expression(r"'[^'\r\n]*'")
_LONG_BASIC = expression(r'"""(?:\\[\s\S]|[^\\])*?"{3,5}(?!")')
_LONG_LITERAL = expression(r"'''[\s\S]*?'{3,5}(?!')")
_PLAIN = expression(r"[^,\]}#\r\n]+")
_BLANK = expression(r"[ \t]*")
_GAP = expression(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_LINE_END = expression(r"\r\n|\n")
_COMMENT = expression(r"#[^\r\n]*")
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Header:
    """``[table]`` or ``[[table]]``; ``end`` is behind its last bracket, ``line_end`` behind its line."""

    path: tuple[str, ...]
    start: int
    end: int
    line_end: int
    is_array: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """``key = value`` below a header. ``start`` is where its key starts, ``line_start`` and ``line_end`` are the bounds of its lines."""

    header: Header | None
    keys: tuple[str, ...]
    line_start: int
    start: int
    key_end: int
    value: Node
    line_end: int


@dataclass(slots=True)
class Toml:
    """The lines of a TOML file. ``comments`` are where comments start and end."""

    headers: list[Header] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)

    def below(self, header: Header | None) -> list[Statement]:
        """The statements that belong to a header, or to none."""
        return [each for each in self.statements if each.header is header]


def read_toml(text: str) -> Toml:
    """The lines of a TOML text.

    Raises:
        ValueError: it is not TOML, or it is nested too deeply.
    """
    try:
        parse_toml(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    reader = _Reader(text)
    reader.run()
    return reader.found


class _Reader:
    """Goes over a text that is known to be TOML."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Toml()
        self.header: Header | None = None

    def run(self) -> None:
        """Take all lines."""
        at = self._gap(0)
        while at < len(self.text):
            at = self._gap(self._header(at) if self.text[at] == "[" else self._statement(at))

    def _gap(self, at: int) -> int:
        match = _GAP.match(self.text, at)
        end = match.end() if match else at
        self.found.comments += [each.span() for each in _COMMENT.finditer(self.text, at, end)]
        return end

    def _rest_of_line(self, at: int) -> int:
        at = _end(_BLANK, self.text, at)
        comment = _COMMENT.match(self.text, at)
        if comment:
            self.found.comments.append(comment.span())
            at = comment.end()
        return _end(_LINE_END, self.text, at)

    def _header(self, start: int) -> int:
        is_array = self.text.startswith("[[", start)
        keys, _, at = self._keys(start + 1 + is_array)
        end = at + 1 + is_array
        line_end = self._rest_of_line(end)
        self.header = Header(keys, start, end, line_end, is_array)
        self.found.headers.append(self.header)
        return line_end

    def _statement(self, start: int) -> int:
        keys, key_end, at = self._keys(start)
        value = self._value(_end(_BLANK, self.text, at + 1), 0)
        line_end = self._rest_of_line(value.end)
        line_start = self.text.rfind("\n", 0, start) + 1
        self.found.statements.append(Statement(self.header, keys, line_start, start, key_end, value, line_end))
        return line_end

    def _keys(self, at: int) -> tuple[tuple[str, ...], int, int]:
        """A dotted key, where it ends, and where the sign behind it stands."""
        keys = []
        while True:
            at = _end(_BLANK, self.text, at)
            match = (_BARE if self.text[at] not in "\"'" else _BASIC if self.text[at] == '"' else _LITERAL).match(self.text, at)
            assert match is not None
            keys.append(match.group() if self.text[at] not in "\"'" else str(_scalar(match.group())))
            at = _end(_BLANK, self.text, match.end())
            if self.text[at] != ".":
                return tuple(keys), match.end(), at
            at += 1

    def _value(self, at: int, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        if self.text[at] == "[":
            return self._array(at, depth)
        if self.text[at] == "{":
            return self._inline(at, depth)
        for sign, pattern in (('"""', _LONG_BASIC), ("'''", _LONG_LITERAL), ('"', _BASIC), ("'", _LITERAL), ("", _PLAIN)):
            match = pattern.match(self.text, at) if self.text.startswith(sign, at) else None
            if match:
                end = at + len(match.group().rstrip(" \t"))
                return Node(at, end, _scalar(self.text[at:end]))
        raise ValueError("a value is missing")

    def _array(self, start: int, depth: int) -> Node:
        elements: list[Node] = []
        at = self._gap(start + 1)
        while self.text[at] != "]":
            elements.append(self._value(at, depth + 1))
            at = self._gap(elements[-1].end)
            at = self._gap(at + 1) if self.text[at] == "," else at
        return Node(start, at + 1, [], None, tuple(elements))

    def _inline(self, start: int, depth: int) -> Node:
        members: list[Member] = []
        at = self._gap(start + 1)
        while self.text[at] != "}":
            keys, key_end, sign = self._keys(at)
            value = self._value(_end(_BLANK, self.text, sign + 1), depth + 1)
            members.append(Member(".".join(keys), at, key_end, value))
            at = self._gap(value.end)
            at = self._gap(at + 1) if self.text[at] == "," else at
        return Node(start, at + 1, None, tuple(members))


_Placed = tuple[tuple[str, ...], Statement]
"""A statement with its whole path, that of its header included."""


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _scalar(text: str) -> object:
    return parse_toml(f"x = {text}\n")["x"]


def tables(toml: Toml) -> Node:
    """The file as one table. Tables under a header stand where the header does, those of dotted keys where the first of these does.

    The file itself stands at its very beginning. Arrays of tables are left out.
    """
    arrays = {header.path for header in toml.headers if header.is_array}
    headers = [header for header in toml.headers if not _within(header.path, arrays)]
    statements = [((*(each.header.path if each.header else ()), *each.keys), each) for each in toml.statements]
    return Node(0, 0, None, tuple(_members((), [(whole, each) for whole, each in statements if not _within(whole, arrays)], headers)))


def _within(path: tuple[str, ...], arrays: set[tuple[str, ...]]) -> bool:
    return any(path[: len(array)] == array for array in arrays)


def _members(path: tuple[str, ...], statements: list[_Placed], headers: list[Header]) -> Iterator[Member]:
    """The members of the table at a path, out of the statements and headers that lie in it."""
    depth = len(path)
    inside: dict[str, list[_Placed]] = {}
    below: dict[str, list[Header]] = {}
    for whole, each in statements:
        inside.setdefault(whole[depth], []).append((whole, each))
        below.setdefault(whole[depth], [])
    for header in headers:
        if len(header.path) > depth:
            below.setdefault(header.path[depth], []).append(header)
    for name, own in below.items():
        yield _member((*path, name), inside.get(name, []), own)


def _member(path: tuple[str, ...], statements: list[_Placed], headers: list[Header]) -> Member:
    leaf = next((each for whole, each in statements if whole == path), None)
    if leaf is not None:
        return Member(path[-1], leaf.start, leaf.key_end, leaf.value)
    own = next((header for header in headers if header.path == path), None)
    dotted = next((each for whole, each in statements if len(whole) == len(path) + 1 and len(each.keys) > 1 and not _starts_within(each, path)), None)
    if own is not None:
        start, end = own.start, own.end
    elif dotted is not None:
        start, end = dotted.start, dotted.key_end
    else:
        start, end = (headers[0].start, headers[0].end) if headers else (statements[0][1].start, statements[0][1].key_end)
    members = tuple(_members(path, statements, headers))
    return Member(path[-1], start, end, Node(start, end, None, members, implied=own is None and dotted is None))


def _starts_within(statement: Statement, path: tuple[str, ...]) -> bool:
    """Whether a statement stands below the header of a table or of one in it."""
    return statement.header is not None and len(statement.header.path) >= len(path)
