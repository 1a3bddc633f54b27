"""Quadlet units: containers that systemd runs with Podman.

Source: https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html
"""

from __future__ import annotations

import re

from engine_lint.expression import expression
from engine_lint.files.infra.containers import Container, served, told_by_data
from engine_lint.files.infra.words import Locator, Word, located, shell_words
from engine_lint.files.servers import Around
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

FORM = "Quadlet unit"
_SECTION = expression(r"^\[(\w+)\][ \t]*$", re.MULTILINE)
_ENTRY = expression(r"^(?P<key>\w+)[ \t]*=[ \t]*(?P<value>(?:\\\r?\n|[^\n])*)", re.MULTILINE)


def read_quadlet(source: Source, around: Around) -> tuple[ServerConfig, ...]:
    """What the one container of a unit sets on the server in it."""
    starts = [*_SECTION.finditer(source.text)]
    ends = [*(each.start() for each in starts[1:]), len(source.text)]
    bounds = [(each.end(), end) for each, end in zip(starts, ends, strict=False) if each[1] == "Container"]
    found = [match for start, end in bounds for match in _ENTRY.finditer(source.text, start, end)]
    last = {match["key"]: match for match in found}
    entry_point, command = (_words(last.get(key)) for key in ("Entrypoint", "Exec"))
    environment = {}
    for match in found:
        name, _, value = match["value"].partition("=")
        if match["key"] == "Environment":
            environment[name.strip('"')] = located(value.strip('"'), Locator(match["value"], match.start("value"), len(name)))
    volumes = "\n".join(match["value"] for match in found if match["key"] == "Volume")
    image = last["Image"]["value"].strip() if "Image" in last else ""
    result = served(source, Container(image, command, environment, told_by_data(volumes), entry_point))
    if result is None:
        return ()
    place = source.place(source.span(found[0].start(), found[-1].end()))
    return (ServerConfig(FORM, "", result.backends, result.settings, place, in_tests=around.in_tests(source.path)),)


def _words(match: re.Match[str] | None) -> tuple[Word, ...]:
    if match is None:
        return ()
    return shell_words(match["value"].replace("\\\n", "  "), Locator(match["value"], match.start("value")))
