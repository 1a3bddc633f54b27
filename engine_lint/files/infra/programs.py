"""Command lines that start a database server: which server, and what its options set."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.infra.assignments import MYSQL, assigned, option
from engine_lint.files.infra.words import HOLE, Locator, Word, shell_words
from engine_lint.files.optionfile.variables import named
from engine_lint.knowledge.postgresql import POSTGRESQL
from engine_lint.model.server import ServerSetting
from engine_lint.model.source import Source

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
_SEPARATORS = expression(r"&&|\|\||[;|&\n]")
_OPTION = expression(r"--(?P<name>[A-Za-z][\w-]*)(?P<equals>=)?")
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
    """What the options of a server set, in order."""
    read = _postgresql if POSTGRESQL in server.backends else _mysql
    words = deque(server.options)
    while words:
        word = words.popleft()
        if HOLE not in word.text.partition("=")[0]:
            yield read(source, server.backends, word, words)


def _mysql(source: Source, backends: tuple[str, ...], word: Word, rest: deque[Word]) -> ServerSetting | None:
    """``--name=value``, ``--name value``, and names with prefixes as option files have them."""
    match = _OPTION.match(word.text)
    found = named(match["name"], backends[-1]) if match is not None else None
    if match is None or found is None:
        return None
    if match["equals"]:
        return option(source, backends, found, word.part(match.end()))
    takes_word = found.effect not in ("skip", "disable", "enable") and bool(rest)
    return option(source, backends, found, rest.popleft() if takes_word else None, word)


def _postgresql(source: Source, backends: tuple[str, ...], word: Word, rest: deque[Word]) -> ServerSetting | None:
    """``-c name=value``, ``--name=value`` and ``-N count``."""
    if word.text in _SHORT:
        return assigned(source, backends, _SHORT[word.text], rest.popleft()) if rest else None
    if word.text[:2] in _SHORT:
        return assigned(source, backends, _SHORT[word.text[:2]], word.part(2))
    if word.text in ("-c", "--"):
        word = rest.popleft() if rest else word
    elif word.text.startswith(("-c", "--")):
        word = word.part(2)
    else:
        return None
    name, equals, _ = word.text.partition("=")
    return assigned(source, backends, name.strip(), word.part(len(name) + 1)) if equals else None
