"""Assignments to server variables, wherever they are written: which one a name means, what the server makes of the value, which one wins."""

from __future__ import annotations

from collections.abc import Iterable

from engine_lint.files.infra.words import HOLE, Word
from engine_lint.knowledge.server_variables import taken, variable
from engine_lint.model.server import ServerSetting
from engine_lint.model.source import Source

UNKNOWN_FORMULA = "it is worked out where the server is made"


def assigned(source: Source, backend: str, name: str, value: Word) -> ServerSetting | None:
    """What setting a variable to a value comes to; None for a variable that does not matter here.

    Args:
        source: the file.
        backend: the server, which decides about units and range.
        name: the variable in any spelling of the server's: dashes or underscores.
        value: what stands for the value, and where.
    """
    subject = variable(backend, name.replace("-", "_").lower())
    if subject is None:
        return None
    place = source.place(source.span(value.start, value.end))
    written = source.text[value.start : value.end]
    if HOLE in value.text:
        return ServerSetting(subject.name, None, written, place, value.reason or "a part of it is not known")
    result = taken(subject, value.text)
    return ServerSetting(subject.name, result.value, written, place, ineffective=result.refusal)


def winning(settings: Iterable[ServerSetting | None]) -> tuple[ServerSetting, ...]:
    """The assignments that count, the last one of each variable, and those that no server takes; in order of their places."""
    last: dict[tuple[str, bool], ServerSetting] = {}
    for each in settings:
        if each is not None:
            last[each.variable, bool(each.ineffective)] = each
    return tuple(sorted(last.values(), key=lambda each: (each.place, each.variable)))
