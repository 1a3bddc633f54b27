"""The rewrite in the making: the files it reads, the replacements found so far, the comments that travel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.model.change import (
    Change,
    Code,
    DeleteStatement,
    DropOption,
    Moved,
    NewValue,
    Options,
    RenameOption,
    ReplaceStatement,
    ReplaceValue,
    SetOption,
)
from engine_lint.model.place import Cell, Place, cell_of
from engine_lint.model.source import SourceOf
from engine_lint.python.carriers.lines import Comment, Lines, read_lines
from engine_lint.python.carriers.style import Style, style_of
from engine_lint.python.differences import differences
from engine_lint.python.directives import is_directive

LISTINGS = ("call", "dict")
"""The forms of carriers that list their options in one expression."""
QUERY = "query"
"""The form that is the query of a URL in a string literal."""
SUBCLASS = "subclass"
"""The form that is a call of an extension, in the place of which one of a new subclass is called."""
EXPRESSIONS = (*LISTINGS, QUERY, SUBCLASS)
"""The forms that are one expression."""

_BEHIND = expression(r"[ \t]*[,;]?[ \t]*(?=#)")
_FILE_HEADER = expression(r"#!|#.*?coding[:=]")


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """A replacement in one file by indices. At one and the same index the lower ``rank`` goes first."""

    start: int
    end: int
    rank: int
    number: int
    text: str = field(compare=False)


AFTER, ABOVE = 0, 1
"""Ranks: what belongs behind the line above goes before what belongs to the line below."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The comments that belong to a place: directly above it, inside it, behind it on its last line and below that one."""

    above: tuple[Comment, ...] = ()
    inside: tuple[Comment, ...] = ()
    behind: tuple[Comment, ...] = ()

    def __iter__(self) -> Iterator[Comment]:
        yield from (*self.above, *self.inside, *self.behind)


