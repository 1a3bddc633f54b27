"""The lines of an option file as ``mysys/my_default.c`` reads them, with places.

Observed on MariaDB 10.11 and 11.8, MySQL 5.7, 8.0, 8.4 and 9.7, which agree in all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.model.place import Place
from engine_lint.model.source import Source

BLANKS = " \t\n\v\f\r"
_QUOTES = "\"'"
_ESCAPE = expression(r"\\(.)", re.DOTALL)
_MEANING = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "s": " ", '"': '"', "'": "'", "\\": "\\"}
_DIRECTIVE = expression(rf"![{BLANKS}]*(?P<word>includedir|include)(?=[{BLANKS}])")
_TEMPLATE = expression(r"\{[{%#]|<%|\$\{")


class Form(Enum):
    """What a line is."""

    GROUP = "group"
    OPTION = "option"
    INCLUDE = "include"
    INCLUDE_FOLDER = "includedir"
    FAULT = "fault"
    """No server starts with such a file: the text says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that counts.

    ``text`` is the group's name, the option's name, what is included, or what is wrong. ``value`` is that of an option with quotes and escapes resolved,
    None for one without ``=``; ``written`` is how it stands there. ``start`` and ``end`` are indices into the source.
    """

    form: Form
    text: str
    source: Source
    start: int
    end: int
    value: str | None = None
    written: str = ""

    @property
    def place(self) -> Place:
        """Where it stands, without blanks and comment."""
        return self.source.place(self.source.span(self.start, self.end))


def lines(source: Source) -> Iterator[Line]:
    """The lines of a file that are neither blank nor comments, nor what a template engine takes out."""
    in_group, start = False, 0
    if source.bom:
        yield Line(Form.FAULT, "a byte order mark stands before the first [group]", source, 0, 0)
    while start < len(source.text):
        end = source.text.find("\n", start)
        end = len(source.text) if end < 0 else end + 1
        line = _line(source, start, end)
        if line is not None:
            if line.form is Form.OPTION and not in_group:
                yield Line(Form.FAULT, "an option stands before the first [group]", source, line.start, line.end)
            yield line
            in_group = in_group or line.form is Form.GROUP
        start = end


def _line(source: Source, start: int, end: int) -> Line | None:
    raw = source.text[start:end].partition("\0")[0]
    text = raw.lstrip(blanks(source))
    if not text or text[0] in "#;":
        return None
    first = start + len(raw) - len(text)
    if text[0] == "!":
        return _directive(source, text, first)
    if text[0] == "[":
        return _group(source, text, first)
    return _option(source, text, first)


def blanks(source: Source) -> str:
    """The characters that a server takes for blanks; it reads bytes as Latin-1."""
    return BLANKS + "\xa0" if source.encoding == "latin-1" else BLANKS


def _directive(source: Source, text: str, first: int) -> Line | None:
    """``!include`` and ``!includedir``; what else begins with ``!`` is passed over.

    The last character of the line is dropped for its line end, also where it is none.
    """
    found = _DIRECTIVE.match(text)
    if found is None:
        return None
    argument = text[found.end() : -1].strip(blanks(source))
    end = first + len(text.rstrip(BLANKS))
    if not argument:
        return Line(Form.FAULT, f"!{found['word']} names nothing", source, first, end)
    return Line(Form(found["word"]), argument, source, first, end)


def _group(source: Source, text: str, first: int) -> Line:
    name, bracket, _ = text[1:].partition("]")
    if not bracket:
        return Line(Form.FAULT, "the name of a group has no closing bracket", source, first, first + len(text.rstrip(BLANKS)))
    return Line(Form.GROUP, name.rstrip(blanks(source)), source, first, first + len(name) + 2)


def _option(source: Source, text: str, first: int) -> Line | None:
    kept = _without_comment(text)
    name, sign, rest = kept.partition("=")
    if _TEMPLATE.search(text.partition("=")[0]):
        return None
    end = first + len(kept.rstrip(blanks(source)))
    written = rest.strip(blanks(source))
    return Line(Form.OPTION, name.rstrip(blanks(source)), source, first, end, _value(written) if sign else None, written)


def _without_comment(text: str) -> str:
    """The text up to a ``#`` that stands in no quotes."""
    if "#" not in text:
        return text
    quote, escaped = "", False
    for index, character in enumerate(text):
        if character in _QUOTES and not escaped:
            quote = (quote if quote != character else "") if quote else character
        if not quote and character == "#":
            return text[:index]
        escaped = bool(quote) and character == "\\" and not escaped
    return text


def _value(written: str) -> str:
    if len(written) > 1 and written[0] in _QUOTES and written[0] == written[-1]:
        written = written[1:-1]
    return _ESCAPE.sub(lambda match: _MEANING.get(match[1], match[0]), written)
