"""Keys of TOML tables written back: in lines of their own, or within the braces of an inline table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotRewrite
from engine_lint.files.toml_syntax import Header, Statement, read_toml, tables
from engine_lint.files.tree import Member, Node
from engine_lint.files.values import moved_place, plain_value
from engine_lint.model.change import Change, DropOption, Edit, NewValue, Options, RenameOption, ReplaceValue, SetOption, place_of
from engine_lint.model.place import Place, cell_of
from engine_lint.model.source import Source, SourceOf
from engine_lint.python.differences import holds_secret

OptionChange = SetOption | DropOption | RenameOption
Splice = tuple[int, int, str]


def plan_toml(changes: Sequence[Change], sources: SourceOf) -> tuple[Edit, ...]:
    """The edits that carry out some changes to TOML files.

    Raises:
        CannotRewrite: they contradict each other, or there is no place for them.
    """
    edits: list[Edit] = []
    for cell in dict.fromkeys(cell_of(place_of(change)) for change in changes):
        document = Document(sources(cell))
        splices = [splice for change in dict.fromkeys(changes) if cell_of(place_of(change)) == cell for splice in document.splices(change)]
        edits += _together(splices, document.source)
    return tuple(edits)


def _together(splices: Sequence[Splice], source: Source) -> Iterator[Edit]:
    """Edits in order; those that go to one and the same spot joined."""
    joined: list[Splice] = []
    for start, end, text in sorted(splices, key=lambda each: each[:2]):
        if holds_secret(source.text[start:end]) or holds_secret(text):
            raise CannotRewrite("the change would have to rewrite text with a password in it")
        if joined and start < joined[-1][1]:
            raise CannotRewrite("two changes overlap in the text")
        if joined and (start, end) == joined[-1][:2]:
            joined[-1] = start, end, joined[-1][2] + text
        else:
            joined.append((start, end, text))
    for start, end, text in joined:
        yield Edit(source.path, source.span(start, end), text, source.cell)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that lines belong to: those below ``header`` whose keys begin with ``prefix``."""

    header: Header | None
    prefix: tuple[str, ...]


