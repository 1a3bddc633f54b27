"""How a report is to look, and what the formats share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from engine_lint.patterns import below

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding
    from engine_lint.model.place import Cell, Place
    from engine_lint.report.links import Links
    from engine_lint.report.style import Painter

DOCUMENTATION = "https://engine-lint.readthedocs.io/en/stable/rules"


class View(NamedTuple):
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
    links: Links | None = None

    @property
    def painter(self) -> Painter:
        """Paints, or leaves text alone."""
        from engine_lint.report.style import Painter

        return Painter(self.colour)

    def path(self, path: str) -> str:
        """A path as it is shown; bytes that are not text become a replacement character."""
        shown = below(self.cwd, path) or path
        return os.fsencode(shown).decode("utf-8", "replace")

    def text(self, cell: Cell) -> str:
        """The file of a text and, in a notebook, its cell."""
        path, number = cell
        return f"{self.path(path)}:cell {number}" if number else self.path(path)

    def link(self, path: str, shown: str, line: int) -> str:
        """The address of a line of a file, which is shown under a path."""
        from engine_lint.report.links import Links

        return (self.links or Links()).to(path, shown, line)

    def place(self, place: Place) -> str:
        """Where a place starts."""
        from engine_lint.model.place import cell_of

        return f"{self.text(cell_of(place))}:{place.span.start.line}:{place.span.start.column}"


def rule_url(finding: Finding) -> str:
    """The address of a rule's page."""
    return f"{DOCUMENTATION}/{finding.code.lower()}-{finding.name}/"
