"""A call's arguments or a dict's entries as a list of texts with the gaps between them.

Elements are added, replaced and removed here in the layout that they have: one per line or inline, with the trailing comma
that is there or not, and with every comment.
"""

from __future__ import annotations

from enum import Enum

from engine_lint.dataclass import dataclass
from engine_lint.python.carriers.gaps import (
    comments_in,
    has_comment,
    has_newline,
    parse_gap,
    split_first_line,
    split_last_line,
)
from engine_lint.python.directives import is_directive

WIDTH = 88
"""Columns that a line which gets another element may have."""


class Kind(Enum):
    """What an element is: an option by name, a spread dict, or something else (positional arguments, computed keys)."""

    NAMED = "named"
    SPREAD = "spread"
    OTHER = "other"


@dataclass(slots=True)
class Element:
    """One argument or entry. ``head`` is the text up to its value (``pool_size=``), ``value`` the rest of it.

    ``start`` and ``end`` are where it stood in the file, -1 for new ones.
    """

    kind: Kind
    name: str
    head: str
    value: str
    start: int = -1
    end: int = -1

    @property
    def text(self) -> str:
        """The element as it stands in the file."""
        return self.head + self.value


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a new element goes: before the element at ``index``, on a line of its own or not, on a line that is so indented."""

    index: int
    own_line: bool
    indentation: str


@dataclass(slots=True)
class Listing:
    """``opening`` and ``closing`` are the texts around the elements; ``gaps`` has one more item than ``elements``.

    ``base`` is the indentation of the line with the opening bracket, ``step`` one more step of it.
    """

    opening: str
    elements: list[Element]
    gaps: list[str]
    closing: str
    newline: str
    base: str
    step: str

    @property
    def text(self) -> str:
        """The whole call or dict."""
        inner = "".join(gap + element.text for gap, element in zip(self.gaps, self.elements, strict=False))
        return f"{self.opening}{inner}{self.gaps[-1]}{self.closing}"

    def find(self, name: str) -> list[int]:
        """The indices of the elements that set an option."""
        return [index for index, element in enumerate(self.elements) if element.kind is Kind.NAMED and element.name == name]

    def starts_line(self, index: int) -> bool:
        """Whether an element is the first on its line."""
        return has_newline(parse_gap(self.gaps[index]).after)

    def indentation_at(self, index: int) -> str:
        """The indentation of the line that an element starts on."""
        for position in range(index, -1, -1):
            if has_newline(self.gaps[position]):
                line = split_last_line(self.gaps[position])[2]
                return line[: len(line) - len(line.lstrip(" \t\f"))]
        return self.base

    def spot(self, *, before_splats: bool) -> Spot:
        """Where the next new element goes: last, or before the splats that stand last."""
        index = len(self.elements)
        while before_splats and index and self.elements[index - 1].kind is Kind.SPREAD:
            index -= 1
        own_line, indentation = self._layout(index)
        return Spot(index, own_line, indentation)

    def _layout(self, index: int) -> tuple[bool, str]:
        gap = self.gaps[index]
        if not self.elements:
            return self._layout_of_empty(gap)
        if index < len(self.elements):
            return self.starts_line(index), self.indentation_at(index)
        if self.starts_line(index - 1):
            room = WIDTH - len(self.indentation_at(index - 1)) - len(self.elements[0].text)
            alone = (
                index == 1
                and room >= len(", pool_pre_ping=True")
                and has_newline(gap)
                and not parse_gap(gap).comma
                and not has_comment(gap)
                and not has_newline(self.elements[0].text)
            )
            return not alone, self.indentation_at(index - 1)
        behind, rest = split_first_line(parse_gap(gap).after)
        if index == 1 and has_comment(behind) and rest:
            return True, self.base + self.step
        return False, self.indentation_at(index - 1)

    def _layout_of_empty(self, gap: str) -> tuple[bool, str]:
        if not has_newline(gap):
            return False, self.base
        above = split_last_line(gap)[0]
        _, newline, last = split_last_line(above)
        if newline and last.lstrip(" \t").startswith("#"):
            return True, last[: len(last) - len(last.lstrip(" \t"))]
        return True, self.base + self.step

    def insert(self, spot: Spot, element: Element, above: list[str], behind: str) -> None:
        """Adds an element with comment lines above it and a comment behind it; both need a spot on a line of its own."""
        line_break = self.newline + spot.indentation
        lines = "".join(comment + line_break for comment in above)
        index = spot.index
        if not self.elements:
            left, right = self._around_first(spot)
        elif not spot.own_line:
            left, right = self._around_inline(index)
        else:
            left, right = self._around_line(index, line_break)
        if behind and has_newline(right):
            gap = parse_gap(right)
            right = f"{',' if gap.comma else ''}  {behind}{gap.after.lstrip(' ')}"
        elif behind:
            lines += behind + line_break
        self.elements.insert(index, element)
        self.gaps[index : index + 1] = [left + lines, right]

    def _around_first(self, spot: Spot) -> tuple[str, str]:
        gap = self.gaps[0]
        if not spot.own_line:
            return "", ""
        above, newline, closing = split_last_line(gap)
        return above + newline + spot.indentation, "," + newline + closing

    def _around_inline(self, index: int) -> tuple[str, str]:
        separator = ", "
        if index == 0:
            return self.gaps[0], separator
        if index > 1 and not has_newline(self.gaps[index - 1]):
            separator = "," + parse_gap(self.gaps[index - 1]).after
        if index < len(self.elements):
            return self.gaps[index], separator
        return separator, self.gaps[index]

    def _around_line(self, index: int, line_break: str) -> tuple[str, str]:
        gap = parse_gap(self.gaps[index])
        indentation = line_break[len(self.newline) :]
        behind, rest = split_first_line(gap.after, indentation)
        last = index == len(self.elements)
        if index == 0:
            return behind + line_break, "," + rest
        if not rest or (not gap.comma and not has_comment(behind)):
            return gap.before + "," + line_break, ("," if gap.comma else "") + behind + rest
        return gap.before + "," + behind + line_break, ("," if gap.comma or not last else "") + rest

    def remove(self, index: int, inside: list[str]) -> list[str]:
        """Takes an element out, and its line where it had one to itself.

        Comments on the dropped line, and those ``inside`` the element, move onto lines of their own where the element had
        a line of its own; comments that find no line are returned.
        """
        left, right = self.gaps[index], parse_gap(self.gaps[index + 1])
        last, first = index == len(self.elements) - 1, index == 0
        behind, rest = split_first_line(right.after)
        keeps_comma = not last or right.comma
        if self.starts_line(index) and (rest or last):
            comments = [each for each in inside + comments_in(right.before) + comments_in(behind) if not is_directive(each)]
            merged, lost = self._join_lines(left, comments, rest, keeps_comma), []
        elif last:
            above = parse_gap(left).before
            merged = (above if has_comment(above) else "") + ("," if right.comma and not first else "") + right.before + right.after
            lost = inside
        elif (first and not has_comment(right.text)) or not has_newline(right.text):
            merged, lost = left, inside
        elif self.starts_line(index):
            merged, lost = left + "".join(c + self.newline + self.indentation_at(index) for c in comments_in(right.text)), inside
        else:
            before = parse_gap(left)
            merged, lost = before.before + ("" if first else ",") + right.before + right.after, inside
        del self.elements[index]
        self.gaps[index : index + 2] = [merged]
        if not self.elements and not has_comment(merged):
            self.gaps = [""]
        return lost

    def _join_lines(self, left: str, comments: list[str], rest: str, keeps_comma: bool) -> str:
        above, newline, indentation = split_last_line(left)
        if not keeps_comma:
            gap = parse_gap(above)
            above = gap.before + gap.after
        lines = "".join(newline + indentation + comment for comment in comments)
        ends_in_comment = bool(comments) or has_comment(split_last_line(above)[2])
        return above + lines + (rest or (newline + indentation if ends_in_comment else ""))

    def add_above(self, index: int, comments: list[str]) -> None:
        """Writes comment lines above an element that is the first on its line."""
        indentation = self.indentation_at(index)
        self.gaps[index] += "".join(comment + self.newline + indentation for comment in comments)
