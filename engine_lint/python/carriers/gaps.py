"""The text between two elements of a call or a dict: white space, comments and at most one comma."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

_PIECE = expression(r"#[^\r\n]*|\r\n|\r|\n|\\(?:\r\n|\r|\n)|,|[^#\r\n\\,]+|\\")
_LINE_ENDS = frozenset(("\r\n", "\r", "\n"))


def pieces(text: str) -> Iterator[str]:
    """Comments, line ends, joined line ends, commas and stretches of white space, in order."""
    for match in _PIECE.finditer(text):
        yield match.group()


@dataclass(frozen=True, slots=True)
class Gap:
    """``before`` stands left of the comma, ``after`` right of it. Without a comma everything is in ``after``."""

    before: str
    comma: bool
    after: str

    @property
    def text(self) -> str:
        """The gap as it stands in the file."""
        return f"{self.before}{',' if self.comma else ''}{self.after}"


def parse_gap(text: str) -> Gap:
    """Splits a gap at its comma; commas in comments are none."""
    before = ""
    for piece in pieces(text):
        if piece == ",":
            return Gap(before, True, text[len(before) + 1 :])
        before += piece
    return Gap("", False, text)


def has_newline(text: str) -> bool:
    """Whether a line ends in the gap; a line joined by a backslash does not end."""
    return any(piece in _LINE_ENDS for piece in pieces(text))


def has_comment(text: str) -> bool:
    """Whether a comment stands in the gap."""
    return any(piece.startswith("#") for piece in pieces(text))


def comments_in(text: str) -> list[str]:
    """The comments of a gap."""
    return [piece.rstrip() for piece in pieces(text) if piece.startswith("#")]


def split_first_line(text: str, indentation: str = "") -> tuple[str, str]:
    """Splits the text after an element into what stands on the element's line and the rest, which starts with the line end.

    Comment lines that stand further right than ``indentation`` continue a comment on the element's line and stay with it.
    """
    head = ""
    for piece in pieces(text):
        if piece in _LINE_ENDS:
            break
        head += piece
    rest = text[len(head) :]
    if has_comment(head):
        continued = re.match(rf"(?:(?:\r\n|\r|\n){re.escape(indentation)}[ \t]+#[^\r\n]*)+(?=[\r\n])", rest)
        if continued:
            return head + continued.group(), rest[continued.end() :]
    return head, rest


def split_last_line(text: str) -> tuple[str, str, str]:
    """Splits a gap at its last line end: what is before, the line end (may be empty), the indentation behind it."""
    start = end = 0
    position = 0
    for piece in pieces(text):
        if piece in _LINE_ENDS:
            start, end = position, position + len(piece)
        position += len(piece)
    return text[:start], text[start:end], text[end:]


def without_comments(text: str, offset: int, starts: Collection[int]) -> str:
    """The gap without the comments that start at ``starts``; ``offset`` is where the gap starts. Lines left empty go too."""
    kept: list[str] = []
    dropped_line = False
    for piece in pieces(text):
        if piece.startswith("#") and offset in starts:
            if kept and not kept[-1].strip(" \t\f") and kept[-1] not in _LINE_ENDS:
                kept.pop()
            dropped_line = bool(kept) and kept[-1] in _LINE_ENDS
        elif dropped_line and piece in _LINE_ENDS:
            dropped_line = False
        else:
            kept.append(piece)
        offset += len(piece)
    return "".join(kept)
