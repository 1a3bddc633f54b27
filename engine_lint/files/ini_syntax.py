"""The syntax of ini files as ``configparser`` reads it (duplicates allowed, the last one wins), with places.

``configparser`` knows no positions. The steps and their order are those of ``RawConfigParser._read``: comments on lines of
their own alone, continuation lines by indentation, blank lines within values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.model.place import Place
from engine_lint.model.source import Source

DEFAULT = "DEFAULT"
_SECTION = expression(r"\[(?P<header>.+)\]")
_SIGN = expression(r"[=:]")
_COMMENT = ("#", ";")


@dataclass(frozen=True, slots=True)
class Header:
    """``[section]``; ``start`` and ``end`` are the bounds of its line, line end included."""

    section: str
    start: int
    end: int

    def place(self, source: Source) -> Place:
        """The header without what surrounds it."""
        line = source.text[self.start : self.end]
        start = self.start + len(line) - len(line.lstrip())
        return Place(source.path, source.span(start, start + len(line.strip())), source.cell)


@dataclass(frozen=True, slots=True)
class Entry:
    """``key = value``, continuation lines included.

    ``value`` is the text that ``configparser`` gives before interpolation. ``start`` and ``end`` are the bounds of its lines,
    the last line end included; ``key_start``, ``key_end``, ``value_start`` and ``value_end`` those of its parts.
    """

    section: str
    key: str
    value: str
    start: int
    end: int
    key_start: int
    key_end: int
    value_start: int
    value_end: int

    def place(self, source: Source) -> Place:
        """The entry from its key to the end of its value."""
        return Place(source.path, source.span(self.key_start, max(self.value_end, self.key_end)), source.cell)

    def slot(self, source: Source) -> Place:
        """Its value alone."""
        return Place(source.path, source.span(self.value_start, self.value_end), source.cell)


@dataclass(frozen=True, slots=True)
class Ini:
    """What stands in an ini file. ``bad_lines`` are those that ``configparser`` would refuse to read."""

    headers: tuple[Header, ...]
    entries: tuple[Entry, ...]
    bad_lines: tuple[int, ...] = ()
    _by_section: dict[str, dict[str, Entry]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            self._by_section.setdefault(entry.section, {})[entry.key] = entry

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of the sections, ``DEFAULT`` among them where it stands there."""
        return tuple(dict.fromkeys(header.section for header in self.headers))

    def header(self, section: str) -> Header:
        """The first header of a section."""
        return next(header for header in self.headers if header.section == section)

    def own(self, section: str) -> dict[str, Entry]:
        """The entries of a section by key, the last of several."""
        return self._by_section.get(section, {})

    def in_force(self, section: str) -> dict[str, Entry]:
        """The entries that hold in a section, those of ``DEFAULT`` included."""
        return {**self.own(DEFAULT), **self.own(section)}


@dataclass(slots=True)
class _Reader:
    """Where the reading stands: the entry that goes on, and the texts of its value so far."""

    source: Source
    headers: list[Header] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)
    current: Entry | None = None
    values: list[str] = field(default_factory=list)
    indentation: int = 0

    def line(self, number: int, raw: str, start: int, end: int) -> None:
        """Take one line, as it stands between two indices of the text."""
        stripped = raw.strip()
        if stripped.startswith(_COMMENT):
            return
        if not stripped:
            self.values.append("")
            return
        indentation = len(raw) - len(raw.lstrip())
        if self.current is not None and indentation > self.indentation:
            self.values.append(stripped)
            self.current = _grown(self.current, start + indentation + len(stripped), end)
            return
        self.indentation = indentation
        header = _SECTION.match(stripped)
        sign = None if header else _SIGN.search(stripped)
        if header:
            self.close()
            self.headers.append(Header(header["header"], start, end))
        elif not self.headers or sign is None or not sign.start():
            self.bad.append(number)
        else:
            self.close()
            self._open(stripped, sign.start(), start, start + indentation, end)

    def _open(self, stripped: str, sign: int, start: int, at: int, end: int) -> None:
        key, value = stripped[:sign].rstrip(), stripped[sign + 1 :].strip()
        first = at + len(stripped) - len(value)
        self.values = [value]
        self.current = Entry(self.headers[-1].section, key, value, start, end, at, at + len(key), first, first + len(value))

    def close(self) -> None:
        """The entry that goes on is over."""
        if self.current is not None:
            entry, text = self.current, "\n".join(self.values).rstrip()
            self.entries.append(
                Entry(entry.section, entry.key, text, entry.start, entry.end, entry.key_start, entry.key_end, entry.value_start, entry.value_end)
            )
        self.current = None


def _grown(entry: Entry, value_end: int, end: int) -> Entry:
    start = entry.value_start if entry.value else value_end
    return Entry(entry.section, entry.key, entry.value, entry.start, end, entry.key_start, entry.key_end, min(start, value_end), value_end)


def read_ini(source: Source) -> Ini:
    """The sections and entries of an ini file."""
    reader = _Reader(source)
    for number, start in enumerate(source.line_starts, start=1):
        end = source.line_starts[number] if number < len(source.line_starts) else len(source.text)
        reader.line(number, source.text[start:end], start, end)
    reader.close()
    return Ini(tuple(reader.headers), tuple(reader.entries), tuple(reader.bad))


def comment_lines(source: Source) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of each comment, ``;`` read as ``#``."""
    for number in range(1, len(source.line_starts) + 1):
        line = source.line(number)
        text = line.strip()
        if text.startswith(_COMMENT):
            yield number, len(line) - len(line.lstrip()) + 1, "#" + text[1:]
