"""Containers, whatever runs them: an image, a command, variables of the environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from engine_lint.dataclass import dataclass
from engine_lint.files.infra.assignments import MYSQL, assigned, winning
from engine_lint.files.infra.images import ByEnvironment, backends_of_image, read_by_image
from engine_lint.files.infra.programs import Started, settings_of, started
from engine_lint.files.infra.words import Locator, Word, shell_words
from engine_lint.model.server import ServerSetting
from engine_lint.model.source import Source


@dataclass(frozen=True, slots=True)
class Container:
    """A container as some form describes it.

    ``image`` is empty where it is built or not known; ``looks_like`` are the backends that something else about it tells, the path of its data, say,
    which counts where the image is none of those that are known. ``entry_point`` is
    what replaces that of the image, ``command`` are its arguments.
    """

    image: str
    command: tuple[Word, ...] = ()
    environment: Mapping[str, Word] = field(default_factory=dict)
    looks_like: tuple[str, ...] = ()
    entry_point: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """The server in a container: which it may be, and what is set on it."""

    backends: tuple[str, ...]
    settings: tuple[ServerSetting, ...]


def served(source: Source, container: Container) -> Served | None:
    """What a container sets on the server in it; None where it runs none, or sets nothing that matters."""
    image = backends_of_image(container.image)
    command = (*container.entry_point, *container.command)
    server = started(source, command, image or container.looks_like)
    if server is None and container.entry_point:
        server = _named(source, container.command, image)
    if server is None and command:
        return None
    found = [*_from_environment(source, container), *(settings_of(source, server) if server else ())]
    settings = winning(found)
    backends = server.backends if server else image
    return Served(backends, settings) if settings and backends else None


def _named(source: Source, command: tuple[Word, ...], image: tuple[str, ...]) -> Started | None:
    """The server that arguments name themselves, whatever entry point they are handed to: such a script runs them in the end."""
    found = started(source, command, ())
    return Started(image, found.options) if found is not None and image and set(image) <= set(found.backends) else found


def _from_environment(source: Source, container: Container) -> Iterator[ServerSetting | None]:
    for name, by in read_by_image(container.image).items():
        word = container.environment.get(name)
        if word is not None:
            yield from _variable(source, by, word)


def _variable(source: Source, by: ByEnvironment, word: Word) -> Iterator[ServerSetting | None]:
    if by.variable:
        yield assigned(source, (by.backend,), by.variable, word)
    else:
        flags = shell_words(word.text, Locator(source.text[word.start : word.end], word.start))
        yield from settings_of(source, Started((by.backend,), tuple(replace(flag, reason=word.reason) for flag in flags)))


def told_by_data(paths: str) -> tuple[str, ...]:
    """The backends whose data usually lies at a path that is named among some others."""
    if "/var/lib/mysql" in paths:
        return MYSQL
    return ("postgresql",) if "/var/lib/postgresql" in paths else ()
