"""What can be read of a file that the running Python cannot parse as a whole: every statement but those that use what it does not know."""

from __future__ import annotations

import ast
import re
import warnings

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

MAX_JOINED = 40
"""So many lines that look like the start of a statement may belong to the one before: the text of a string does."""
_GOES_ON = expression(r"#|(?:else|elif|except|finally)\b")
_TOKEN = expression(
    r"""(?P<long>\"{3}|'{3})(?:\\.|(?!(?P=long)).)*(?:(?P=long)|\Z)|(?P<quote>["'])(?:\\.|(?!(?P=quote))[^\n])*|\#[^\n]*|\\\r?\n|(?P<open>[(\[{])|(?P<close>[)\]}])""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Lost:
    """Lines that could not be parsed: the number of the first, counted from 1, and their text."""

    line: int
    text: str


def parse_text(text: str) -> ast.Module:
    """The tree of a text.

    Raises:
        SyntaxError: it cannot be parsed; ValueError, RecursionError and MemoryError likewise.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def salvaged(text: str) -> tuple[ast.Module, tuple[Lost, ...]] | None:
    """The statements that do parse, at their own lines, and those that do not; None where none does.

    Of a class or function in which one statement does not parse, the rest is kept.
    """
    file = _File(text)
    file.empty(0, len(file.lines), 0)
    tree = _tree("\n".join(file.lines))
    return (tree, tuple(file.lost)) if tree is not None and tree.body else None


class _File:
    """The lines of a text, in which what does not parse is emptied bit by bit."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.lost: list[Lost] = []
        self._inside = _lines_inside(text)

    def empty(self, first: int, after: int, indent: int) -> None:
        """Empty the statements at one indentation that do not parse."""
        bounds = [*self._starts(first, after, indent), after]
        index = 0
        while index + 1 < len(bounds):
            reach = range(index + 1, min(index + MAX_JOINED, len(bounds)))
            last = next((each for each in reach if self._parses(bounds[index], bounds[each])), None)
            if last is None:
                self._empty_within(bounds[index], bounds[index + 1])
            index = last or index + 1

    def _starts(self, first: int, after: int, indent: int) -> list[int]:
        """The lines on which a statement begins, the first decorator's where there are any."""
        found: list[int] = []
        for number in range(first, after):
            if self._begins(number, indent) and not (found and self._only_decorators(found[-1], number, indent)):
                found.append(number)
        return found

    def _begins(self, number: int, indent: int) -> bool:
        line = self.lines[number]
        return bool(line.strip()) and _indent(line) == indent and number not in self._inside and not _GOES_ON.match(line.lstrip())

    def _only_decorators(self, first: int, after: int, indent: int) -> bool:
        return all(self.lines[number].lstrip().startswith("@") for number in range(first, after) if self._begins(number, indent))

    def _empty_within(self, first: int, after: int) -> None:
        """Empty what does not parse of one statement: some of its body where that is enough, else all of it."""
        head = self.lines[first]
        deeper = min((_indent(line) for line in self.lines[first:after] if line.strip() and _indent(line) > _indent(head)), default=0)
        before, lost = self.lines[first:after], len(self.lost)
        if deeper:
            self.empty(first + 1, after, deeper)
            if self._parses(first, after):
                return
        del self.lost[lost:]
        self.lost.append(Lost(first + 1, "\n".join(before)))
        self.lines[first:after] = [f"{head[: _indent(head)]}pass", *[""] * (after - first - 1)]

    def _parses(self, first: int, after: int) -> bool:
        head = "if True:\n" if _indent(self.lines[first]) else ""
        return _tree(head + "\n".join(self.lines[first:after])) is not None


def _lines_inside(text: str) -> frozenset[int]:
    """The lines that begin within a string or brackets, or behind a backslash; counted from 0."""
    inside: set[int] = set()
    depth = opened = line = at = 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at, length = match.start(), match.group().count("\n")
        if match["open"]:
            opened = opened if depth else line
            depth += 1
        elif match["close"]:
            depth = max(depth - 1, 0)
            inside.update(range(opened + 1, line + 1) if not depth else ())
        else:
            inside.update(range(line + 1, line + length + 1))
    return frozenset(inside)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _tree(text: str) -> ast.Module | None:
    try:
        return parse_text(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
