"""The check after each rewrite: the intended options differ, and nothing else does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine_lint.errors import CannotRewrite, RewriteRefused, UnreadableFile
from engine_lint.expression import expression
from engine_lint.model.change import Change, DeleteStatement, DropOption, Edit, Options, ReplaceStatement, ReplaceValue, SetOption, place_of
from engine_lint.model.place import Cell, Place, cell_of
from engine_lint.model.source import Source, SourceOf
from engine_lint.python.carriers.lines import Lines, read_lines
from engine_lint.python.directives import is_directive
from engine_lint.python.expected import Expectation, first_difference
from engine_lint.python.parsing import parse

_BLANK_OR_COMMENT = expression(r"[ \t\f]*(?:#.*)?")
_LINE_END = expression(r"\r\n|\r|\n")

Region = tuple[int, int]
"""Start and end in the old text of a stretch that may differ."""


def verify(
    before: Source,
    after: str,
    changes: Sequence[Change],
    sources: SourceOf | None = None,
    ready: Sequence[Edit] = (),
) -> None:
    """Holds that ``after`` is ``before`` with the changes made and nothing else.

    Four things are compared: the trees (the old one with the changes made on it must be the new one), the text outside the
    touched carriers and statements (byte by byte), the comments (each is still there), and the line ends.

    Args:
        before: the file as it was.
        after: its new text.
        changes: what was to change; those for other files are left out of account.
        sources: gives the other files that moved text comes from, where there are any.
        ready: edits that were made beside the changes, to comments and blanks alone.

    Raises:
        RewriteRefused: something else changed, or something did not.
    """
    mine = tuple(dict.fromkeys(change for change in changes if cell_of(place_of(change)) == before.key))
    new = Source(before.path, after, before.encoding, before.bom, before.cell)
    try:
        lines, found = read_lines(before), read_lines(new)
    except CannotRewrite as error:
        raise RewriteRefused(before.path, error.reason) from error
    spans = [lines.indices(Place(edit.path, edit.span)) for edit in ready if (edit.path, edit.cell) == before.key]
    _check_outside(lines, after, mine, spans)
    _check_tree(before, new, mine, sources or (lambda cell: _unknown(before, cell)))
    _check_comments(lines, found, changes, spans)
    if not set(_LINE_END.findall(after)) <= set(_LINE_END.findall(before.text)) | {before.newline}:
        raise RewriteRefused(before.path, "a line end of another kind came in")


def _unknown(before: Source, cell: Cell) -> Source:
    raise RewriteRefused(before.path, f"text moved from {cell[0]}, which is not at hand")


def _check_tree(before: Source, new: Source, changes: Sequence[Change], sources: SourceOf) -> None:
    try:
        tree, found = parse(before), parse(new)
        expectation = Expectation(tree, before, sources)
        expectation.make(changes)
    except UnreadableFile as error:
        raise RewriteRefused(before.path, f"the result does not parse: {error.reason}") from error
    except (SyntaxError, ValueError, KeyError, RecursionError) as error:
        raise RewriteRefused(before.path, f"the changes cannot be made on the tree: {error}") from error
    difference = first_difference(tree, found)
    if difference:
        raise RewriteRefused(before.path, f"the result is not what was meant: {difference}")


def _check_outside(lines: Lines, after: str, changes: Sequence[Change], ready: Sequence[Region]) -> None:
    """The stretches between the touched regions must all be in the new text, whole and in order, the outer ones at its ends."""
    before, position, last = lines.source, 0, 0
    touched = _merged([*ready, *(region for change in changes for region in _regions(lines, change))])
    for number, (start, end) in enumerate(touched):
        stretch = before.text[last:start]
        found = after.find(stretch, position)
        if found < 0 or (number == 0 and found > 0):
            raise RewriteRefused(before.path, f"text outside the touched places changed before line {before.position(start).line}")
        position, last = found + len(stretch), end
    rest = before.text[last:]
    if not after.endswith(rest) or len(after) - len(rest) < position or (not touched and after != before.text):
        raise RewriteRefused(before.path, "text outside the touched places changed")


def _regions(lines: Lines, change: Change) -> list[Region]:
    """Where the text may differ for one change: the place itself, and the spots where its comments may go or come from."""
    before, place = lines.source, place_of(change)
    start, end = lines.indices(place)
    if isinstance(change, ReplaceValue) and isinstance(change.value, Options):
        start, end = lines.with_parentheses(start, end)
    above = lines.line_start(lines.logical_at(start).start)
    regions = [(start, end), (above, above)]
    deleted = [place] if _deletes(change) else []
    for other in (*deleted, *(each for each in _carried(change) if cell_of(each) == before.key)):
        regions.append(_lines_around(before, other))
    if isinstance(change, ReplaceStatement):
        regions.append((end, _lines_around(before, place)[1]))
    if isinstance(change, SetOption) and change.carrier.form in ("item", "attribute"):
        following = _line_start(before, place.span.end.line + 1)
        regions += [(end, end), (following, following)]
    return regions


def _deletes(change: Change) -> bool:
    """Whether a change takes a whole statement away."""
    return isinstance(change, DeleteStatement) or (isinstance(change, DropOption) and change.carrier.form in ("item", "attribute"))


def _lines_around(before: Source, place: Place) -> Region:
    """The whole lines of a place with the blank lines and comment lines directly above and below."""
    first, last = place.span.start.line, place.span.end.line
    while first > 1 and _BLANK_OR_COMMENT.fullmatch(before.line(first - 1)):
        first -= 1
    while last < len(before.line_starts) and _BLANK_OR_COMMENT.fullmatch(before.line(last + 1)):
        last += 1
    return _line_start(before, first), _line_start(before, last + 1)


def _line_start(before: Source, line: int) -> int:
    return before.line_starts[line - 1] if line <= len(before.line_starts) else len(before.text)


def _merged(regions: list[Region]) -> list[Region]:
    merged: list[Region] = []
    for start, end in sorted(regions):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _check_comments(lines: Lines, found: Lines, changes: Sequence[Change], ready: Sequence[Region]) -> None:
    """Every comment must still be there, but for those that spoke to a tool about a statement that is gone.

    Comments that are carried between files leave one and come to the other.
    """
    path, here = lines.source.path, lines.source.key
    deleted = [place_of(change) for change in changes if cell_of(place_of(change)) == here and _deletes(change)]
    gone = [_lines_around(lines.source, place) for place in deleted]
    carried = [(cell_of(place), cell_of(place_of(change)), place) for change in changes for place in _carried(change)]
    leaving = [_lines_around(lines.source, place) for origin, target, place in carried if origin == here != target]
    old, new = (Counter(comment.text for comment in each.comments) for each in (lines, found))
    for text in old - new:
        starts = [comment.start for comment in lines.comments if comment.text == text]
        allowed = [*leaving, *ready, *(gone if is_directive(text) else ())]
        if not any(start <= each < end for each in starts for start, end in allowed):
            raise RewriteRefused(path, f"the comment {text!r} was lost")
    if not ready and not any(origin != here == target for origin, target, _ in carried):
        for text in new - old:
            raise RewriteRefused(path, f"the comment {text!r} came in")


def _carried(change: Change) -> tuple[Place, ...]:
    return change.carried if isinstance(change, (SetOption, ReplaceStatement)) else ()
