"""Configuration files of application servers: Gunicorn's, which are Python, and uWSGI's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from engine_lint.files.deployment.command import whole
from engine_lint.files.deployment.starting import Config, Count
from engine_lint.files.ini_syntax import read_ini
from engine_lint.knowledge.application_servers import Program
from engine_lint.model.place import FILE_START, Place
from engine_lint.model.source import Source
from engine_lint.model.value import Known, Unknown, Value, alternatives

if TYPE_CHECKING:
    from engine_lint.python.project import Project

SECTION = "uwsgi"
_NOT_KNOWN = "?"
MAX_SHOWN = 80
"""Characters of an expression that are shown in a message."""


def of_python(source: Source, program: Program, project: Project) -> Config:
    """What a module sets, by the names of the program's keys."""
    from engine_lint.python.module_values import values_in

    keys = {written: name for name, written in program.config_keys.items()}
    found = values_in(project, source.path, keys)
    return {keys[name]: _count(value, source, place or Place(source.path, FILE_START)) for name, (value, place) in found.items()}


def _count(value: Value, source: Source, otherwise: Place) -> Count:
    """The number or text that is known of a value, what holds where the environment does not say otherwise among it."""
    place = value.origin or otherwise
    for each in alternatives(value):
        if isinstance(each, Known) and isinstance(each.value, int) and not isinstance(each.value, bool):
            return Count(each.value, each.origin or place)
        if isinstance(each, Known) and isinstance(each.value, str):
            number = whole(each.value)
            return Count(number, each.origin or place, "" if number else f"{each.value!r} is no number", each.value)
    reason = next((each.reason for each in alternatives(value) if isinstance(each, Unknown)), "it is no number")
    written = " ".join(source.read(place).split()) if place.path == source.path else ""
    return Count(None, place, f"{written} is worked out when it starts" if 0 < len(written) <= MAX_SHOWN else reason, _NOT_KNOWN)


def of_ini(source: Source, program: Program) -> Config:
    """What the section of uWSGI sets."""
    return dict(_entries(source, program))


def _entries(source: Source, program: Program) -> Iterator[tuple[str, Count]]:
    names: Mapping[str, str] = {**{written: name for name, written in program.config_keys.items()}, **program.config_aliases}
    for key, entry in read_ini(source).own(SECTION).items():
        if key in names:
            number = whole(entry.value)
            yield names[key], Count(number, entry.slot(source), "" if number else f"{entry.value} is worked out when it starts")
