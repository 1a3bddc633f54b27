"""The Python cells of a notebook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import lru_cache

from engine_lint.dataclass import dataclass
from engine_lint.errors import TooLarge, UnreadableFile
from engine_lint.files.json_nodes import Node, read_json
from engine_lint.files.notebook.magics import is_foreign, without_magics
from engine_lint.files.notebook.strings import Replacement, in_document, narrowed, offset_in, text_of
from engine_lint.model.change import Edit
from engine_lint.model.place import Place, Span
from engine_lint.model.size import MAX_BYTES
from engine_lint.model.source import Source

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in Python: its number, counted from 1 over all cells of the notebook, and its source in the JSON."""

    number: int
    node: Node


@dataclass(frozen=True, eq=False)
class CellText(Source):
    """The text of a cell, with the strings that it consists of in the file."""

    document: str = field(default="", repr=False)
    node: Node = field(default=Node(0, 0, ""), repr=False)

    @property
    def file(self) -> Source:
        """The JSON."""
        return Source(self.path, self.document)

    def in_file(self, span: Span) -> Place:
        """A span as a place among the JSON."""
        start, end = (offset_in(self.document, self.node, self.offset(each)) for each in (span.start, span.end))
        return Place(self.path, self.file.span(start, max(start, end)))

    def edits_in_file(self, edits: Sequence[Edit]) -> list[Edit]:
        """Edits of the cell as edits of the JSON."""
        wanted = [Replacement(self.offset(each.span.start), self.offset(each.span.end), each.text) for each in sorted(edits)]
        file = self.file
        found = (narrowed(self.document, each) for each in in_document(self.document, self.node, wanted))
        return [Edit(self.path, file.span(each.start, each.end), each.text) for each in found]


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook: the text of the file without byte order mark, and its Python cells in order."""

    document: str
    bom: bool
    cells: tuple[Cell, ...]

    def texts(self, path: str) -> tuple[Source, ...]:
        """The cells as Python, IPython's own syntax put out of the way; those in another language are not among them.

        Raises:
            TooLarge: together they are longer than any module that is parsed.
        """
        found = [(cell, text_of(cell.node)) for cell in self.cells]
        size = sum(len(text) for _, text in found)
        if size > MAX_BYTES:
            raise TooLarge(path, size, MAX_BYTES)
        python = ((cell, without_magics(text)) for cell, text in found if not is_foreign(text))
        return tuple(CellText(path, text, cell=cell.number, document=self.document, node=cell.node) for cell, text in python)

    def encode(self, document: str) -> bytes:
        """Another text of the file as its bytes."""
        return (_BOM if self.bom else b"") + document.encode("utf-8")


@lru_cache(maxsize=4)
def read_notebook(path: str, data: bytes) -> Notebook:
    """The notebook in some bytes; without cells where its kernel does not run Python.

    Raises:
        UnreadableFile: it is not JSON, or no notebook.
    """
    bom = data.startswith(_BOM)
    try:
        document = (data[len(_BOM) :] if bom else data).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFile(path, f"it is not valid utf-8: {error}") from error
    if not document.strip():
        return Notebook(document, bom, ())
    try:
        root = read_json(document)
    except json.JSONDecodeError as error:
        raise UnreadableFile(path, f"it is not valid JSON: {error.msg}", error.lineno, error.colno) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableFile(path, f"its JSON cannot be read: {error}") from error
    if root.at("cells") is None and root.at("worksheets") is None:
        raise UnreadableFile(path, "it is no Jupyter notebook: it has no cells")
    return Notebook(document, bom, tuple(_cells(root)) if _speaks_python(root) else ())


def _speaks_python(root: Node) -> bool:
    """Whether the notebook's kernel runs Python, or does not say what it runs."""
    for names in (("language_info", "name"), ("kernelspec", "language")):
        language = root.at("metadata", *names)
        if language is not None and language.text:
            return language.text.lower() in ("python", "ipython")
    return True


def _cells(root: Node) -> Iterator[Cell]:
    """The code cells in Python, of format 4 and of format 3, which has worksheets."""
    current = root.at("cells")
    lists = [current] if current is not None else [cells for sheet in root.members["worksheets"].items if (cells := sheet.at("cells"))]
    for number, cell in enumerate((cell for cells in lists for cell in cells.items), 1):
        source = cell.at("source" if current is not None else "input")
        kind = cell.at("cell_type")
        if source is not None and kind is not None and kind.text == "code" and _is_python(cell) and _is_text(source):
            yield Cell(number, source)


def _is_python(cell: Node) -> bool:
    """Whether a cell has no language of its own, or has Python for it."""
    own = (cell.at("language"), cell.at("metadata", "vscode", "languageId"), cell.at("metadata", "polyglot_notebook", "kernelName"))
    languages = {each.text.lower() for each in own if each is not None and each.text}
    return languages <= {"python", "ipython"}


def _is_text(source: Node) -> bool:
    return isinstance(source.value, str) or (isinstance(source.value, tuple) and all(isinstance(each.value, str) for each in source.items))
