"""How a report is to look, and what the formats share."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine_lint.model.place import Cell, Place, cell_of
from engine_lint.patterns import below
from engine_lint.report.links import Links
from engine_lint.report.style import Painter

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding

DOCUMENTATION = "https://engine-lint.readthedocs.io/en/stable/rules"


@dataclass(frozen=True, slots=True)
class View:
    """What a report needs beside the outcome.

    ``cwd`` is absolute and posix; paths below it are shown relative to it. ``fixing`` says what was done with fixes
    (``Fixed``, ``Would fix``), and is empty where they are shown only. ``width`` is that of tables and sentences, in columns.
    ``links`` says how a page links to the code.
    """

    cwd: str
    colour: bool = False
    statistics: bool = False
    show_fixes: bool = False
    fixing: str = ""
    width: int = 80
    links: Links = field(default_factory=Links)

    @property
    def painter(self) -> Painter:
        """Paints, or leaves text alone."""
        return Painter(self.colour)

    def path(self, path: str) -> str:
        """A path as it is shown; bytes that are not text become a replacement character."""
        shown = below(self.cwd, path) or path
        return os.fsencode(shown).decode("utf-8", "replace")

    def text(self, cell: Cell) -> str:
        """The file of a text and, in a notebook, its cell."""
        path, number = cell
        return f"{self.path(path)}:cell {number}" if number else self.path(path)

    def place(self, place: Place) -> str:
        """Where a place starts."""
        return f"{self.text(cell_of(place))}:{place.span.start.line}:{place.span.start.column}"


def rule_url(finding: Finding) -> str:
    """The address of a rule's page."""
    return f"{DOCUMENTATION}/{finding.code.lower()}-{finding.name}/"
