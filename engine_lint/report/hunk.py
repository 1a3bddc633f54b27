"""A fix as a hunk: the lines it takes away and the lines it writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from engine_lint.report.excerpt import last_line, shown_line
from engine_lint.report.hiding.hidden import without_secrets

if TYPE_CHECKING:
    from engine_lint.model.change import Edit
    from engine_lint.model.place import Cell
    from engine_lint.model.source import Source
    from engine_lint.report.style import Painter
    from engine_lint.report.view import View

MOST_LINES = 24


def hunks(edits: Sequence[Edit], sources: Mapping[Cell, Source], view: View, home: Cell, gutter: int) -> Iterator[str]:
    """The changed lines of the texts that some edits touch, old ones with ``-``, new ones with ``+``; texts other than ``home`` are named."""
    by_text: dict[Cell, list[Edit]] = defaultdict(list)
    for edit in sorted(edits):
        by_text[edit.path, edit.cell].append(edit)
    for cell, mine in by_text.items():
        source = sources.get(cell)
        if source is not None:
            if cell != home:
                yield f"{' ' * gutter} {view.painter.paint('in', 'blue')} {view.text(cell)}:"
            yield from _hunk(source, mine, view.painter, gutter)


def _hunk(source: Source, edits: Sequence[Edit], painter: Painter, gutter: int) -> Iterator[str]:
    for group in _blocks(edits):
        first, last = group[0].span.start.line, max(edit.span.end.line if edit.text else last_line(edit.span) for edit in group)
        old = _lines(without_secrets(source, source.line_starts[first - 1], _end(source, last)))
        new = _after(source, group, first, last)
        # lines that stay are context: they are neither taken away nor written
        head = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new)))
        tail = next(
            (at for at, (one, other) in enumerate(zip(old[head:][::-1], new[head:][::-1], strict=False)) if one != other),
            min(len(old), len(new)) - head,
        )
        lines = [(first + head + at, "-", text, "red") for at, text in enumerate(old[head : len(old) - tail])]
        lines += [(first + head + at, "+", text, "green") for at, text in enumerate(new[head : len(new) - tail])]
        for number, sign, text, colour in lines[:MOST_LINES]:
            yield f"{painter.paint(f'{number:>{gutter}} {sign}', colour)} {painter.paint(shown_line(text).text, colour)}".rstrip()
        if len(lines) > MOST_LINES:
            yield painter.paint(f"{'...':>{gutter}} {len(lines) - MOST_LINES} more lines", "dim")


def _blocks(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Edits that share a line, or touch neighbouring ones, belong together."""
    block: list[Edit] = []
    for edit in edits:
        if block and edit.span.start.line > max(each.span.end.line for each in block) + 1:
            yield block
            block = []
        block.append(edit)
    if block:
        yield block


def _after(source: Source, edits: Sequence[Edit], first: int, last: int) -> list[str]:
    """The lines ``first`` to ``last`` with the edits carried out, passwords hidden."""
    pieces, position = [], source.line_starts[first - 1]
    for edit in edits:
        pieces += [without_secrets(source, position, source.offset(edit.span.start)), edit.text]
        position = source.offset(edit.span.end)
    return _lines("".join([*pieces, without_secrets(source, position, _end(source, last))]))


def _end(source: Source, last: int) -> int:
    """Where a line ends, its line end included."""
    return source.line_starts[last] if last < len(source.line_starts) else len(source.text)


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines
