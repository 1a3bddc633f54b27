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
    from engine_lint.rules.rule import Rule

SITE = "https://engine-lint.readthedocs.io/en/stable/"
"""Where the documentation is: the one place that names it, but for the site's own settings."""
SETTINGS_URL = f"{SITE}settings/"


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
        """A path for programs, relative to the working directory; bytes that are not text become a replacement character."""
        return _as_text(below(self.cwd, path) or path)

    def path_in_repository(self, path: str) -> str:
        """A path relative to the top of the repository that the working directory lies in, as services know it that show repositories."""
        return _as_text(below(self.top, self.absolute(path)) or path)

    def absolute(self, path: str) -> str:
        """A path as the whole run knows it; one that could not be opened is told as it was given."""
        return os.path.normpath(os.path.join(self.cwd, path)).replace(os.sep, "/")

    @property
    def top(self) -> str:
        """The top of the repository; the working directory where there is none."""
        from engine_lint.roots import repository_above

        return repository_above(self.cwd) or self.cwd

    def name(self, path: str) -> str:
        """A path for people: control characters are written out."""
        from engine_lint.report.harmless import harmless

        return harmless(self.path(path))

    def words(self, text: str) -> str:
        """A sentence as it is shown: passwords hidden, control characters written out."""
        from engine_lint.report.harmless import harmless
        from engine_lint.report.masking import masked

        return harmless(masked(text))

    def text(self, cell: Cell) -> str:
        """The file of a text and, in a notebook, its cell, for people."""
        path, number = cell
        return f"{self.name(path)}:cell {number}" if number else self.name(path)

    def link(self, path: str, shown: str, line: int) -> str:
        """The address of a line of a file, which is shown under a path."""
        from engine_lint.report.links import Links

        return (self.links or Links()).to(path, shown, line)

    def place(self, place: Place) -> str:
        """Where a place starts."""
        from engine_lint.model.place import cell_of

        return f"{self.text(cell_of(place))}:{place.span.start.line}:{place.span.start.column}"


def rule_url(finding: Finding | Rule) -> str:
    """The address of a rule's page."""
    return f"{SITE}rules/{finding.code.lower()}-{finding.name}/"


def _as_text(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