class Document:
    """A TOML file and what changes come to in it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.toml = read_toml(source.text)
        self.root = tables(self.toml)

    def splices(self, change: Change) -> Iterator[Splice]:
        """The replacements that a change comes to."""
        if isinstance(change, ReplaceValue):
            start, end = self.indices(change.place)
            yield start, end, self.written(change.value)
            return
        if not isinstance(change, (SetOption, DropOption, RenameOption)):
            raise CannotRewrite("a TOML file has no statements of that kind")
        place = self.indices(change.carrier.place)
        inline = next((table for each in self.toml.statements for table in each.value.tables() if (table.start, table.end) == place), None)
        if inline is not None:
            yield from self._within_braces(change, inline)
        else:
            yield from self._in_lines(change, self._table(place))

    def indices(self, place: Place) -> tuple[int, int]:
        """Where a place starts and ends in the text."""
        return self.source.offset(place.span.start), self.source.offset(place.span.end)

    def _table(self, place: tuple[int, int]) -> _Table:
        if place == (0, 0):
            return _Table(None, ())
        for header in self.toml.headers:
            if (header.start, header.end) == place:
                return _Table(header, ())
        for each in self.toml.statements:
            if (each.start, each.key_end) == place and len(each.keys) > 1:
                return _Table(each.header, each.keys[:-1])
        raise CannotRewrite("the options are not where they were")

    def _lines(self, table: _Table) -> list[Statement]:
        return [each for each in self.toml.below(table.header) if each.keys[: len(table.prefix)] == table.prefix]

    def _in_lines(self, change: OptionChange, table: _Table) -> Iterator[Splice]:
        name = change.old if isinstance(change, RenameOption) else change.name
        own = next((each for each in self._lines(table) if each.keys == (*table.prefix, name)), None)
        if isinstance(change, SetOption):
            yield (own.value.start, own.value.end, self.written(change.value)) if own else self._new_line(change, table)
        elif isinstance(change, RenameOption):
            yield from self._renamed(change, own, table)
        elif own is None:
            raise CannotRewrite(f"{name} is a table of its own")
        else:
            comment = next((self.text[start:end] for start, end in self.toml.comments if own.value.end <= start < own.line_end), "")
            kept = f"{self.text[own.line_start : own.start]}{comment}{self.source.newline}" if comment else ""
            yield own.line_start, own.line_end, kept

    def _new_line(self, change: SetOption, table: _Table) -> Splice:
        lines = self._lines(table) or self.toml.below(table.header)
        key = ".".join(_written_key(each) for each in (*table.prefix, change.name))
        sign = self.text[lines[-1].key_end : lines[-1].value.start] if lines else " = "
        indentation = self.text[lines[-1].line_start : lines[-1].start] if lines else ""
        at = lines[-1].line_end if lines else table.header.line_end if table.header else self._top()
        line = f"{indentation}{key}{sign if sign.strip() == '=' and len(sign) <= 3 else ' = '}{self.written(change.value)}"
        if at and self.text[at - 1] != "\n":
            return at, at, f"{self.source.newline}{line}"
        apart = self.source.newline if not lines and table.header is None and self.toml.headers else ""
        return at, at, f"{line}{self.source.newline}{apart}"

    def _top(self) -> int:
        """Where a first line without a header goes: before the first header, else at the end."""
        if not self.toml.headers:
            return len(self.text)
        return self.text.rfind("\n", 0, self.toml.headers[0].start) + 1

    def _renamed(self, change: RenameOption, own: Statement | None, table: _Table) -> Iterator[Splice]:
        if own is not None:
            yield own.start, own.key_end, ".".join(_written_key(each) for each in (*table.prefix, change.new))
            if change.value is not None:
                yield own.value.start, own.value.end, self.written(change.value)
            return
        path = (*(table.header.path if table.header else ()), *table.prefix, change.old)
        headers = [each for each in self.toml.headers if each.path[: len(path)] == path]
        if change.value is not None or len(headers) != 1 or headers[0].path != path:
            raise CannotRewrite(f"{change.old} is not set just once")
        yield headers[0].start, headers[0].end, f"[{'.'.join(_written_key(each) for each in (*path[:-1], change.new))}]"

    def _within_braces(self, change: OptionChange, table: Node) -> Iterator[Splice]:
        members = table.members or ()
        name = change.old if isinstance(change, RenameOption) else change.name
        own = table.member(name)
        if isinstance(change, SetOption):
            if own is not None:
                yield own.value.start, own.value.end, self.written(change.value)
            elif members:
                sign = self.text[members[-1].key_end : members[-1].value.start]
                yield members[-1].end, members[-1].end, f", {_written_key(name)}{sign}{self.written(change.value)}"
            else:
                yield table.start, table.end, f"{{ {_written_key(name)} = {self.written(change.value)} }}"
        elif own is None:
            raise CannotRewrite(f"{name} is not set just once")
        elif isinstance(change, RenameOption):
            yield own.start, own.key_end, _written_key(change.new)
            if change.value is not None:
                yield own.value.start, own.value.end, self.written(change.value)
        else:
            yield _without(own, members)

    def written(self, value: NewValue) -> str:
        """A new value as TOML has it."""
        if isinstance(value, Options):
            if value.spread:
                raise CannotRewrite("TOML has no spread")
            return "{ " + ", ".join(f"{_written_key(name)} = {self.written(code)}" for name, code in value.entries) + " }"
        place = moved_place(value)
        if place is not None and cell_of(place) == self.source.key:
            return self.source.at(place.span)
        plain = plain_value(value)
        return json.dumps(plain) if isinstance(plain, (bool, str)) else repr(plain)


def _without(own: Member, members: tuple[Member, ...]) -> Splice:
    at = members.index(own)
    if at + 1 < len(members):
        return own.start, members[at + 1].start, ""
    return (members[at - 1].end if at else own.start), own.end, ""


def _written_key(key: str) -> str:
    return key if key and all(each.isascii() and (each.isalnum() or each in "_-") for each in key) else json.dumps(key)
