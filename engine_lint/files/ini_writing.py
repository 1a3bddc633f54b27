"""Entries written back, of ini files and their like: values replaced where they stand, new entries in the style of their neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine_lint.errors import CannotRewrite, RewriteRefused
from engine_lint.expression import expression
from engine_lint.files.ini_syntax import Entry, Header, Ini, read_ini
from engine_lint.files.values import moved_place, plain_value
from engine_lint.model.change import Change, DropOption, Edit, NewValue, RenameOption, ReplaceValue, SetOption, place_of
from engine_lint.model.place import Place, cell_of
from engine_lint.model.source import Source, SourceOf
from engine_lint.python.carriers.draft import QUERY
from engine_lint.python.differences import holds_secret
from engine_lint.python.edits import apply
from engine_lint.python.queries import cuts, without

_LINE_END = expression(r"\r\n|\r|\n")


Reader = Callable[[Source], Ini]
"""Reads the entries of a text."""


def plan_entries(changes: Sequence[Change], sources: SourceOf, read: Reader = read_ini) -> tuple[Edit, ...]:
    """The edits that carry out some changes to files of entries.

    Raises:
        CannotRewrite: they contradict each other, or there is no place for them.
    """
    edits: list[Edit] = []
    for cell in dict.fromkeys(cell_of(place_of(change)) for change in changes):
        source = sources(cell)
        ini = read(source)
        mine = [change for change in dict.fromkeys(changes) if cell_of(place_of(change)) == cell]
        edits += _together(Edit(source.path, source.span(start, end), text, source.cell) for start, end, text in _splices(mine, ini, source))
    return tuple(edits)


def _together(edits: Iterator[Edit]) -> list[Edit]:
    """Edits in order; those that go to one and the same spot joined."""
    joined: list[Edit] = []
    for edit in sorted(edits, key=lambda each: each.span):
        if holds_secret(edit.text):
            raise CannotRewrite("the change would have to rewrite text with a password in it")
        if joined and edit.span.start < joined[-1].span.end:
            raise CannotRewrite("two changes overlap in the text")
        if joined and not joined[-1].text and joined[-1].span.end == edit.span.start:
            edit = replace(edit, text=edit.text.lstrip("\r\n"))
        if joined and edit.span == joined[-1].span:
            joined[-1] = replace(joined[-1], text=joined[-1].text + edit.text)
        else:
            joined.append(edit)
    return joined


def _splices(changes: Sequence[Change], ini: Ini, source: Source) -> Iterator[tuple[int, int, str]]:
    keys = [key for change in changes for key in _keys(change, ini, source)]
    if len(set(keys)) < len(keys):
        raise CannotRewrite("two fixes want to change the same entry")
    for change in changes:
        if isinstance(change, SetOption):
            yield _set(change, ini, source)
        elif isinstance(change, DropOption) and change.carrier.form == QUERY:
            yield from _cuts(change, source)
        elif isinstance(change, DropOption):
            entry = _entry(change, change.name, ini, source)
            yield entry.start, entry.end, ""
        elif isinstance(change, RenameOption):
            yield from _rename(change, ini, source)
        elif isinstance(change, ReplaceValue):
            yield _new_value(_entry_at(change.place, ini, source), written(change.value, source), source)
        else:
            raise CannotRewrite("there are no statements in such a file")


def _keys(change: Change, ini: Ini, source: Source) -> Iterator[tuple[str, str]]:
    """The entries that a change is about, by section and key."""
    if isinstance(change, DropOption) and change.carrier.form == QUERY:
        return
    if isinstance(change, (SetOption, DropOption)):
        yield _section(change, ini, source), f"{change.carrier.receiver}{change.name}"
    elif isinstance(change, RenameOption):
        yield _section(change, ini, source), f"{change.carrier.receiver}{change.old}"
        yield _section(change, ini, source), f"{change.carrier.receiver}{change.new}"


def _section(change: SetOption | DropOption | RenameOption, ini: Ini, source: Source) -> str:
    return _header(change, ini, source).section


def _header(change: SetOption | DropOption | RenameOption, ini: Ini, source: Source) -> Header:
    start = source.offset(change.carrier.place.span.start)
    for header in ini.headers:
        if header.start <= start < header.end:
            return header
    raise CannotRewrite("the section is not where it was")


def _entry(change: SetOption | DropOption | RenameOption, key: str, ini: Ini, source: Source) -> Entry:
    name = f"{change.carrier.receiver}{key}"
    found = [entry for entry in ini.entries if entry.section == _section(change, ini, source) and entry.key == name]
    if not found or (len(found) > 1 and not isinstance(change, SetOption)):
        raise CannotRewrite(f"{name} is not set just once in its section")
    return found[-1]


def _cuts(change: DropOption, source: Source) -> Iterator[tuple[int, int, str]]:
    """Takes a parameter out of the query of a URL."""
    start = source.offset(change.carrier.place.span.start)
    found = cuts(source.at(change.carrier.place.span), (change.name,))
    if not found:
        raise CannotRewrite(f"{change.name} cannot be taken out of the URL")
    for cut in found:
        yield start + cut.start, start + cut.end, cut.text


def _entry_at(place: Place, ini: Ini, source: Source) -> Entry:
    for entry in ini.entries:
        if entry.slot(source) == place:
            return entry
    raise CannotRewrite("the value is not where it was")


def _set(change: SetOption, ini: Ini, source: Source) -> tuple[int, int, str]:
    value, header, key = written(change.value, source), _header(change, ini, source), f"{change.carrier.receiver}{change.name}"
    entries = [entry for entry in ini.entries if entry.section == header.section]
    own = [entry for entry in entries if entry.key == key]
    if own:
        return _new_value(own[-1], value, source)
    beside = [entry for entry in entries if entry.key.startswith(change.carrier.receiver)]
    neighbour = next(reversed(beside or entries), None)
    at = beside[-1].end if beside else header.end
    line = _line_like(neighbour, key, value, source)
    if at and not _LINE_END.fullmatch(source.text[at - 1 : at]):
        return at, at, f"{source.newline}{line}"
    return at, at, f"{line}{source.newline}"


def _new_value(entry: Entry, value: str, source: Source) -> tuple[int, int, str]:
    old = source.text[entry.value_start : entry.value_end]
    if _LINE_END.search(source.text[entry.key_start : entry.value_end]):
        raise CannotRewrite(f"{entry.key} stands on several lines")
    space = " " if not old and source.text[entry.key_end : entry.value_start][:1] == " " else ""
    return entry.value_start, entry.value_end, space + value


def _line_like(neighbour: Entry | None, key: str, value: str, source: Source) -> str:
    """An entry with its neighbour's indentation, sign and spaces; signs that stand below each other stay so."""
    if neighbour is None:
        return f"{key} = {value}"
    text = source.text
    indentation = text[neighbour.start : neighbour.key_start]
    between = text[neighbour.key_end : neighbour.value_start] if neighbour.value else " = "
    if _LINE_END.search(between):
        between = " = "
    before = len(between) - len(between.lstrip())
    if before > 1:
        column = neighbour.key_end - neighbour.key_start + before
        between = " " * max(column - len(key), 1) + between.lstrip()
    return f"{indentation}{key}{between}{value}"


