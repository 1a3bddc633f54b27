"""Supervisor's programs and systemd's services.

Sources: http://supervisord.org/configuration.html#program-x-section-settings and
https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine_lint.expression import expression
from engine_lint.files.deployment.command import Command, assignments, lines, whole
from engine_lint.files.infra.words import Locator, Word, shell_words
from engine_lint.files.ini_syntax import Entry, read_ini
from engine_lint.model.source import Source

_EXEC = expression(r"^ExecStart=[-@:+!]*(?P<command>(?:\\\r?\n|[^\r\n])+)", re.MULTILINE)
_ENVIRONMENT = expression(r"^Environment=(?P<words>[^\r\n]+)", re.MULTILINE)


def supervised(source: Source) -> Iterator[Command]:
    """The commands of Supervisor's programs."""
    ini = read_ini(source)
    for section in ini.sections:
        entries = ini.own(section)
        if section.startswith("program:") and "command" in entries:
            command, count = entries["command"], entries.get("numprocs")
            times = 1 if count is None else whole(count.value)
            for each in lines(source, command.value_start, command.value_end, _environment(source, entries.get("environment"))):
                yield replace(each, times=times, service=section.partition(":")[2])


def _environment(source: Source, entry: Entry | None) -> Mapping[str, Word]:
    """``KEY="value",KEY2="value"``."""
    if entry is None:
        return {}
    written = source.text[entry.value_start : entry.value_end]
    locate = Locator(written, entry.value_start)
    return assignments(tuple(word for part in written.split(",") for word in shell_words(part, locate)))


def services(source: Source) -> Iterator[Command]:
    """The commands of a systemd service."""
    environment: dict[str, Word] = {}
    for match in _ENVIRONMENT.finditer(source.text):
        environment.update(assignments(shell_words(match["words"], Locator(match["words"], match.start("words")))))
    for match in _EXEC.finditer(source.text):
        yield from lines(source, match.start("command"), match.end("command"), environment)
