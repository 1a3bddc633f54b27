"""Dockerfiles: what the container starts, ``ENTRYPOINT`` and ``CMD`` of the last stage. Source: https://docs.docker.com/reference/dockerfile/"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.deployment.command import Command, assignments, lines
from engine_lint.files.infra.interpolation import interpolated
from engine_lint.files.infra.words import Filled, Locator, Word, located, shell_words
from engine_lint.model.source import Source

_INSTRUCTION = expression(r"^[ \t]*(?P<name>[A-Za-z]+)[ \t]+(?P<rest>(?:\\[ \t]*\r?\n(?:[ \t]*#[^\n]*\n)*|[^\n])+)", re.MULTILINE)


@dataclass(slots=True)
class _Stage:
    """What one stage ends up with; ``entry`` and ``command`` are bounds of the text behind the instruction's name."""

    environment: dict[str, Word] = field(default_factory=dict)
    entry: tuple[int, int] | None = None
    command: tuple[int, int] | None = None


def commands(source: Source) -> Iterator[Command]:
    """What a container of the last stage starts."""
    stage = _Stage()
    for match in _INSTRUCTION.finditer(source.text):
        name, bounds = match["name"].upper(), match.span("rest")
        if name == "FROM":
            stage = _Stage(dict(stage.environment))
        elif name in ("ENV", "ARG"):
            stage.environment.update(_variables(source, *bounds, stage.environment))
        elif name == "ENTRYPOINT":
            stage.entry = bounds
        elif name == "CMD":
            stage.command = bounds
    yield from _started(source, stage)


def _started(source: Source, stage: _Stage) -> Iterator[Command]:
    entry = _words(source, stage.entry)
    if stage.entry is not None and entry is None:
        yield from lines(source, *stage.entry, stage.environment)  # The shell form passes over CMD.
        return
    command = _words(source, stage.command)
    if stage.command is not None and command is None and not entry:
        yield from lines(source, *stage.command, stage.environment)
    elif entry or command:
        yield Command(source, (*(entry or ()), *(command or ())), stage.environment)


def _words(source: Source, bounds: tuple[int, int] | None) -> tuple[Word, ...] | None:
    """The words of the exec form; None for the shell form, or where there is none."""
    if bounds is None:
        return None
    start, end = bounds
    text = source.text[start:end].replace("\\\r\n", "   ").replace("\\\n", "  ").strip()
    if not text.startswith("["):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    locate = Locator(source.text[start:end], start)
    return tuple(located(each, locate) for each in found if isinstance(each, str)) if isinstance(found, list) else None


def _variables(source: Source, start: int, end: int, known: Mapping[str, Word]) -> dict[str, Word]:
    """``NAME=value NAME=value``, or ``NAME value`` in older files."""

    def fill(word: str) -> Filled:
        return interpolated(word, {name: each.text for name, each in known.items()})

    words = tuple(word for word in shell_words(source.text[start:end], Locator(source.text[start:end], start), fill) if word.text)
    if len(words) == 2 and "=" not in words[0].text:
        return {words[0].text: words[1]}
    return assignments(words)
