"""Markdown and reStructuredText pages."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from engine_lint.errors import UnreadableFile
from engine_lint.files.documentation.pages import MARKDOWN, RESTRUCTURED, read_blocks, read_page
from engine_lint.files.modules import PythonTexts
from engine_lint.model.change import Edit
from engine_lint.model.reading import Reading
from engine_lint.model.source import Source
from engine_lint.python.edits import apply

if TYPE_CHECKING:
    from engine_lint.python.project import Project

MAX_IMPORTS = 200
"""So many imports of the blocks above one are run before it, the nearest."""


class Pages(PythonTexts):
    """Pages with code blocks. Each block is a module of its own, before which the imports of the blocks above it are run.

    A block that does not parse is a fragment for people to read, and passed over.
    """

    suffixes: ClassVar[tuple[str, ...]] = (*MARKDOWN, *RESTRUCTURED)
    on_request = True

    def divided(self, path: str, data: bytes) -> tuple[Source, ...]:
        """The blocks."""
        return read_blocks(read_page(path, data))

    def whole(self, path: str, data: bytes) -> Source:
        """The page, which findings are shown in."""
        return read_page(path, data)

    def validate(self, texts: Sequence[Source]) -> None:
        """A page is for people: nothing in it has to parse."""

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """Execute each block abstractly that may hold a site."""
        found = _together([*self._readings(texts, project)])
        shown = {text.cell: text for text in texts}
        return replace(found, notes=tuple((shown[place.cell].shown(place.span), text) for place, text in found.notes))

    def _readings(self, texts: Sequence[Source], project: Project) -> Iterator[Reading]:
        if not texts:
            return
        from engine_lint.python.cells import join
        from engine_lint.python.reading import read

        source = join(texts[0].path, texts)
        imports: dict[str, ast.stmt] = {}
        for index, text in enumerate(texts):
            holds_site = self.may_hold_site(text.text.encode("utf-8", "replace"))
            if not holds_site and "import" not in text.text:
                continue
            try:
                body = source.parsed(index).tree.body
            except UnreadableFile:
                continue
            if holds_site:
                yield read(source, project, ast.Module([*list(imports.values())[-MAX_IMPORTS:], *body], []))
            for statement in body:
                if isinstance(statement, (ast.Import, ast.ImportFrom)):
                    imports.pop(ast.dump(statement), None)
                    imports[ast.dump(statement)] = statement

    def rewritten(self, path: str, data: bytes, texts: Mapping[int, Source], edits: Sequence[Edit]) -> bytes:
        """The page with other blocks, every line behind what stands before its neighbours."""
        page = read_page(path, data)
        blocks = {text.cell: text for text in read_blocks(page)}
        mine = chain.from_iterable(blocks[number].shown_edits(sorted(edit for edit in edits if edit.cell == number)) for number in texts)
        return page.encode(apply(page, sorted(mine)))


def _together(readings: Sequence[Reading]) -> Reading:
    """What several modules show, as that of one file."""
    return Reading(**{each.name: tuple(chain.from_iterable(getattr(reading, each.name) for reading in readings)) for each in fields(Reading)})
