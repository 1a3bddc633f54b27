"""Where a suppression comment for some findings of one text goes, and how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.model.change import Edit
from engine_lint.model.place import Place
from engine_lint.suppression import Suppression, last_line, suppressions

if TYPE_CHECKING:
    from engine_lint.files.kind import Kind
    from engine_lint.model.source import Source


@dataclass(frozen=True, slots=True)
class Needed:
    """A rule that is to be silent at a place."""

    code: str
    place: Place


@dataclass(slots=True)
class Commented:
    """The edits that add comments to a text, and what cannot be silenced by one."""

    edits: list[Edit] = field(default_factory=list)
    impossible: list[Needed] = field(default_factory=list)


_Spot = Suppression | tuple[str, int]
"""A comment that is there already, or ``behind`` or ``above`` a line."""


def comment_on(source: Source, kind: Kind, needs: Sequence[Needed], reason: str) -> Commented:
    """Comments that silence rules at places in one text: one per line, merged with those that are there.

    Args:
        source: the text.
        kind: what kind of file it is in.
        needs: what is to be silent.
        reason: what is written behind the codes; may be empty.
    """
    there = [each for each in suppressions(source, kind.comments(source)) if each.kind == "ignore" and each.names]
    spots: dict[_Spot, list[str]] = {}
    done = Commented()
    for need in needs:
        spot = _spot(source, kind, need.place, there)
        if spot is None:
            done.impossible.append(need)
        else:
            spots.setdefault(spot, []).append(need.code)
    for spot, codes in spots.items():
        names = ", ".join(sorted(set(codes)))
        done.edits.append(_merged(source, spot, names, reason) if isinstance(spot, Suppression) else _new(source, kind, spot, names, reason))
    return done


def _spot(source: Source, kind: Kind, place: Place, there: Iterable[Suppression]) -> _Spot | None:
    """Where the comment for a place goes: into one that speaks of it, behind one of its lines, alone above it; None where it can go nowhere."""
    for each in there:
        if each.stands_at(place):
            return each
    return next((spot for spot in _candidates(kind, place) if _is_comment(source, kind, spot)), None)


def _candidates(kind: Kind, place: Place) -> Iterator[tuple[str, int]]:
    first = place.span.start.line
    if kind.comments_behind:
        yield from (("behind", line) for line in range(first, last_line(place) + 1))
    yield "above", first


def _is_comment(source: Source, kind: Kind, spot: tuple[str, int]) -> bool:
    """Whether what would be written there is a comment, and not part of a string, of a line that goes on, or of a format that has none."""
    where, line = spot
    if not kind.comment_mark or source.path.endswith(".json") or source.line(line if where == "behind" else line - 1).endswith("\\"):
        return False
    edit = _new(source, kind, spot, "EL000", "")
    after = replace(source, text=source.text[: source.offset(edit.span.start)] + edit.text + source.text[source.offset(edit.span.end) :])
    if not kind.reads_alike(source.text, after.text):
        return False
    return any(each.names == ("EL000",) and each.line == line and each.alone == (where == "above") for each in suppressions(after, kind.comments(after)))


def _new(source: Source, kind: Kind, spot: tuple[str, int], names: str, reason: str) -> Edit:
    where, number = spot
    line = source.line(number)
    comment = f"{kind.comment_mark} engine-lint: ignore[{names}]{f' {reason}' if reason else ''}"
    start = source.line_starts[number - 1]
    if where == "above":
        blank = line[: len(line) - len(line.lstrip())]
        return Edit(source.path, source.span(start, start), f"{blank}{comment}{source.newline}", source.cell)
    end = start + len(line.rstrip())
    return Edit(source.path, source.span(end, start + len(line)), f"  {comment}", source.cell)


def _merged(source: Source, there: Suppression, names: str, reason: str) -> Edit:
    """Further codes in the brackets of a comment, and the reason behind them where it is another one."""
    part = source.text[there.start : there.end]
    head, _, tail = part.partition("]")
    old = tail.strip()
    told = old if reason in ("", old) or reason in old.split("; ") else f"{old}; {reason}" if old else reason
    blank = tail[len(tail.rstrip()) :]
    return Edit(source.path, source.span(there.start, there.end), f"{head}, {names}]{f' {told}' if told else ''}{blank}", source.cell)
