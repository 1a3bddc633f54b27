"""Dockerfiles: the command of the image that they build.

Source: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from engine_lint.expression import expression
from engine_lint.files.infra.containers import Container, served
from engine_lint.files.infra.interpolation import interpolated
from engine_lint.files.infra.words import Filled, Locator, Word, located, shell_words
from engine_lint.files.servers import Around
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

FORM = "Dockerfile"
_INSTRUCTION = expression(r"^[ \t]*(?P<name>[A-Za-z]+)[ \t]+(?P<rest>(?:\\\r?\n|[^\n])*)", re.MULTILINE)
_FROM = expression(r"(?:--\S+\s+)*(?P<image>\S+)(?:\s+AS\s+(?P<name>\S+))?\s*", re.IGNORECASE)


def read_dockerfile(source: Source, around: Around) -> tuple[ServerConfig, ...]:
    """What the command of the last stage sets on the server in it."""
    arguments: dict[str, str] = {}
    stages: dict[str, str] = {}
    image, last = "", dict[str, re.Match[str]]()
    for match in _INSTRUCTION.finditer(source.text):
        name = match["name"].upper()
        if name == "ARG":
            key, _, value = match["rest"].partition("=")
            arguments[key.strip()] = value.strip().strip("\"'")
        found = _FROM.fullmatch(match["rest"]) if name == "FROM" else None
        if found is not None:
            image, last = stages.get(found["image"], interpolated(found["image"], arguments)[0]), {}
            stages[found["name"] or ""] = image
        last[name] = match
    entry_point, command = (tuple(_words(last[key], arguments)) if key in last else () for key in ("ENTRYPOINT", "CMD"))
    result = served(source, Container(image, command, entry_point=entry_point)) if entry_point or command else None
    if result is None:
        return ()
    match = last.get("CMD") or last["ENTRYPOINT"]
    place = source.place(source.span(match.start(), match.end()))
    return (ServerConfig(FORM, "", result.backends, result.settings, place, in_tests=around.in_tests(source.path)),)


def _words(match: re.Match[str], arguments: dict[str, str]) -> Iterator[Word]:
    """The words of a command in either of its forms."""

    def fill(text: str) -> Filled:
        return interpolated(text, arguments)

    locate = Locator(match["rest"], match.start("rest"))
    try:
        listed = json.loads(match["rest"].replace("\\\n", "  "))
    except (ValueError, RecursionError):
        yield from shell_words(match["rest"].replace("\\\n", "  "), locate, fill)
        return
    if isinstance(listed, list):
        yield from (located(each, locate) for each in listed if isinstance(each, str))
