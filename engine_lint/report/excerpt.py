"""Source lines as a terminal can show them: passwords masked, tabs and wide characters measured, control characters harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.report.harmless import harmless
from engine_lint.report.hiding.hidden import hidden_in_line
from engine_lint.report.masking import MASK, secrets

if TYPE_CHECKING:
    from engine_lint.model.place import Span
    from engine_lint.model.source import Source
    from engine_lint.report.style import Painter

TAB = 4
WIDEST = 180
"""Columns of a line that are shown; a longer one is cut around the place of interest."""
MOST_LINES = 8
"""Lines of a span that are shown in full; the middle of a longer one is left out."""
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """A source line as shown. ``columns[i]`` is where character ``i`` (from 0) begins on the screen; one more for the end."""

    text: str
    columns: tuple[int, ...]

    def column(self, position: int) -> int:
        """Where a 1-based source column stands on the screen."""
        return self.columns[max(0, min(position - 1, len(self.columns) - 1))]


def line_of(source: Source, number: int) -> Line:
    """A line of a text, counted from 1, as it appears on a screen."""
    return shown_line(source.line(number), hidden_in_line(source, number))


def shown_line(raw: str, hidden: Sequence[tuple[int, int]] | None = None) -> Line:
    """A line as it appears on a screen. ``hidden`` are the stretches of it that are not shown; what looks like a password where it is None."""
    pieces: list[str] = []
    columns: list[int] = []
    at = 0
    for piece in _pieces(raw, secrets(raw) if hidden is None else hidden):
        columns.append(at)
        if piece == "\t":
            piece = " " * (TAB - at % TAB)
        pieces.append(piece)
        at += width(piece)
    return Line("".join(pieces), (*columns, at))


def _pieces(raw: str, stretches: Sequence[tuple[int, int]]) -> Iterator[str]:
    """What each character of a line becomes; the first of a password becomes the mask, the others nothing."""
    hidden: dict[int, str] = {}
    for start, end in stretches:
        hidden.setdefault(start, "" if start - 1 in hidden else MASK)
        hidden.update((index, "") for index in range(start + 1, end) if index not in hidden)
    for index, character in enumerate(raw):
        if index in hidden:
            yield hidden[index]
        else:
            yield character if character == "\t" else harmless(character)


def width(text: str) -> int:
    """The columns that a text takes on a screen."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place within an excerpt that has a label of its own; it lies on one line."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """How an excerpt is drawn: in which colour, and how wide the margin for line numbers is."""

    painter: Painter
    colour: tuple[str, ...]
    gutter: int

    def line(self, number: int | str, text: str) -> str:
        """A line with its number in the margin."""
        return f"{self.painter.paint(f'{number:>{self.gutter}} |', 'blue')} {text}".rstrip()

    def primary(self, text: str) -> str:
        """Text in the excerpt's own colour."""
        return self.painter.paint(text, *self.colour)

    def secondary(self, text: str) -> str:
        """Text in the colour of marks."""
        return self.painter.paint(text, "blue")


def excerpt(source: Source, span: Span, label: str, marks: Sequence[Mark], frame: Frame) -> Iterator[str]:
    """The lines of a span with carets under it, or a bracket along it where it has several lines; marks are underlined with ``-``."""
    if last_line(span) == span.start.line:
        yield from _single(source, span, label, marks, frame)
    else:
        yield from _several(source, span, label, marks, frame)


def last_line(span: Span) -> int:
    """The last line that a span has a character on."""
    return span.end.line - 1 if span.end.column == 1 and span.end.line > span.start.line else span.end.line


def _single(source: Source, span: Span, label: str, marks: Sequence[Mark], frame: Frame) -> Iterator[str]:
    line = line_of(source, span.start.line)
    start = line.column(span.start.column)
    end = max(line.column(span.end.column) if span.end.line == span.start.line else line.columns[-1], start + 1)
    text, shift = _window(line.text, start, end)
    yield frame.line(span.start.line, text)
    start, end = start - shift, max(min(end - shift, WIDEST), start - shift + 1)
    ranges = [(*_columns(line, mark.span, shift), mark.label) for mark in marks]
    yield frame.line("", " " * start + _underline(start, end, ranges, frame) + (frame.primary(f" {label}") if label else ""))
    for at, _, text in ranges:
        yield frame.line("", " " * at + frame.secondary(text))


def _columns(line: Line, span: Span, shift: int) -> tuple[int, int]:
    start = min(max(line.column(span.start.column) - shift, 0), WIDEST - 1)
    return start, max(min(line.column(span.end.column) - shift, WIDEST), start + 1)


def _underline(start: int, end: int, ranges: Sequence[tuple[int, int, str]], frame: Frame) -> str:
    signs = "".join("-" if any(low <= at < high for low, high, _ in ranges) else "^" for at in range(start, end))
    return "".join(frame.secondary(run) if run[0] == "-" else frame.primary(run) for run in re.findall(r"-+|\^+", signs))


def _several(source: Source, span: Span, label: str, marks: Sequence[Mark], frame: Frame) -> Iterator[str]:
    last = last_line(span)
    bar = frame.primary("|")
    first = line_of(source, span.start.line)
    yield frame.line(span.start.line, f"  {_window(first.text, 0, 0)[0]}")
    yield frame.line("", frame.primary(f" {'_' * (min(first.column(span.start.column), WIDEST) + 1)}^"))
    elided = False
    for number in range(span.start.line, last + 1):
        here = [mark for mark in marks if mark.span.start.line == number]
        shown = number in (span.start.line, last) or bool(here) or number - span.start.line < MOST_LINES - 2 or last - span.start.line < MOST_LINES
        line = line_of(source, number) if shown else first
        if number > span.start.line and shown:
            yield frame.line(number, f"{bar} {_window(line.text, 0, 0)[0]}")
        elif not shown and not elided:
            yield frame.line("...", bar)
        elided = not shown
        for mark in here:
            start, end = _columns(line, mark.span, 0)
            yield frame.line("", f"{bar} {' ' * start}{frame.secondary('-' * (end - start) + ' ' + mark.label)}")
    closing = line_of(source, last)
    end = min(closing.column(span.end.column) if last == span.end.line else closing.columns[-1], WIDEST)
    yield frame.line("", frame.primary(f"|{'_' * max(end, 1)}^ {label}".rstrip()))


def _window(text: str, start: int, end: int) -> tuple[str, int]:
    """The part of a long line around the columns ``start`` to ``end``, and how far it was shifted to the left."""
    if width(text) <= WIDEST:
        return text, 0
    left = max(0, start - 20) if end > WIDEST else 0
    part = text[left : left + WIDEST]
    shift = left
    if left:
        part, shift = _CUT + part, left - 1
    return (part + _CUT if left + WIDEST < len(text) else part), shift
