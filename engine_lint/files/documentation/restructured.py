"""Code blocks of reStructuredText pages: directives, literal blocks and doctests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.documentation.blocks import Block, Line, block
from engine_lint.model.source import Source

_DIRECTIVE = expression(
    r"(?P<indent>[ ]*(?:(?:[-*+]|\d+[.)]|#\.)[ ]+)*)\.\.[ ]+"
    r"(?P<name>code-block|code|sourcecode|testcode|testsetup|doctest)::[ ]*(?P<language>.*)$"
)
_LANGUAGES = frozenset({"", "python", "python3", "py", "py3", "pycon", "pycon3", "python-console", "ipython", "ipython3", "default"})
"""Without a language a block is in the one that the page or the project names, Python in most."""
_WITHOUT_LANGUAGE = frozenset({"testcode", "testsetup", "doctest"})
_OPTION = expression(r"[ ]*:[\w-]+:")
_COMMENT = expression(r"[ ]*\.\.(?:[ ]|$)")
_DOCTEST = expression(r"[ ]*>>>(?: |$)")


@dataclass(slots=True)
class _Scanner:
    """Goes down the lines of a page."""

    page: Source
    number: int = 1

    def text(self, number: int) -> str:
        """A line of the page; tabs count eight columns, so a line with one at its start is nobody's."""
        return self.page.line(number)

    def blocks(self) -> Iterator[Block]:
        while self.number <= len(self.page.line_starts):
            line = self.text(self.number)
            directive = _DIRECTIVE.match(line)
            if directive:
                yield from self._directive(directive)
            elif _DOCTEST.match(line):
                yield self._doctest(line)
            elif line.rstrip().endswith("::") and not _COMMENT.match(line):
                self.number += 1
                yield from self._kept(self._body(_indentation(line)))
            else:
                self.number += 1

    def _directive(self, match: re.Match[str]) -> Iterator[Block]:
        self.number += 1
        name, language = match["name"], match["language"].strip().lower()
        while _OPTION.match(self.text(self.number)):
            self.number += 1
        body = self._body(len(match["indent"]))
        if language in _LANGUAGES or name in _WITHOUT_LANGUAGE:
            yield from self._kept(body)

    def _doctest(self, line: str) -> Block:
        """The lines up to the next blank one."""
        lines = []
        while self.text(self.number).strip():
            lines.append(Line(self.number, _indentation(line)))
            self.number += 1
        return block(self.page, lines)

    def _body(self, outer: int) -> list[Line]:
        """The lines from here on that are indented by more than ``outer``, without the indentation they share."""
        numbers = []
        while self.number <= len(self.page.line_starts):
            line = self.text(self.number)
            if line.strip() and _indentation(line) <= outer:
                break
            numbers.append(self.number)
            self.number += 1
        own = [_indentation(self.text(number)) for number in numbers if self.text(number).strip()]
        cut = min(own, default=0)
        return [Line(number, min(cut, len(self.text(number)))) for number in numbers]

    def _kept(self, lines: Sequence[Line]) -> Iterator[Block]:
        first = next((index for index, line in enumerate(lines) if self.text(line.number).strip()), len(lines))
        if lines[first:]:
            yield block(self.page, lines[first:])


def restructured_blocks(page: Source) -> Iterator[Block]:
    """The blocks of a page that may be Python, in order."""
    yield from _Scanner(page).blocks()


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
