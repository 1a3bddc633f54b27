"""Shell scripts: containers that ``docker run`` starts, and servers that a script starts itself."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from engine_lint.expression import expression
from engine_lint.files.infra.assignments import winning
from engine_lint.files.infra.containers import Container, Served, served
from engine_lint.files.infra.interpolation import interpolated
from engine_lint.files.infra.programs import settings_of, started
from engine_lint.files.infra.words import Filled, Locator, Word, shell_words
from engine_lint.files.servers import Around
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

DOCKER_FORM, SHELL_FORM = "container command", "server command"
_COMMAND = expression(r"(?:\\\r?\n|'[^']*'|\"(?:\\.|[^\"\\])*\"|[^\n;&|'\"\\]|\\.)+", re.DOTALL)
_COMMENT = expression(r"(?m)(?:^|(?<=\s))#.*$")
_ENGINES = ("docker", "podman", "nerdctl")
_BEFORE = ("sudo", "then", "do", "else", "if", "{", "(", "!", "exec", "time", "nohup")
_RUN = ("run", "create")
_ALONE = expression(r"--(?:detach|rm|init|interactive|tty|privileged|read-only|publish-all|no-healthcheck|oom-kill-disable|quiet|replace)|-[dtiPqT]+")
"""Options of ``docker run`` that have no value of their own."""
_VARIABLE = expression(r"(?:-e|--env)=?")


def read_shell(source: Source, around: Around) -> tuple[ServerConfig, ...]:
    """The servers that the commands of a script start with something that matters."""
    return tuple(_configs(source, around))


def _configs(source: Source, around: Around) -> Iterator[ServerConfig]:
    text = _COMMENT.sub(lambda match: " " * len(match.group()), source.text)
    for match in _COMMAND.finditer(text):
        command = match.group()
        if "timeout" not in command and "connections" not in command:
            continue
        words = shell_words(command.replace("\\\n", "  "), Locator(source.text[match.start() : match.end()], match.start()), _fill)
        form, found = _of_container(source, words) or (SHELL_FORM, _of_server(source, words))
        if found is not None:
            place = source.place(source.span(match.end() - len(command.lstrip()), match.start() + len(command.rstrip())))
            yield ServerConfig(form, "", found.backends, found.settings, place, in_tests=around.in_tests(source.path))


def _fill(text: str) -> Filled:
    """What a word leaves to variables of the shell. Those in single quotes are none."""
    return (text, "") if text.startswith("'") else interpolated(text, {})


def _told(words: Sequence[Word]) -> list[Word]:
    """A command without what a shell has before it."""
    return list(dropwhile(lambda word: word.text in _BEFORE, words))


def _of_server(source: Source, words: Sequence[Word]) -> Served | None:
    server = started(source, _told(words), ())
    settings = winning(settings_of(source, server)) if server is not None else ()
    return Served(server.backends, settings) if server is not None and settings else None


def _of_container(source: Source, words: Sequence[Word]) -> tuple[str, Served | None] | None:
    """The server in a container, None where the command starts no container."""
    match [word.text.rpartition("/")[2] for word in _told(words)[:3]]:
        case [engine, verb, *_] if engine in _ENGINES and verb in _RUN:
            rest = deque(_told(words)[2:])
        case [engine, "container", verb] if engine in _ENGINES and verb in _RUN:
            rest = deque(_told(words)[3:])
        case _:
            return None
    environment: dict[str, Word] = {}
    while rest and rest[0].text.startswith("-"):
        word = rest.popleft()
        if _ALONE.fullmatch(word.text) or "=" in word.text.partition(" ")[0]:
            value = word.part(len(match.group())) if (match := _VARIABLE.match(word.text)) else None
        else:
            value = rest.popleft() if rest else None
        if value is not None and _VARIABLE.match(word.text):
            name, _, _ = value.text.partition("=")
            environment[name] = value.part(len(name) + 1)
    return (DOCKER_FORM, served(source, Container(rest[0].text, tuple(rest)[1:], environment))) if rest else None
