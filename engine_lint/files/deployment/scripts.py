"""Shell scripts: of the application servers in one, each is taken for one of several ways to start."""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.files.deployment.command import Command, lines
from engine_lint.model.source import Source


def commands(source: Source) -> Iterator[Command]:
    """The commands of a script."""
    return lines(source, 0, len(source.text), {})
