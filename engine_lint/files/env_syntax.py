"""Dotenv files with places: ``KEY=value``, ``export KEY="value"``, comments. Read as one section, as ini files have several."""

from __future__ import annotations

from engine_lint.expression import expression
from engine_lint.files.ini_syntax import Entry, Header, Ini
from engine_lint.model.source import Source

_LINE = expression(
    r"(?P<start>[ \t]*(?:export[ \t]+)?)(?P<key>[A-Za-z_][\w.]*)(?P<sign>[ \t]*=[ \t]*)"
    r"(?P<value>'[^'\r\n]*'|\"(?:\\.|[^\"\\\r\n])*\"|[^#'\"\r\n](?:[^\r\n#]|(?<=\S)#)*|)(?P<rest>[ \t]*(?:#[^\r\n]*)?)$"
)
_ESCAPE = expression(r"\\([\\'\"nrt])")
_MEANING = {"n": "\n", "r": "\r", "t": "\t"}


def read_env(source: Source) -> Ini:
    """The entries of a dotenv file in one section without a name. A value in quotes stands there without them."""
    text = source.text
    entries = []
    for number, start in enumerate(source.line_starts, start=1):
        end = source.line_starts[number] if number < len(source.line_starts) else len(text)
        match = _LINE.match(text[start:end].rstrip("\r\n"))
        if match:
            written = match["value"].rstrip()
            first = start + match.start("value")
            key = start + match.start("key")
            entries.append(Entry("", match["key"], _unquoted(written), start, end, key, start + match.end("key"), first, first + len(written)))
    return Ini((Header("", 0, len(text)),), tuple(entries))


def _unquoted(written: str) -> str:
    if written[:1] == "'":
        return written[1:-1]
    if written[:1] == '"':
        return _ESCAPE.sub(lambda match: _MEANING.get(match[1], match[1]), written[1:-1])
    return written
