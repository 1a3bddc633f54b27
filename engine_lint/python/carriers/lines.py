"""The lines of a file as Python's tokenizer sees them: logical lines, the statements on them, blocks, comments."""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import field
from functools import lru_cache

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotRewrite
from engine_lint.expression import expression
from engine_lint.model.place import Place
from engine_lint.model.source import Source

_COMPOUND = frozenset(
    ("if", "elif", "else", "for", "while", "try", "except", "finally", "with", "class", "def", "async", "match", "case"),
)
_SOFT = frozenset(("match", "case"))
"""Words that are names too: ``match: int = 1`` is no header."""
_LONE_CARRIAGE_RETURN = expression(r"\r(?!\n)")
_SPREAD_FROM, _SPREAD_TO = re.compile(r"\*\*(\(\s*)\Z"), re.compile(r"\s*\)")
_AROUND = 200
"""How far before an expression its parenthesis is looked for."""
_UNSEEN = frozenset((tokenize.NL, tokenize.ENDMARKER, tokenize.ENCODING))


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment by its indices into the text. ``alone`` tells that nothing else stands on its line; ``line`` counts from 1."""

    start: int
    end: int
    text: str
    line: int
    alone: bool


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """What ends with one NEWLINE token: indices without indentation and trailing comment.

    ``statements`` are the simple statements on it, by index; ``headed`` tells that a header such as ``if x:`` stands before
    them on the same line. A header alone is one statement. ``block`` numbers the indented block it stands in, 0 for the module.
    """

    start: int
    end: int
    block: int
    headed: bool
    statements: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The logical lines and comments of one source, in the order of the text."""

    source: Source
    logical: tuple[LogicalLine, ...]
    comments: tuple[Comment, ...]

    def with_parentheses(self, start: int, end: int) -> tuple[int, int]:
        """The indices of ``(options or {})`` for those of what is in it, after ``**``: a dict display in its place needs no parentheses."""
        first = max(start - _AROUND, 0)
        before, after = _SPREAD_FROM.search(self.source.text[first:start]), _SPREAD_TO.match(self.source.text, end)
        return (first + before.start(1), after.end()) if before and after else (start, end)

    def logical_at(self, offset: int) -> LogicalLine:
        """The logical line that covers an index, or the last one that starts before it."""
        index = bisect_right(self.logical, offset, key=lambda line: line.start) - 1
        if index < 0:
            raise CannotRewrite("there is no statement at that place")
        return self.logical[index]

    def comments_between(self, start: int, end: int) -> tuple[Comment, ...]:
        """The comments that start in ``[start, end)``."""
        first = bisect_left(self.comments, start, key=lambda comment: comment.start)
        last = bisect_left(self.comments, end, key=lambda comment: comment.start)
        return self.comments[first:last]

    def indices(self, place: Place) -> tuple[int, int]:
        """The indices into the text of a place."""
        return self.source.offset(place.span.start), self.source.offset(place.span.end)

    def line_start(self, offset: int) -> int:
        """The index at which the physical line of ``offset`` starts."""
        return self.source.line_starts[bisect_right(self.source.line_starts, offset) - 1]

    def next_line(self, offset: int) -> int:
        """The index at which the physical line after that of ``offset`` starts, the end of the text for the last line."""
        index = bisect_right(self.source.line_starts, offset)
        return self.source.line_starts[index] if index < len(self.source.line_starts) else len(self.source.text)

    def indentation(self, offset: int) -> str:
        """The white space that the physical line of ``offset`` starts with."""
        line = self.source.line(bisect_right(self.source.line_starts, offset))
        return line[: len(line) - len(line.lstrip(" \t\f"))]


@lru_cache(maxsize=4)
def read_lines(source: Source) -> Lines:
    """The lines of a source; asked for once per finding, read once per file.

    Raises:
        CannotRewrite: the tokenizer refuses the text.
    """
    reader = _Reader(source)
    try:
        for token in _tokens(source.text):
            reader.take(token)
    except (tokenize.TokenError, SyntaxError) as error:
        raise CannotRewrite("the tokenizer of the running Python cannot read the file") from error
    return Lines(source, tuple(reader.logical), tuple(reader.comments))


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    normal = _LONE_CARRIAGE_RETURN.sub("\n", text)
    return tokenize.generate_tokens(io.StringIO(normal, newline="").readline)


@dataclass(slots=True)
class _Reader:
    """Collects logical lines from tokens."""

    source: Source
    logical: list[LogicalLine] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    blocks: list[int] = field(default_factory=lambda: [0])
    last_block: int = 0
    current: list[tokenize.TokenInfo] = field(default_factory=list)

    def take(self, token: tokenize.TokenInfo) -> None:
        if token.type == tokenize.COMMENT:
            self._comment(token)
        elif token.type == tokenize.INDENT:
            self.last_block += 1
            self.blocks.append(self.last_block)
        elif token.type == tokenize.DEDENT:
            self.blocks.pop()
        elif token.type == tokenize.NEWLINE:
            self._close()
        elif token.type not in _UNSEEN:
            self.current.append(token)

    def _comment(self, token: tokenize.TokenInfo) -> None:
        start = self._offset(token.start)
        line_start = self.source.line_starts[token.start[0] - 1]
        alone = not self.source.text[line_start:start].strip()
        self.comments.append(Comment(start, start + len(token.string), token.string, token.start[0], alone))

    def _offset(self, position: tuple[int, int]) -> int:
        return self.source.line_starts[position[0] - 1] + position[1]

    def _close(self) -> None:
        if not self.current:
            return
        start, end = self._offset(self.current[0].start), self._offset(self.current[-1].end)
        headed, parts = _split(self.current)
        statements = tuple((self._offset(part[0].start), self._offset(part[-1].end)) for part in parts)
        self.logical.append(LogicalLine(start, end, self.blocks[-1], headed, statements))
        self.current = []


def _split(tokens: list[tokenize.TokenInfo]) -> tuple[bool, list[list[tokenize.TokenInfo]]]:
    """Whether a header stands before the simple statements of a logical line, and the tokens of each statement."""
    start = _after_header(tokens)
    headed = 0 < start < len(tokens)
    parts: list[list[tokenize.TokenInfo]] = [[]]
    depth = 0
    for token in tokens[start if headed else 0 :]:
        depth += _depth(token)
        if token.string == ";" and depth == 0 and token.type == tokenize.OP:
            parts.append([])
        else:
            parts[-1].append(token)
    return headed, [part for part in parts if part]


def _after_header(tokens: list[tokenize.TokenInfo]) -> int:
    """The index after the colon that ends a compound statement's header, 0 where there is none."""
    if tokens[0].string not in _COMPOUND:
        return 0
    depth = lambdas = 0
    for index, token in enumerate(tokens):
        depth += _depth(token)
        if token.string == "lambda" and depth == 0:
            lambdas += 1
        elif token.string == ":" and depth == 0:
            if lambdas:
                lambdas -= 1
            elif index == 1 and tokens[0].string in _SOFT:
                return 0
            else:
                return index + 1
    return 0


def _depth(token: tokenize.TokenInfo) -> int:
    if token.type != tokenize.OP:
        return 0
    return (token.string in "([{") - (token.string in ")]}")
