"""A code block as it stands in a page: each of its lines behind an indentation, a quote's marker or a prompt."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.model.change import Edit
from engine_lint.model.place import Position, Span
from engine_lint.model.source import Source

PROMPT = expression(r"(?:>>>|\.\.\.)(?: |$)")
_LINES = expression(r"[^\n]*\n|[^\n]+")
_FIRST, _NEXT = ">>> ", "... "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block: the line of the page that it stands on, and how many characters of that one come before it."""

    number: int
    cut: int


@dataclass(frozen=True, slots=True)
class Block:
    """The code of a block, its lines in the page, and what they stand behind, prompts aside. ``console`` tells that there are prompts."""

    text: str
    lines: tuple[Line, ...]
    margin: str = ""
    console: bool = False

    def outward(self, position: Position) -> Position:
        """A position in the block as one in the page."""
        line = self.lines[min(position.line, len(self.lines)) - 1]
        return Position(line.number, position.column + line.cut)

    def outward_span(self, span: Span) -> Span:
        """A span in the block as one in the page."""
        return Span(self.outward(span.start), self.outward(span.end))

    def outward_edits(self, path: str, edits: Sequence[Edit]) -> list[Edit]:
        """Edits of the block as edits of the page, where every line that comes in gets what stands before its neighbours."""
        starts = self._statements_after(edits)
        found, grown = [], 0
        for edit in edits:
            number = edit.span.start.line + grown
            pieces = _LINES.findall(edit.text)
            if _is_of_whole_lines(edit):
                span = Span(*(Position(self.lines[each.line - 1].number, 1) for each in (edit.span.start, edit.span.end)))
                text = "".join(self._before(piece, number + index, starts) + piece for index, piece in enumerate(pieces))
            else:
                span = self.outward_span(edit.span)
                if pieces and pieces[-1].endswith("\n"):
                    pieces.append("")
                text = "".join((self._before(piece, number + index, starts) if index else "") + piece for index, piece in enumerate(pieces))
            grown += edit.text.count("\n") - (edit.span.end.line - edit.span.start.line)
            found.append(Edit(path, span, text))
        return found

    def _before(self, piece: str, number: int, starts: Collection[int]) -> str:
        """What stands before a line that comes in; its number is that in the new text."""
        prompt = (_FIRST if number in starts else _NEXT) if self.console else ""
        blank = piece.endswith("\n") and not piece.strip()
        return f"{self.margin}{prompt}".rstrip() if blank else f"{self.margin}{prompt}"

    def _statements_after(self, edits: Sequence[Edit]) -> frozenset[int]:
        """The lines on which a statement starts once the edits are made, of a console session."""
        if not self.console:
            return frozenset()
        from engine_lint.python.edits import apply

        text = apply(Source("", self.text), [Edit("", edit.span, edit.text) for edit in edits])
        try:
            return frozenset(statement.lineno for statement in _parsed(text).body)
        except SyntaxError:
            return frozenset()


def block(page: Source, lines: Sequence[Line]) -> Block:
    """The block that some lines of a page make; one with prompts keeps only what was typed behind them."""
    lines = tuple(_trimmed(page, lines))
    margin = next((page.line(line.number)[: line.cut] for line in lines if _content(page, line).strip()), "")
    if any(_content(page, line).startswith(">>>") for line in lines):
        typed = tuple(_typed(page, line) for line in lines)
        return Block(_joined(page, typed), typed, margin, console=True)
    return Block(_joined(page, lines), lines, margin)


def _is_of_whole_lines(edit: Edit) -> bool:
    """Whether lines go and come as a whole, so that nothing is left of what stands before the ones that go."""
    return edit.span.start.column == edit.span.end.column == 1 and (edit.text.endswith("\n") or not edit.text)


def _trimmed(page: Source, lines: Sequence[Line]) -> list[Line]:
    """Without blank lines at the end, which belong to what follows."""
    kept = list(lines)
    while kept and not _content(page, kept[-1]).strip():
        kept.pop()
    return kept


def _typed(page: Source, line: Line) -> Line:
    """A line of a console session without its prompt; empty where it is what the session answered."""
    content = _content(page, line)
    match = PROMPT.match(content)
    return Line(line.number, line.cut + (match.end() if match else len(content)))


def _content(page: Source, line: Line) -> str:
    return page.line(line.number)[line.cut :]


def _joined(page: Source, lines: Sequence[Line]) -> str:
    return page.newline.join(_content(page, line) for line in lines)


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)
