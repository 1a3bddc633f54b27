"""Values of things that are called passwords: assigned, handed over, given as defaults, by position where that is known."""

from __future__ import annotations

from engine_lint.report.hiding.findings import Hiding
from engine_lint.report.hiding.lexing import Row

_POSITIONS = {"URL": 2, "URL.create": 2, "pymysql.connect": 2, "MySQLdb.connect": 2, "asyncmy.connect": 2, "oracledb.connect": 1, "cx_Oracle.connect": 1}
"""Which positional argument is the password."""
MOST_TARGETS = 60
"""Tokens in front of a ``=`` that are looked at: names, dots and commas."""


def hide_named(row: Row, hiding: Hiding) -> None:
    """Hide the strings that things called passwords get as their values."""
    until = 0
    for number, token in enumerate(row.tokens):
        if token.kind in ("name", "string") and len(token.text) < 80 and hiding.is_secret(token.text):
            value = _value(row, number)
            if value is not None and value.stop > until:
                hiding.hide_values(row, range(max(value.start, until), value.stop))
                until = value.stop
        if token.says("("):
            _hide_positional(row, number, hiding)


def _value(row: Row, number: int) -> range | None:
    """The expression that a name gets as its value, or a key."""
    is_key, at = row[number].kind == "string", number + 1
    if is_key and row[at].says("]"):
        at += 1
    token = row[at]
    if token.says("="):
        return _assigned(row, number, at)
    if token.says(":"):
        value = row.expression(at + 1, "=")
        return row.expression(value.stop + 1) if row[value.stop].says("=") else value
    if token.says(",") and not is_key:
        return _assigned(row, number, at)
    if token.says(",") or (is_key and token.says(")") and row[at + 1].says("or")):
        return row.expression(at + 1 if token.says(",") else at + 2)
    return None


def _assigned(row: Row, number: int, at: int) -> range | None:
    """What follows the ``=``; of several things assigned at once, the one in the same place."""
    start = number
    while number - start < MOST_TARGETS and (row[start - 1].kind == "name" or row[start - 1].says(",", ".")):
        start -= 1
    while at - number < MOST_TARGETS and (row[at].kind == "name" or row[at].says(",", ".")):
        at += 1
    if not row[at].says("="):
        return None
    begins_line = start == 0 or row[start - 1].kind == "newline"
    value = row.expression(at + 1)
    for _ in range(sum(row[each].says(",") for each in range(start, number)) if begins_line else 0):
        value = row.expression(value.stop + 1)
    return value


def _hide_positional(row: Row, opening: int, hiding: Hiding) -> None:
    name, before = row[opening - 1], row[opening - 3]
    dotted = f"{before.text}.{name.text}" if row[opening - 2].says(".") else name.text
    position = _POSITIONS.get(dotted, _POSITIONS.get(name.text))
    parts = row.parts(opening) if position is not None else []
    if position is not None and position < len(parts) and not row[parts[position].start + 1].says("="):
        hiding.hide_values(row, parts[position])
        hiding.remember(row, parts[position])
