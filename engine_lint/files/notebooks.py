"""Jupyter notebooks."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from engine_lint.errors import UnreadableFile
from engine_lint.files.modules import PythonTexts
from engine_lint.files.notebook.reading import read_notebook
from engine_lint.files.notebook.strings import Replacement, in_document
from engine_lint.model.change import Edit
from engine_lint.model.place import Place, Position, Span
from engine_lint.model.reading import Reading
from engine_lint.model.size import MAX_NOTEBOOK_BYTES
from engine_lint.model.source import Source

if TYPE_CHECKING:
    from engine_lint.python.project import Project


class Notebooks(PythonTexts):
    """Notebooks whose kernel runs Python: all code cells are one module, run from top to bottom.

    Cells are counted as ruff counts them, from 1 and with those of every type, so that the numbers do not depend on what a tool takes for
    Python.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".ipynb",)
    largest = MAX_NOTEBOOK_BYTES
    shares_names = True

    def divided(self, path: str, data: bytes) -> tuple[Source, ...]:
        """The Python cells."""
        return read_notebook(path, data).texts(path)

    def validate(self, texts: Sequence[Source]) -> None:
        """Nothing more is asked of it than to be a notebook: cells without a site may be drafts."""

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """Execute the cells abstractly; one that cannot be parsed is left out, and said if it may hold a site."""
        if not texts:
            return Reading()
        from engine_lint.python.cells import join
        from engine_lint.python.reading import read

        source = join(texts[0].path, texts)
        body: list[ast.stmt] = []
        unread: list[tuple[Place, str]] = []
        for index, cell in enumerate(texts):
            try:
                found = source.parsed(index)
            except UnreadableFile as error:
                if self.may_hold_site(cell.text.encode("utf-8", "replace")):
                    unread.append((_point(cell, error.line, error.column), error.reason))
                continue
            body += found.tree.body
            lost = (each for each in found.lost if self.may_hold_site(each.text.encode("utf-8", "replace")))
            unread += [(_point(cell, each.line, 1), "the running Python cannot parse it") for each in lost]
        return replace(read(source, project, ast.Module(body, [])), unread=tuple(unread))

    def rewritten(self, path: str, data: bytes, texts: Mapping[int, Source], edits: Sequence[Edit]) -> bytes:
        """The notebook with other cells: only the strings that hold the changed lines are written anew."""
        notebook = read_notebook(path, data)
        before = {text.cell: text for text in notebook.texts(path)}
        nodes = {cell.number: cell.node for cell in notebook.cells}
        found: list[Replacement] = []
        for number, mine in groupby(sorted(edits, key=lambda edit: (edit.cell, edit.span)), key=lambda edit: edit.cell):
            text = before[number]
            wanted = [Replacement(text.offset(edit.span.start), text.offset(edit.span.end), edit.text) for edit in mine]
            found += in_document(notebook.document, nodes[number], wanted)
        pieces, position = [], 0
        for each in sorted(found, key=lambda each: each.start):
            pieces += [notebook.document[position : each.start], each.text]
            position = each.end
        return notebook.encode("".join([*pieces, notebook.document[position:]]))


def _point(cell: Source, line: int, column: int) -> Place:
    at = Position(max(line, 1), max(column, 1))
    return cell.place(Span(at, at))
