"""Which application server a command starts, and in how many processes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.deployment.command import Command, assignments, whole
from engine_lint.files.infra.interpolation import interpolated
from engine_lint.files.infra.words import HOLE, Filled, Locator, Word, shell_words
from engine_lint.knowledge.application_servers import THREADS, Program, programs
from engine_lint.model.capacity import Workers
from engine_lint.model.place import Place

_STARTERS = frozenset(
    (
        *("exec", "tini", "dumb-init", "nice", "ionice", "nohup", "env", "command", "time", "ddtrace-run", "opentelemetry-instrument", "sudo", "catchsegv"),
        *("then", "else", "do", "if", "elif", "while", "!", "{", "(", "docker-entrypoint.sh", "entrypoint.sh"),
    )
)
"""What stands before a program that is started."""
_RUNNERS = frozenset(("poetry", "uv", "pipenv", "pdm", "rye", "hatch", "pixi", "conda", "micromamba", "doppler", "infisical", "dotenv", "newrelic-admin"))
_RUN = frozenset(("run", "exec", "run-program"))
_AS_USER = frozenset(("gosu", "su-exec", "runuser", "setuidgid"))
_SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh"))
_PYTHON = expression(r"python(?:\d(?:\.\d+)?)?")
_ARM = expression(r"[\w*|\"'.-]+\)")
_PASSED_OVER = expression(r"-.*|[A-Za-z_]\w*=.*|\d+", re.DOTALL)
_SEPARATORS = expression(r"&&|\|\||[;|&\n]")
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Count:
    """A number that some text gives; ``value`` is None where it cannot be told."""

    value: int | None
    place: Place
    reason: str = ""
    text: str = ""


Config = Mapping[str, Count]
"""What a configuration file sets, by the names of ``config_keys``."""
ConfigOf = Callable[[str, Program], "Config | None"]
"""Gives the configuration file of that name for a program; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Started:
    program: Program
    name: Word
    options: tuple[Word, ...]
    environment: Mapping[str, Word]


def workers_of(command: Command, config_of: ConfigOf) -> Workers | None:
    """The processes that a command starts; None for one that starts no application server, or one for developers."""
    found = _started(list(command.words), dict(command.environment), command, _DEPTH)
    if found is None or command.times == 0:
        return None
    program = found.program
    words = (*_words_in(found.environment.get(program.arguments_from), command), *found.options)
    if any(word.text in program.development for word in words):
        return None
    named = _option(words, program.config) or _ini(words, program)
    config = config_of(named.text.removeprefix("file:") if named else program.config_file, program) if named or program.config_file else None
    unread = f"{program.name} reads {named.text}, which is not read here" if named and config is None else ""
    return _workers(found, words, config or {}, unread, command)


def _workers(found: _Started, words: Sequence[Word], config: Config, unread: str, command: Command) -> Workers:
    program = found.program
    at = command.source.place(command.source.span(found.name.start, found.name.end))
    processes = _count(words, program.processes, command) or config.get("processes")
    if processes is None and program.processes_from in found.environment:
        processes = _number(found.environment[program.processes_from], command)
    if processes is None:
        default = None if unread else program.default
        processes = Count(default, at, unread or ("" if default else "the machine's processors decide"))
    kind = _option(words, program.kind)
    kind_text = kind.text if kind else config["kind"].text if "kind" in config else ""
    threads = _count(words, program.threads, command) or config.get("threads")
    count, at_once = _shared_out(program, kind_text, processes.value, threads)
    times = command.times
    reason = processes.reason or ("" if times else "how many copies of it run is not known")
    total = count * times if count is not None and times is not None else None
    return Workers(total, "", program.name, at_once, "" if total else reason, processes.place)


def _shared_out(program: Program, kind: str, processes: int | None, threads: Count | None) -> tuple[int | None, int | None]:
    """The processes, and how much each of them serves at a time."""
    if kind in program.in_one_process:
        return 1, 1 if kind == "solo" else processes
    if program.kinds.get(kind, program.at_once) != THREADS:
        return processes, None
    return processes, program.default_threads if threads is None else threads.value


