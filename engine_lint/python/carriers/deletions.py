"""Statements that go away: with their lines, with ``pass`` where a block would be empty, and without losing a comment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotRewrite
from engine_lint.expression import expression
from engine_lint.model.place import Cell
from engine_lint.python.carriers.draft import ABOVE, Draft
from engine_lint.python.carriers.lines import Lines, LogicalLine
from engine_lint.python.directives import is_directive

_STRING = expression(r"[rRuU]?[\"']")


@dataclass(slots=True)
class Region:
    """Whole lines that go away: ``[start, end)``, with the text that stays in their place."""

    start: int
    end: int
    kept: str


def delete_statements(draft: Draft, cell: Cell, lines: Lines, spans: Sequence[tuple[int, int]]) -> None:
    """Removes the statements at the given index pairs, all of one file; to be called when all other changes are made.

    Raises:
        CannotRewrite: there is no whole statement at one of them, or a text below it documents it.
    """
    whole: list[LogicalLine] = []
    instead = draft.instead[cell]
    for start, end in spans:
        if start in instead:
            draft.splice(cell, start, end, "; ".join(instead[start]))
            _rescue(draft, cell, lines, start, end)
    leaving = [span for span in spans if span[0] not in instead]
    for line in lines.logical:
        gone = [part for part in line.statements if any(start <= part[0] and part[1] <= end for start, end in leaving)]
        if len(gone) == len(line.statements) and not line.headed:
            whole.append(line)
            _refuse_documented(lines, line)
        elif gone:
            _delete_parts(draft, cell, line, gone)
            for start, end in gone:
                _rescue(draft, cell, lines, start, end)
    statements = [part for line in lines.logical for part in line.statements]
    if not all(any(start <= part[0] and part[1] <= end for part in statements) for start, end in spans):
        raise CannotRewrite("there is no whole statement at the place to delete")
    inserted = {splice.start for splice in draft.splices[cell] if splice.start == splice.end}
    for region in _joined(_regions(draft, cell, lines, whole), inserted):
        if not region.kept:
            _tidy(draft, cell, lines, region)
        draft.splice(cell, region.start, region.end, region.kept)


def _refuse_documented(lines: Lines, line: LogicalLine) -> None:
    """Refuses to leave the string behind that says what an attribute is for."""
    behind = next((other for other in lines.logical if other.start > line.start), None)
    if behind is not None and behind.block == line.block and _STRING.match(lines.source.text, behind.start):
        raise CannotRewrite("the text below it documents it")


def _delete_parts(draft: Draft, cell: Cell, line: LogicalLine, gone: list[tuple[int, int]]) -> None:
    """Removes some statements of a line, or all those behind a header such as ``if x:``."""
    parts = line.statements
    if len(gone) == len(parts):
        draft.splice(cell, parts[0][0], parts[-1][1], "pass")
        return
    stays = [part not in gone for part in parts]
    last = max(index for index, stay in enumerate(stays) if stay)
    for index, part in enumerate(parts[:last]):
        if not stays[index]:
            draft.splice(cell, part[0], parts[index + 1][0], "")
    if last + 1 < len(parts):
        draft.splice(cell, parts[last][1], parts[-1][1], "")


def _rescue(draft: Draft, cell: Cell, lines: Lines, start: int, end: int) -> None:
    """Writes the comments inside a statement that goes away above the line that stays."""
    at = lines.line_start(lines.logical_at(start).start)
    comments = [comment.text for comment in draft.comments_inside(cell, lines, start, end) if not is_directive(comment.text)]
    text = "".join(lines.indentation(at) + comment + lines.source.newline for comment in comments)
    if text:
        draft.splice(cell, at, at, text, ABOVE)


def _regions(draft: Draft, cell: Cell, lines: Lines, whole: list[LogicalLine]) -> list[Region]:
    emptied = _emptied_blocks(draft, cell, lines, whole)
    newline = lines.source.newline
    leaving = {comment.line: comment for comment in lines.comments if comment.alone and comment.start in draft.travelling[cell]}
    regions = []
    for line in whole:
        start, end = lines.line_start(line.start), lines.next_line(line.end)
        indentation = lines.indentation(line.start)
        comments = [c.text for c in draft.comments_inside(cell, lines, line.start, end) if not is_directive(c.text)]
        if emptied.get(line.block) is line:
            comments.append("pass")
        ended = end > 0 and lines.source.text[end - 1] in "\r\n"
        kept = "".join(indentation + comment + newline for comment in comments)
        while (number := lines.source.position(start).line - 1) in leaving:
            start = lines.line_start(leaving[number].start)
        regions.append(Region(start, end, kept if ended else kept.removesuffix(newline)))
    return regions


def _emptied_blocks(draft: Draft, cell: Cell, lines: Lines, whole: list[LogicalLine]) -> dict[int, LogicalLine]:
    """The blocks of which nothing is left, each with its last line. The module may be empty."""
    blocks: dict[int, list[LogicalLine]] = defaultdict(list)
    for line in lines.logical:
        blocks[line.block].append(line)
    gone = {line.start for line in whole}
    anchored = {lines.logical_at(anchor).start for anchor in draft.anchors[cell]}
    return {block: members[-1] for block, members in blocks.items() if block and all(line.start in gone and line.start not in anchored for line in members)}


def _joined(regions: list[Region], inserted: Collection[int]) -> list[Region]:
    """Regions that meet become one, but where something stays or comes in between."""
    joined: list[Region] = []
    for region in regions:
        if joined and joined[-1].end == region.start not in inserted and not joined[-1].kept and not region.kept:
            joined[-1].end = region.end
        else:
            joined.append(region)
    return joined


def _tidy(draft: Draft, cell: Cell, lines: Lines, region: Region) -> None:
    """Takes one of two blank lines along that would meet, and those that would end the file."""
    text = lines.source.text
    above = lines.line_start(region.start - 1) if region.start else 0
    if region.start and text[above : region.start].strip():
        return
    busy = any(splice.start <= region.end <= splice.end for splice in draft.splices[cell])
    if region.end == len(text):
        floor = max((splice.end for splice in draft.splices[cell] if splice.end <= region.start), default=0)
        while not busy and region.start > floor and above >= floor and not text[above : region.start].strip():
            region.start, above = above, lines.line_start(above - 1) if above else 0
    elif not busy and not text[region.end : lines.next_line(region.end)].strip():
        region.end = lines.next_line(region.end)


def drop_left_over(draft: Draft, cell: Cell, lines: Lines, rewritten: Sequence[tuple[int, int]]) -> None:
    """Removes comments that travelled, where nothing else has removed them: outside deleted lines and ``rewritten`` spans."""
    taken = [(splice.start, splice.end) for splice in draft.splices[cell] if splice.start < splice.end]
    for comment in lines.comments:
        if comment.start not in draft.travelling[cell] or any(s <= comment.start < e for s, e in (*taken, *rewritten)):
            continue
        start = lines.line_start(comment.start)
        if comment.alone:
            draft.splice(cell, start, lines.next_line(comment.start), "")
        else:
            before = lines.source.text[start : comment.start]
            draft.splice(cell, start + len(before.rstrip(" \t")), comment.end, "")