def _rename(change: RenameOption, ini: Ini, source: Source) -> Iterator[tuple[int, int, str]]:
    """Another key, and a new value unless that is the text that stands there."""
    entry = _entry(change, change.old, ini, source)
    yield entry.key_start, entry.key_end, f"{change.carrier.receiver}{change.new}"
    if change.value is not None and moved_place(change.value) != entry.slot(source):
        yield _new_value(entry, written(change.value, source), source)


def written(value: NewValue, source: Source) -> str:
    """A new value as such a file has it.

    Raises:
        CannotRewrite: it is no plain number, word or truth value.
    """
    place = moved_place(value)
    if place is not None and cell_of(place) == source.key:
        return source.at(place.span)
    plain = plain_value(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, str) and not (plain == plain.strip() and plain.isalnum()):
        raise CannotRewrite("the new value is no plain word, so that it cannot be written here")
    return str(plain)


def verify_entries(before: Source, after: str, changes: Sequence[Change], ready: Sequence[Edit], read: Reader = read_ini) -> None:
    """Hold that the entries are the old ones with the changes made, and that the text around them is what it was.

    Raises:
        RewriteRefused: something else changed, or something did not.
    """
    mine = [change for change in dict.fromkeys(changes) if cell_of(place_of(change)) == before.key]
    cleaned = replace(before, text=apply(before, [edit for edit in ready if (edit.path, edit.cell) == before.key]))
    old, new = read(before), read(replace(before, text=after))
    expected = {(entry.section, entry.key): entry.value for entry in old.entries}
    touched = set()
    for change in mine:
        touched |= _make(change, old, before, expected)
    found = {(entry.section, entry.key): entry.value for entry in new.entries}
    if found != expected:
        key = next(key for key in {**found, **expected} if found.get(key) != expected.get(key))
        raise RewriteRefused(before.path, f"{key[1]} in [{key[0]}] is not what was meant")
    if _without(cleaned.text, read(cleaned), touched) != _without(after, new, touched):
        raise RewriteRefused(before.path, "text outside the touched entries changed")


def _make(change: Change, old: Ini, before: Source, expected: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    """Makes a change on the expected entries; gives those it touches."""
    if isinstance(change, ReplaceValue):
        entry = _entry_at(change.place, old, before)
        expected[entry.section, entry.key] = _value(change.value, old, before)
        return {(entry.section, entry.key)}
    if not isinstance(change, (SetOption, DropOption, RenameOption)):
        raise RewriteRefused(before.path, "there are no statements in such a file")
    if isinstance(change, DropOption) and change.carrier.form == QUERY:
        entry = _entry_at(change.carrier.place, old, before)
        expected[entry.section, entry.key] = without(expected[entry.section, entry.key], change.name)
        return {(entry.section, entry.key)}
    keys = list(_keys(change, old, before))
    if isinstance(change, SetOption):
        expected[keys[0]] = _value(change.value, old, before)
    else:
        value = expected.pop(keys[0])
        if isinstance(change, RenameOption):
            expected[keys[1]] = _value(change.value, old, before) if change.value is not None else value
    return set(keys)


def _value(value: NewValue, old: Ini, before: Source) -> str:
    """What a new value reads as: an entry's own where its text is moved."""
    place = moved_place(value)
    return next((entry.value for entry in old.entries if entry.slot(before) == place), "") if place is not None else written(value, before)


def _without(text: str, ini: Ini, touched: set[tuple[str, str]]) -> str:
    """The text without the lines of some entries, and without the difference that a last line end makes."""
    pieces, position = [], 0
    for entry in ini.entries:
        if (entry.section, entry.key) in touched:
            pieces.append(text[position : entry.start])
            position = entry.end
    return "".join([*pieces, text[position:]]).rstrip("\r\n")
