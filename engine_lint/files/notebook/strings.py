"""A cell's text as it stands in the JSON: one string, or a list of strings that are read one behind the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import islice

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.json_nodes import Node

_CHARACTER = expression(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|[^\\]|\\.", re.DOTALL)
"""What stands for one character within the quotes."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Characters of a text to replace, by indices; ``end`` is exclusive."""

    start: int
    end: int
    text: str


def text_of(node: Node) -> str:
    """The text that a cell's source stands for."""
    return node.text if isinstance(node.value, str) else "".join(each.text for each in node.items)


def offset_in(document: str, node: Node, offset: int) -> int:
    """Where a character of a cell's text stands in the file; one behind its end stands where the last string ends.

    Args:
        document: the text of the file.
        node: the cell's source in it.
        offset: an index into the cell's text.
    """
    strings = (node,) if isinstance(node.value, str) else node.items
    end = node.start
    for string in strings:
        end = string.end - 1
        if offset < len(string.text):
            return string.start + 1 + sum(map(len, islice(_CHARACTER.findall(document, string.start + 1, end), offset)))
        offset -= len(string.text)
    return end


def in_document(document: str, node: Node, replacements: Sequence[Replacement]) -> Iterator[Replacement]:
    """Replacements in a cell's text as replacements in the file.

    A string stays one string. In a list every line has a string of its own, so a line that comes in becomes an element, laid
    out as the others are. Strings that nothing happens to stay as they are written, and so does the rest of the others.

    Args:
        document: the text of the file.
        node: the cell's source in it.
        replacements: sorted, none of them touching another.
    """
    writer = _Writer(document, replacements)
    if isinstance(node.value, str):
        writer.write((node,), splits=False)
        yield Replacement(node.start, node.end, f'"{writer.elements[0].written if writer.elements else ""}"')
    elif node.items:
        writer.write(node.items, splits=True)
        yield from _replaced(node.items, writer.elements, _separator(document, node))


def narrowed(document: str, replacement: Replacement) -> Replacement:
    """A replacement without what its text has in common with what it replaces, at both ends."""
    old, new = document[replacement.start : replacement.end], replacement.text
    head = _in_common(old, new)
    tail = _in_common(old[head:][::-1], new[head:][::-1])
    return Replacement(replacement.start + head, replacement.end - tail, new[head : len(new) - tail])


def _in_common(first: str, second: str) -> int:
    """How many characters two texts begin with both."""
    return next((index for index, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), min(len(first), len(second)))


@dataclass(frozen=True, slots=True)
class _Element:
    """One string as it is to be written, without quotes. ``origin`` is the index of the old one that it equals, None for none."""

    written: str
    origin: int | None = None


@dataclass(slots=True)
class _Writer:
    """Carries out replacements on strings in their written form."""

    document: str
    replacements: Sequence[Replacement]
    elements: list[_Element] = field(default_factory=list)
    line: list[str] = field(default_factory=list)

    def write(self, nodes: Sequence[Node], *, splits: bool) -> None:
        """The strings with the replacements made; ``splits`` says whether a line end that comes in ends a string."""
        coming = {each.start: each.text for each in self.replacements}
        going = {index for each in self.replacements for index in range(each.start, each.end)}
        position, total = 0, sum(len(each.text) for each in nodes)
        for number, node in enumerate(nodes):
            end = position + len(node.text)
            same = not self.line and coming.keys().isdisjoint(range(position, end + (end == total))) and going.isdisjoint(range(position, end))
            if same:
                self.elements.append(_Element(self.document[node.start + 1 : node.end - 1], number))
                position = end
                continue
            for index, written in enumerate(_CHARACTER.findall(self.document, node.start + 1, node.end - 1), position):
                self._insert(coming.get(index, ""), splits=splits)
                if index not in going:
                    self.line.append(written)
            if splits and end - 1 not in going and end > 0 and (end < total or node.text.endswith("\n")):
                self._close()
            position = end
        self._insert(coming.get(total, ""), splits=splits)
        self._close()

    def _insert(self, text: str, *, splits: bool) -> None:
        for part in text.splitlines(keepends=True):
            self.line.append(json.dumps(part, ensure_ascii=self.document.isascii())[1:-1])
            if splits and part.endswith("\n"):
                self._close()

    def _close(self) -> None:
        if self.line:
            self.elements.append(_Element("".join(self.line)))
            self.line = []


def _replaced(old: Sequence[Node], new: Iterable[_Element], separator: str) -> Iterator[Replacement]:
    """The elements of a list that come and go, between those that stay."""
    last, coming = -1, list[str]()
    for each in (*new, _Element("", len(old))):
        if each.origin is None:
            coming.append(f'"{each.written}"')
            continue
        if coming or each.origin > last + 1:
            yield _between(old, last, each.origin, separator.join(coming), separator)
        last, coming = each.origin, []


def _between(old: Sequence[Node], last: int, following: int, text: str, separator: str) -> Replacement:
    """What stands between two elements that stay: ``last`` is -1 and ``following`` the number of elements where there is none."""
    gone = old[last + 1 : following]
    if gone and text:
        return Replacement(gone[0].start, gone[-1].end, text)
    if following < len(old):
        start = old[following].start
        return Replacement(gone[0].start if gone else start, start, text + separator if text else "")
    if last >= 0:
        return Replacement(old[last].end, old[-1].end, separator + text if text else "")
    return Replacement(old[0].start, old[-1].end, '""')


def _separator(document: str, node: Node) -> str:
    """What stands between two elements of a list, or would stand there."""
    if len(node.items) > 1:
        return document[node.items[0].end : node.items[1].start]
    before = document[node.start + 1 : node.items[0].start]
    return f",{before}" if before else ", " if '": ' in document else ","
