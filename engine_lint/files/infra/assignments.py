"""Assignments to server variables, wherever they are written: which one a name means, what the server makes of the value, which one wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine_lint.files.infra.words import HOLE, Word
from engine_lint.files.optionfile.variables import VARIABLES, Held, Named, held
from engine_lint.knowledge.postgresql import POSTGRESQL, taken, variables
from engine_lint.model.server import ServerSetting
from engine_lint.model.source import Source

MYSQL = ("mysql", "mariadb")
"""The backends of a server that may be either."""


def assigned(source: Source, backends: Sequence[str], name: str, value: Word) -> ServerSetting | None:
    """What setting a variable to a value comes to; None for a variable that does not matter here.

    Args:
        source: the file.
        backends: the server, or those that it may be.
        name: the variable in any spelling of the server's: dashes or underscores.
        value: what stands for the value, and where.
    """
    plain = name.replace("-", "_").lower()
    if POSTGRESQL in backends:
        subject = variables().get(plain)
        if subject is None:
            return None
        result = taken(subject, value.text)
        return _setting(source, plain, value, [Held(result.value, refused=result.refused)])
    return option(source, backends, Named(VARIABLES[plain]), value) if plain in VARIABLES else None


def option(source: Source, backends: Sequence[str], named: Named, value: Word | None, at: Word | None = None) -> ServerSetting | None:
    """What an option of MySQL or MariaDB comes to, prefixes of its name included; None where the server passes over it.

    Args:
        source: the file.
        backends: the server, or those that it may be.
        named: what its name means.
        value: what stands for the value, None for an option without one.
        at: where an option without a value stands.
    """
    results = [held(named, value.text if value is not None else None, backend) for backend in backends]
    where = value or at
    return _setting(source, named.variable.name, where, results) if where is not None and not all(each.ignored for each in results) else None


def _setting(source: Source, name: str, value: Word, results: Sequence[Held]) -> ServerSetting:
    place = source.place(source.span(value.start, value.end))
    written = source.text[value.start : value.end]
    if HOLE in value.text:
        return ServerSetting(name, None, written, place, value.reason or "a part of it is not known")
    first = results[0]
    if any(each != first for each in results):
        return ServerSetting(name, None, written, place, "MySQL and MariaDB make different values of it")
    refused = f"the server does not take it: {first.refused}" if first.refused else ""
    return ServerSetting(name, first.value, written, place, first.reason, refused)


def winning(settings: Iterable[ServerSetting | None]) -> tuple[ServerSetting, ...]:
    """The assignments that count, the last one of each variable, and those that no server takes; in order of their places."""
    last: dict[tuple[str, bool], ServerSetting] = {}
    for each in settings:
        if each is not None:
            last[each.variable, bool(each.ineffective)] = each
    return tuple(sorted(last.values(), key=lambda each: (each.place, each.variable)))
