"""Members of JSON objects written back, in the layout that the object has."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotRewrite, RewriteRefused
from engine_lint.files.json_syntax import read_json
from engine_lint.files.tree import Node, plain
from engine_lint.files.values import moved_place, plain_value, told_apart
from engine_lint.model.change import Change, DropOption, Edit, NewValue, Options, RenameOption, ReplaceValue, SetOption, place_of
from engine_lint.model.place import cell_of
from engine_lint.model.source import Source, SourceOf
from engine_lint.python.differences import differences

OptionChange = SetOption | DropOption | RenameOption


def plan_json(changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
    """The edits that carry out some changes to JSON files.

    Raises:
        CannotRewrite: they contradict each other, or there is no place for them.
    """
    edits: list[Edit] = []
    for cell in dict.fromkeys(cell_of(place_of(change)) for change in changes):
        source = sources(cell)
        root = read_json(source.text)
        mine = _Changes(source, root, [change for change in dict.fromkeys(changes) if cell_of(place_of(change)) == cell])
        edits += [Edit(source.path, source.span(*span), text) for *span, text in differences(source.text, _document(source.text, root, mine))]
    return tuple(edits)


def _document(text: str, root: Node, changes: _Changes) -> str:
    return text[: root.start] + changes.rendered(root, "") + text[root.end :]


@dataclass(frozen=True, slots=True)
class _Member:
    """A member as it will be written: what stands before it (None where nothing stood there yet), its key and its value."""

    gap: str | None
    key: str
    value: str


class _Changes:
    """The changes to one file, by the object or value that they are made in."""

    def __init__(self, source: Source, root: Node, changes: Sequence[Change]) -> None:
        self.source = source
        self.by_table: dict[int, list[OptionChange]] = defaultdict(list)
        self.by_value: dict[int, ReplaceValue] = {}
        tables = {table.start for table in root.tables()}
        for change in changes:
            start = source.offset(place_of(change).span.start)
            if isinstance(change, ReplaceValue):
                self.by_value[start] = change
            elif isinstance(change, (SetOption, DropOption, RenameOption)) and start in tables:
                self.by_table[start].append(change)
            else:
                raise CannotRewrite("the options are not where they were")

    def rendered(self, node: Node, indentation: str) -> str:
        """The new text of a value that stands in a line with some indentation."""
        text = self.source.text
        if node.start in self.by_value:
            return self._value(self.by_value[node.start].value, _Layout("", "", ": ", ""))
        if node.members is not None:
            return self._object(node, indentation)
        pieces, position = [], node.start
        for element in node.elements:
            pieces += [text[position : element.start], self.rendered(element, indentation)]
            position = element.end
        return "".join([*pieces, text[position : node.end]])

    def _object(self, node: Node, indentation: str) -> str:
        text, members = self.source.text, node.members or ()
        layout = _layout(text, node, indentation)
        ends = [node.start + 1, *(member.end for member in members)]
        written = [
            _Member(text[end : member.start], text[member.start : member.value.start], self.rendered(member.value, layout.indentation))
            for end, member in zip(ends, members, strict=False)
        ]
        keys = [member.key for member in members]
        for change in self.by_table.get(node.start, ()):
            self._change(change, keys, written, layout)
        closing = text[ends[-1] : node.end]
        if not members and written:
            closing = "}"
        return "{" + _sequence(written, layout) + closing

    def _change(self, change: OptionChange, keys: list[str], written: list[_Member], layout: _Layout) -> None:
        name = change.old if isinstance(change, RenameOption) else change.name
        at = max((index for index, key in enumerate(keys) if key == name), default=-1)
        if isinstance(change, SetOption):
            value = self._value(change.value, layout)
            if at < 0:
                keys.append(name)
                written.append(_Member(None, f"{json.dumps(name)}{layout.colon}", value))
            else:
                written[at] = replace(written[at], value=value)
            return
        if keys.count(name) != 1:
            raise CannotRewrite(f"{name} is not set just once")
        if isinstance(change, DropOption):
            keys.pop(at)
            dropped = written.pop(at)
            if at == 0 and written:
                written[0] = replace(written[0], gap=dropped.gap)
            return
        old = written[at]
        value = old.value if change.value is None else self._value(change.value, layout)
        keys[at], written[at] = change.new, _Member(old.gap, json.dumps(change.new) + old.key[len(json.dumps(change.old)) :], value)

    def _value(self, value: NewValue, layout: _Layout) -> str:
        if isinstance(value, Options):
            if value.spread:
                raise CannotRewrite("JSON has no spread")
            inner = layout.inner()
            members = [_Member(None, f"{json.dumps(name)}{layout.colon}", self._value(code, inner)) for name, code in value.entries]
            return "{" + _sequence(members, inner) + (f"{layout.newline}{layout.indentation}" if layout.newline else "") + "}"
        place = moved_place(value)
        if place is not None and cell_of(place) == self.source.key:
            return self.source.at(place.span)
        return json.dumps(plain_value(value))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How an object is written: ``newline`` is empty where it stands in one line, ``indentation`` that of its members, ``step`` one level."""

    newline: str
    indentation: str
    colon: str
    step: str
    comma: str = ", "

    def inner(self) -> _Layout:
        """The layout of an object within it."""
        return replace(self, indentation=self.indentation + self.step)

    @property
    def gap(self) -> str:
        """What stands between two members."""
        return f",{self.newline}{self.indentation}" if self.newline else self.comma