@dataclass(slots=True)
class Draft:
    """What ``plan`` works on. Cells are told apart by path and number."""

    sources: SourceOf
    changes: Sequence[Change]
    splices: dict[Cell, list[Splice]] = field(default_factory=lambda: defaultdict(list))
    moved: dict[Cell, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    travelling: dict[Cell, set[int]] = field(default_factory=lambda: defaultdict(set))
    attached: dict[Place, Attached] = field(default_factory=dict)
    anchors: dict[Cell, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Where statements stand that get a new one behind them."""
    instead: dict[Cell, dict[int, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    """Statements that share their line, by where they start, with those that take their place when they are deleted."""
    _lines: dict[Cell, Lines] = field(default_factory=dict)
    _styles: dict[Cell, Style] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in moved_places(self.changes):
            self.moved[cell_of(place)].append(self.lines(place).indices(place))
        self._attach()

    def lines(self, place: Place) -> Lines:
        """The lines of the file that a place stands in."""
        cell = cell_of(place)
        if cell not in self._lines:
            self._lines[cell] = read_lines(self.sources(cell))
        return self._lines[cell]

    def lines_of(self, cell: Cell) -> Lines:
        """The lines of a file that some place was looked up in before."""
        return self._lines[cell]

    def style(self, place: Place) -> Style:
        """The style of the file that a place stands in."""
        cell = cell_of(place)
        if cell not in self._styles:
            self._styles[cell] = style_of(self.lines(place).source)
        return self._styles[cell]

    def text(self, place: Place) -> str:
        """The text of a place."""
        return self.lines(place).source.at(place.span)

    def splice(self, cell: Cell, start: int, end: int, text: str, rank: int = AFTER) -> None:
        """Replaces the text between two indices of a file."""
        self.splices[cell].append(Splice(start, end, rank, len(self.splices[cell]), text))

    def rewrite(self, cell: Cell, start: int, old: str, new: str) -> None:
        """Replaces ``old``, which starts at an index of a file, touching only what differs."""
        for first, last, text in differences(old, new):
            self.splice(cell, start + first, start + last, text)

    def add_above(self, place: Place, offset: int, comments: Sequence[str]) -> None:
        """Writes comment lines above the logical line that covers an index."""
        if not comments:
            return
        lines = self.lines(place)
        start = lines.line_start(lines.logical_at(offset).start)
        text = "".join(lines.indentation(start) + comment + self.style(place).newline for comment in comments)
        self.splice(cell_of(place), start, start, text, ABOVE)

    def comments_inside(self, cell: Cell, lines: Lines, start: int, end: int) -> list[Comment]:
        """The comments between two indices that neither move with a piece of code nor travel with a statement."""
        return [
            comment
            for comment in lines.comments_between(start, end)
            if comment.start not in self.travelling[cell] and not any(s <= comment.start < e for s, e in self.moved[cell])
        ]

    def _attach(self) -> None:
        for change in self.changes:
            if isinstance(change, (SetOption, ReplaceStatement)):
                for place in change.carried:
                    if place not in self.attached and self._goes_away(place):
                        self._take(place, self._read_attached(place))
            if isinstance(change, ReplaceStatement) and change.options and len(change.options.entries) > 1 and change.place not in self.attached:
                own = self._read_attached(change.place)
                self._take(change.place, Attached((), own.inside, own.behind))

    def _take(self, place: Place, attached: Attached) -> None:
        self.attached[place] = attached
        self.travelling[cell_of(place)].update(comment.start for comment in attached)

    def deletes(self, place: Place) -> bool:
        """Whether the statement at a place is to be deleted."""
        return any(isinstance(change, DeleteStatement) and change.place == place for change in self.changes)

    def _goes_away(self, place: Place) -> bool:
        for change in self.changes:
            if isinstance(change, (DeleteStatement, ReplaceStatement)) and change.place == place:
                return True
            if isinstance(change, DropOption):
                carrier = change.carrier
                within = cell_of(carrier.place) == cell_of(place) and carrier.place.span.covers(place.span)
                if within and (carrier.form in EXPRESSIONS or carrier.place == place):
                    return True
        return False

    def _read_attached(self, place: Place) -> Attached:
        cell, lines = cell_of(place), self.lines(place)
        start, end = lines.indices(place)
        alone = {comment.line: comment for comment in lines.comments if comment.alone}
        above: list[Comment] = []
        if not lines.source.text[lines.line_start(start) : start].strip():
            above = _stack(alone, place.span.start.line - 1, -1, start - lines.line_start(start), lines)
        inside = self.comments_inside(cell, lines, start, end)
        behind: list[Comment] = []
        match = _BEHIND.match(lines.source.text, end)
        if match:
            behind = list(lines.comments_between(match.end(), match.end() + 1))
            column = behind[0].start - lines.line_start(end) if behind else 0
            behind += _stack(alone, place.span.end.line + 1, 1, column, lines)
        taken = self.travelling[cell]
        parts = ([c for c in part if c.start not in taken and not is_directive(c.text)] for part in (above[::-1], inside, behind))
        return Attached(*map(tuple, parts))


def _stack(alone: dict[int, Comment], line: int, step: int, column: int, lines: Lines) -> list[Comment]:
    """The comment lines in a row from ``line`` on, up or down, that start at one and the same column (counted from 0)."""
    found: list[Comment] = []
    while (comment := alone.get(line)) and comment.start - lines.line_start(comment.start) == column:
        if line <= 2 and _FILE_HEADER.match(comment.text):
            break
        found.append(comment)
        line += step
    return found


def moved_places(changes: Sequence[Change]) -> Iterator[Place]:
    """Every place whose text a change writes somewhere else."""
    for change in changes:
        values: tuple[NewValue | None, ...] = ()
        if isinstance(change, ReplaceStatement):
            values = (change.code, change.options)
        elif isinstance(change, (SetOption, RenameOption, ReplaceValue)):
            values = (change.value,)
        for value in values:
            yield from (piece.place for code in _codes(value) for piece in code.pieces if isinstance(piece, Moved))


def _codes(value: NewValue | None) -> tuple[Code, ...]:
    if isinstance(value, Options):
        return tuple(code for _, code in value.entries)
    return () if value is None else (value,)
