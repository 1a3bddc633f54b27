"""The local style of a file, which new text follows."""

from __future__ import annotations

import re
from functools import lru_cache

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.model.source import Source

_FIRST_BLOCK = expression(r"^([ \t]*)[^\s#][^\r\n]*:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*\1([ \t]+)\S", re.MULTILINE)
_STRING = expression(r'"""(?s:.*?)"""|\'\'\'(?s:.*?)\'\'\'|"(?:\\.|[^"\\\r\n])*"|\'(?:\\.|[^\'\\\r\n])*\'|#[^\r\n]*')
_PLAIN_STRING = expression(r"'([^'\"\\\r\n]*)'|\"([^'\"\\\r\n]*)\"")

INLINE_WIDTH = 88
"""Columns up to which a new dict stays on one line."""


@dataclass(frozen=True, slots=True)
class Style:
    """``newline`` ends new lines, ``unit`` is one step of indentation, ``quote`` the quotation mark that most strings have."""

    newline: str
    unit: str
    quote: str

    def string(self, text: str) -> str:
        """The literal of a string, in this style's quotes where nothing needs escaping."""
        return requoted(repr(text), self.quote)

    def step(self, indentation: str) -> str:
        """One step of indentation for a line that is itself indented by ``indentation``."""
        return "\t" if "\t" in indentation else self.unit


@lru_cache(maxsize=4)
def style_of(source: Source) -> Style:
    """The style of a file."""
    block = _FIRST_BLOCK.search(source.text)
    return Style(source.newline, block.group(2) if block else "    ", dominant_quote(source.text))


def dominant_quote(text: str, default: str = '"') -> str:
    """The quotation mark of most one-line strings in ``text``; ``default`` where there is no majority."""
    single = double = 0
    for match in _STRING.finditer(text):
        literal = match.group()
        if literal.startswith(('"""', "'''", "#")):
            continue
        single += literal[0] == "'"
        double += literal[0] == '"'
    if single == double:
        return default
    return "'" if single > double else '"'


def requoted(literal: str, quote: str) -> str:
    """A string literal with other quotation marks, unchanged where it is not a plain string."""
    match = _PLAIN_STRING.fullmatch(literal)
    if match is None:
        return literal
    return f"{quote}{match.group(1) if match.group(1) is not None else match.group(2)}{quote}"
