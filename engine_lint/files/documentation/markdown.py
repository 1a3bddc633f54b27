"""Python code blocks of Markdown pages.

Fences are looked for line by line and not by a CommonMark parser: in the tabs and admonitions of the common site generators they are
indented by four columns and more, which CommonMark takes for the text of an indented block or of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine_lint.expression import expression
from engine_lint.files.documentation.blocks import Block, Line, block
from engine_lint.model.source import Source

_OPENING = expression(r"(?P<margin>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_MARGIN = expression(r"[ \t>]*")
_PYTHON = expression(r"\s*(?:\{code(?:-block|-cell)?\}\s*|\{?\s*\.?)(?:python3?|py3?|pycon3?|python-console|ipython3?)(?![\w-])", re.IGNORECASE)
"""What an info string starts with: ``python``, ``py title="db.py"``, ``{.python .numberLines}``, ``{python}``, ``{code-cell} ipython3``."""
_DIRECTIVE_OPTION = expression(r"[ \t]*:[\w-]+:")


def markdown_blocks(page: Source) -> Iterator[Block]:
    """The blocks of a page whose language is Python, in order."""
    number = 1
    while number <= len(page.line_starts):
        opening = _OPENING.match(page.line(number))
        number += 1
        if opening:
            lines, number = _until_closed(page, number, opening)
            own = _without_options(page, lines)
            if own and _PYTHON.match(opening["info"]):
                yield block(page, own)


def _until_closed(page: Source, first: int, opening: re.Match[str]) -> tuple[list[Line], int]:
    """The lines of a block, and the number of the one after it. It ends with its closing fence, or the list or quote that it stands in."""
    margin, fence = opening["margin"], opening["fence"]
    closing = re.compile(rf"{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    binding = len(margin) > 3 or margin.strip(" \t>") != ""
    lines: list[Line] = []
    for number in range(first, len(page.line_starts) + 1):
        text = page.line(number)
        match = _MARGIN.match(text, 0, len(margin))
        cut = match.end() if match else 0
        content = text.lstrip(" \t>")
        if closing.match(content):
            return lines, number + 1
        if (">" in margin and ">" not in text[:cut]) or (binding and content and cut < len(margin)):
            return lines, number
        lines.append(Line(number, cut))
    return lines, len(page.line_starts) + 1


def _without_options(page: Source, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines below the options that a directive's block may start with."""
    first = next((index for index, line in enumerate(lines) if not _DIRECTIVE_OPTION.match(page.line(line.number)[line.cut :])), len(lines))
    return lines[first:]