def _started(words: list[Word], environment: dict[str, Word], command: Command, depth: int) -> _Started | None:
    """The program that is started, behind whatever stands before it."""
    while words and depth:
        first = words[0]
        name = first.text.rpartition("/")[2]
        program = programs().get(name)
        if program is not None:
            options = tuple(words[1:])
            fits = not program.subcommand or any(word.text == program.subcommand for word in options)
            return _Started(program, first, options, environment) if fits else None
        if name in _SHELLS:
            return _of_script(words, environment, command, depth)
        environment.update(assignments((first,)))
        words = _rest(name, words)
    return None


def _rest(name: str, words: list[Word]) -> list[Word]:
    """What is left behind the first word and what belongs to it; nothing where it is another program."""
    texts = [word.text for word in words]
    if _PYTHON.fullmatch(name) and "-m" in texts[1:3]:
        return words[texts.index("-m") + 1 :]
    if name in _RUNNERS:
        at = next((index for index, text in enumerate(texts) if text in _RUN), None)
        return words[at + 1 :] if at is not None else []
    if name in _AS_USER:
        return words[2:]
    if name in _STARTERS or _PASSED_OVER.fullmatch(words[0].text) or _ARM.fullmatch(words[0].text):
        return words[1:]
    return words[texts.index("--") + 1 :] if "--" in texts else []


def _of_script(words: list[Word], environment: dict[str, Word], command: Command, depth: int) -> _Started | None:
    """What ``sh -c "..."`` ends up with."""
    flag = next((index for index, word in enumerate(words) if re.fullmatch(r"-\w*c", word.text)), None)
    if flag is None or len(words) <= flag + 1:
        return None
    script = words[flag + 1]
    locate = Locator(command.source.text[script.start : script.end], script.start)

    def fill(text: str) -> Filled:
        return interpolated(text, {variable: word.text for variable, word in environment.items()})

    for text in _SEPARATORS.split(script.text.replace("\\\n", " ")):
        inner = [replace(word, reason=word.reason or script.reason) for word in shell_words(text, locate, fill) if word.text]
        found = _started(inner, environment, command, depth - 1)
        if found is not None:
            return found
    return None


def _words_in(word: Word | None, command: Command) -> Iterator[Word]:
    """The options that a variable of the environment holds."""
    if word is not None:
        yield from shell_words(word.text, Locator(command.source.text[word.start : word.end], word.start))


def _option(words: Sequence[Word], names: Sequence[str]) -> Word | None:
    """The value of the last of some options: ``-w 4``, ``-w4``, ``--workers=4``, ``--workers 4``."""
    found = None
    for index, word in enumerate(words):
        for name in names:
            if word.text == name and index + 1 < len(words):
                found = words[index + 1]
            elif word.text.startswith(f"{name}=") and name.startswith("--"):
                found = word.part(len(name) + 1)
            elif len(name) == 2 and word.text.startswith(name) and len(word.text) > 2:
                found = word.part(2 + word.text[2:].startswith("="))
    return found


def _ini(words: Sequence[Word], program: Program) -> Word | None:
    """The file that uWSGI takes without an option."""
    named = (word for word in words if word.text.endswith(".ini") and not word.text.startswith("-"))
    return next(named, None) if "--ini" in program.config else None


def _count(words: Sequence[Word], names: Sequence[str], command: Command) -> Count | None:
    word = _option(words, names)
    return _number(word, command) if word is not None else None


def _number(word: Word, command: Command) -> Count:
    place = command.source.place(command.source.span(word.start, word.end))
    text = word.text.partition(",")[0].strip()
    number = whole(text)
    if number is not None:
        return Count(number, place)
    return Count(None, place, word.reason or f"{word.text.replace(HOLE, '...')} is worked out when it starts")
