"""What the values of ini entries come to: interpolation, and templates that are filled in before anything reads the file."""

from __future__ import annotations

from collections.abc import Mapping

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.ini_syntax import Entry
from engine_lint.model.source import Source
from engine_lint.model.value import Known, Unknown

_PIECE = expression(r"%%|%\((?P<name>[^()]*)\)s|(?P<template>\$\{|\$[A-Za-z_]|\{\{|\{%|<%)")
_DEPTH = 10
"""How deep ``configparser`` follows one name to another."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value as far as it can be told. ``text`` is its beginning, the whole of it where ``why`` is empty."""

    text: str
    why: str = ""
    borrowed: bool = False
    """A part of it stands in another entry."""


def resolved(entry: Entry, in_force: Mapping[str, Entry], depth: int = 0) -> Resolved:
    """The value of an entry, with what other entries of its section say in the place of ``%(name)s``."""
    text, position, borrowed = "", 0, False
    for match in _PIECE.finditer(entry.value):
        text += entry.value[position : match.start()]
        position = match.end()
        name = match["name"]
        if match.group() == "%%":
            text += "%"
        elif name is None:
            return Resolved(text, "it is a template", borrowed)
        elif name not in in_force or depth >= _DEPTH:
            return Resolved(text, f"%({name})s is filled in from outside of the file", borrowed)
        else:
            borrowed = True
            inner = resolved(in_force[name], in_force, depth + 1)
            text += inner.text
            if inner.why:
                return Resolved(text, inner.why, True)
    return Resolved(text + entry.value[position:], "", borrowed)


def value_of(found: Resolved, entry: Entry, source: Source) -> Known | Unknown:
    """A value as rules see it."""
    slot = entry.slot(source)
    return Unknown(found.why, slot, "str") if found.why else Known(found.text, slot)
