"""Command lines that start a database server: which server, and what its options set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine_lint.files.infra.assignments import assigned
from engine_lint.files.infra.words import HOLE, Locator, Word, shell_words
from engine_lint.knowledge.server_variables import POSTGRESQL, variable
from engine_lint.model.server import ServerSetting
from engine_lint.model.source import Source

MYSQL = ("mysql", "mariadb")
_PROGRAMS = {
    "mysqld": MYSQL,
    "mysqld_safe": MYSQL,
    "mysqld-debug": ("mysql",),
    "mariadbd": ("mariadb",),
    "mariadbd-safe": ("mariadb",),
    "postgres": (POSTGRESQL,),
    "postmaster": (POSTGRESQL,),
}
_ENTRY_POINTS = ("docker-entrypoint.sh", "docker-entrypoint", "entrypoint.sh")
"""Those of images, which start the server where only options follow."""
_STARTERS = ("exec", "tini", "dumb-init", "nice", "ionice", "nohup", "env", "numactl", "command", "time")
"""Programs that start the one that follows them."""
_AS_USER = ("gosu", "su-exec", "runuser", "setpriv", "chroot")
_SHELLS = ("sh", "bash", "ash", "dash")
_SEPARATORS = re.compile(r"&&|\|\||[;|&\n]")
_OPTION = re.compile(r"--(?P<name>[A-Za-z][\w-]*)(?P<equals>=)?")
_MODIFIERS = re.compile(r"(?P<modifier>loose|skip|disable|enable|maximum)[_-](?P<name>.+)")
_ON_OFF = ("skip", "disable", "enable")
_SHORT = {"-N": "max_connections"}


@dataclass(frozen=True, slots=True)
class Started:
    """The server that a command starts, with the words of its options; ``backends`` are those it may be."""

    backends: tuple[str, ...]
    options: tuple[Word, ...]


def started(source: Source, words: Sequence[Word], image: tuple[str, ...]) -> Started | None:
    """The server that a container's command starts; None where it starts none, or something that cannot be told.

    Args:
        source: the file.
        words: the command with its arguments.
        image: the backends of the server that the image starts itself where the command only has options; empty for any other image.
    """
    rest = list(words)
    only_options = bool(image)
    while rest:
        first = rest[0].text
        name = first.rpartition("/")[2]
        only_options = only_options and (first.startswith("-") or name in _ENTRY_POINTS)
        if name in _PROGRAMS:
            return Started(image if image and set(image) <= set(_PROGRAMS[name]) else _PROGRAMS[name], tuple(rest[1:]))
        if name in _SHELLS:
            return _of_script(source, rest, image)
        if first.startswith("-") and only_options:
            return Started(image, tuple(rest))
        if name in _AS_USER:
            rest = rest[2:]
        elif name in _ENTRY_POINTS or name in _STARTERS or first.startswith("-") or re.match(r"[A-Za-z_]\w*=", first):
            rest = rest[1:]
        else:
            return None
    return None


def _of_script(source: Source, words: Sequence[Word], image: tuple[str, ...]) -> Started | None:
    """The server that ``sh -c "..."`` ends up with."""
    flag = next((index for index, word in enumerate(words) if re.fullmatch(r"-\w*c", word.text)), len(words))
    if len(words) <= flag + 1:
        return None
    script = words[flag + 1]
    locate = Locator(source.text[script.start : script.end], script.start)
    found = None
    for command in _SEPARATORS.split(script.text.replace("\\\n", " ")):
        found = started(source, [replace(word, reason=script.reason) for word in shell_words(command, locate)], ()) or found
    if found is not None and image and set(image) <= set(found.backends):
        return Started(image, found.options)
    return found


def settings_of(source: Source, server: Started) -> Iterator[ServerSetting | None]:
    """What the options of a server set, in order. Where servers differ, it is what the first of its backends does."""
    backend = server.backends[0]
    read = _postgresql if backend == POSTGRESQL else _mysql
    words = list(server.options)
    while words:
        word = words.pop(0)
        if HOLE not in word.text.partition("=")[0]:
            yield read(source, backend, word, words)


def _mysql(source: Source, backend: str, word: Word, rest: list[Word]) -> ServerSetting | None:
    match = _OPTION.match(word.text)
    if match is None:
        return None
    name, modifier = match["name"], ""
    while (prefixed := _MODIFIERS.fullmatch(name)) is not None and variable(backend, name.replace("-", "_")) is None:
        name, modifier = prefixed["name"], prefixed["modifier"]
    if variable(backend, name.replace("-", "_")) is None or modifier == "maximum":
        return None
    if modifier in _ON_OFF:
        return assigned(source, backend, name, Word("0", word.start, word.end))
    return assigned(source, backend, name, _value(word, match, rest))


def _value(word: Word, match: re.Match[str], rest: list[Word]) -> Word:
    """What stands for an option's value: behind the equals sign, else the next word."""
    if match["equals"]:
        return word.part(match.end())
    return rest.pop(0) if rest else Word("", word.start, word.end)


def _postgresql(source: Source, backend: str, word: Word, rest: list[Word]) -> ServerSetting | None:
    """``-c name=value``, ``--name=value`` and ``-N count``."""
    if word.text in _SHORT:
        return assigned(source, backend, _SHORT[word.text], rest.pop(0)) if rest else None
    if word.text[:2] in _SHORT:
        return assigned(source, backend, _SHORT[word.text[:2]], word.part(2))
    if word.text in ("-c", "--"):
        word = rest.pop(0) if rest else word
    elif word.text.startswith(("-c", "--")):
        word = word.part(2)
    else:
        return None
    name, equals, _ = word.text.partition("=")
    return assigned(source, backend, name.strip(), word.part(len(name) + 1)) if equals else None