def _layout(text: str, node: Node, indentation: str) -> _Layout:
    if not node.members:
        return _Layout("", indentation, ": ", "")
    last = node.members[-1]
    colon = text[last.key_end : last.value.start]
    before = text[(node.members[-2].end if len(node.members) > 1 else node.start) : last.start]
    newline = "\r\n" if "\r\n" in before else "\n" if "\n" in before else ""
    if not newline:
        return _Layout("", indentation, colon, "", ", " if colon.endswith(" ") else ",")
    own = before.rpartition("\n")[2]
    return _Layout(newline, own, colon, own.removeprefix(indentation) or "  ")


def _sequence(members: Sequence[_Member], layout: _Layout) -> str:
    pieces = []
    for index, member in enumerate(members):
        gap = member.gap
        if gap is None:
            gap = layout.gap if index else layout.gap.removeprefix(",").lstrip(" ") if not layout.newline else layout.gap.removeprefix(",")
        pieces += [gap, member.key, member.value]
    return "".join(pieces)


def verify_json(before: Source, after: str, changes: Sequence[Change]) -> None:
    """Hold that the values are the old ones with the changes made, and that the others are written as they were.

    Raises:
        RewriteRefused: something else changed, or something did not.
    """
    mine = [change for change in dict.fromkeys(changes) if cell_of(place_of(change)) == before.key]
    try:
        old, new = read_json(before.text), read_json(after)
    except ValueError as error:
        raise RewriteRefused(before.path, f"the result is not JSON: {error}") from error
    expected = _Expectation(before, mine).of(old)
    if told_apart(plain(new)) != told_apart(expected):
        raise RewriteRefused(before.path, "the result is not what was meant")
    kept = dict(_scalars(before.text, old, ()))
    for path, text in _scalars(after, new, ()):
        if path in kept and kept[path] != text and told_apart(json.loads(kept[path])) == told_apart(json.loads(text)):
            raise RewriteRefused(before.path, f"{'.'.join(path)} is written in another way")


def _scalars(text: str, node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if node.members is None:
        if not node.elements:
            yield path, text[node.start : node.end]
        for index, element in enumerate(node.elements):
            yield from _scalars(text, element, (*path, str(index)))
    for member in node.members or ():
        yield from _scalars(text, member.value, (*path, member.key))


class _Expectation:
    """What a tree comes to, as plain values, when the changes are made in it."""

    def __init__(self, source: Source, changes: Sequence[Change]) -> None:
        self.source = source
        self.changes: dict[int, list[Change]] = defaultdict(list)
        for change in changes:
            self.changes[source.offset(place_of(change).span.start)].append(change)

    def of(self, node: Node) -> object:
        """The plain value of a node afterwards."""
        mine = self.changes.get(node.start, [])
        for change in mine:
            if isinstance(change, ReplaceValue):
                return self._plain(change.value)
        if node.members is None:
            return [self.of(each) for each in node.elements] if isinstance(node.value, list) else node.value
        found = {member.key: self.of(member.value) for member in node.members}
        for change in mine:
            if isinstance(change, SetOption):
                found[change.name] = self._plain(change.value)
            elif isinstance(change, DropOption):
                del found[change.name]
            elif isinstance(change, RenameOption):
                value = found.pop(change.old)
                found[change.new] = value if change.value is None else self._plain(change.value)
        return found

    def _plain(self, value: NewValue) -> object:
        if isinstance(value, Options):
            return {name: self._plain(code) for name, code in value.entries}
        place = moved_place(value)
        return json.loads(self.source.at(place.span)) if place is not None and cell_of(place) == self.source.key else plain_value(value)
