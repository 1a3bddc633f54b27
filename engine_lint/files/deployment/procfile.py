"""Procfiles: one kind of process a line. Source: https://devcenter.heroku.com/articles/procfile"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from engine_lint.expression import expression
from engine_lint.files.deployment.command import Command, lines
from engine_lint.model.source import Source

_LINE = expression(r"^(?P<name>[A-Za-z0-9_-]+):[ \t]*(?P<command>[^\r\n]+)", re.MULTILINE)
_ONCE = ("release", "postdeploy", "console")
"""What runs for a moment only."""


def commands(source: Source) -> Iterator[Command]:
    """The commands of the processes that stay."""
    for match in _LINE.finditer(source.text):
        if match["name"] not in _ONCE:
            for command in lines(source, match.start("command"), match.end("command"), {}):
                yield replace(command, service=match["name"])
