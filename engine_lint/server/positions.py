"""Places in the units that an editor counts in: lines from 0, columns in code units of UTF-16, UTF-8 or UTF-32."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lsprotocol.types import Position, PositionEncodingKind, Range

from engine_lint.model.place import Position as Point
from engine_lint.model.place import Span
from engine_lint.model.source import Source


def _in_utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _in_utf8(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


UNITS: Mapping[str, Callable[[str], int]] = {
    PositionEncodingKind.Utf8.value: _in_utf8,
    PositionEncodingKind.Utf16.value: _in_utf16,
    PositionEncodingKind.Utf32.value: len,
}
"""How long a text is, by the encoding that was agreed on."""
START = Range(Position(0, 0), Position(0, 0))


def range_of(source: Source | None, span: Span, encoding: str) -> Range:
    """A span of a text; of a text that cannot be had, columns count characters."""
    return Range(_position(source, span.start, encoding), _position(source, span.end, encoding))


def _position(source: Source | None, point: Point, encoding: str) -> Position:
    before = point.column - 1
    if source is not None:
        before = UNITS[encoding](source.line(point.line)[:before])
    return Position(point.line - 1, before)
