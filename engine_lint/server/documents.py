"""What is open in the editor: files, and notebooks whose cells are documents of their own."""

from __future__ import annotations

import io
import json
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lsprotocol.types import NotebookCellKind

from engine_lint.dataclass import dataclass
from engine_lint.files.kinds import PYTHON, known_kind
from engine_lint.server.jobs import Buffers
from engine_lint.server.uris import path_of

if TYPE_CHECKING:
    from lsprotocol.types import NotebookCell, NotebookDocument
    from pygls.workspace import TextDocument, Workspace


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the editor: a file, or a cell. ``version`` is None where the editor counts none."""

    uri: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is open. ``documents`` are what the editor shows of it, by cell: 0 for the whole file."""

    path: str
    data: bytes
    documents: dict[int, Document] = field(default_factory=dict)

    @property
    def is_notebook(self) -> bool:
        """Whether its cells are documents of their own."""
        return 0 not in self.documents


@dataclass(frozen=True, slots=True)
class Documents:
    """Everything that is open, as it is now."""

    workspace: Workspace

    def all(self) -> Iterator[Opened]:
        """The open files whose kind matters."""
        yield from (opened for uri in list(self.workspace.text_documents) if (opened := self._file(uri)))
        yield from (opened for notebook in list(self.workspace.notebook_documents.values()) if (opened := self._notebook(notebook)))

    def of(self, uri: str) -> tuple[str, int]:
        """The path and cell of a document; an empty path where it is no file."""
        notebook = self.workspace.get_notebook_document(cell_uri=uri)
        if notebook is None:
            return path_of(uri), 0
        cells = [cell.document for cell in notebook.cells]
        return path_of(notebook.uri), cells.index(uri) + 1 if uri in cells else 0

    def opened(self, path: str) -> Opened | None:
        """An open file by its path."""
        return next((opened for opened in self.all() if opened.path == path), None)

    def buffers(self) -> Buffers:
        """What the other process has to know of it."""
        opened = list(self.all())
        folders = tuple(filter(None, (path_of(folder.uri) for folder in self.workspace.folders.values())))
        if not folders and self.workspace.root_uri:
            folders = tuple(filter(None, (path_of(self.workspace.root_uri),)))
        notebooks = frozenset(each.path for each in opened if each.is_notebook)
        encoding = self.workspace.position_encoding or "utf-16"
        return Buffers(folders, {each.path: each.data for each in opened}, notebooks, getattr(encoding, "value", encoding))

    def _file(self, uri: str) -> Opened | None:
        document = self.workspace.text_documents[uri]
        path = path_of(document.uri)
        if not path or self.workspace.get_notebook_document(cell_uri=document.uri) is not None or not _matters(path):
            return None
        return Opened(path, encoded(path, document.source), {0: Document(document.uri, document.version)})

    def _notebook(self, notebook: NotebookDocument) -> Opened | None:
        path = path_of(notebook.uri)
        if not path:
            return None
        cells = [(cell, self.workspace.text_documents.get(unquote(cell.document))) for cell in notebook.cells]
        documents = {number: Document(cell.document, document.version if document else None) for number, (cell, document) in enumerate(cells, 1)}
        return Opened(path, _as_json(cells), documents)


def _matters(path: str) -> bool:
    return known_kind(path.rpartition("/")[2]) is not None


def _as_json(cells: Sequence[tuple[NotebookCell, TextDocument | None]]) -> bytes:
    """A notebook with these cells, as the file would hold it."""
    found = [_cell(cell.kind, document) for cell, document in cells]
    return json.dumps({"cells": found, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode("ascii")


def _cell(kind: NotebookCellKind, document: TextDocument | None) -> dict[str, object]:
    language = {"vscode": {"languageId": document.language_id}} if document and document.language_id else {}
    kind_name = "code" if kind is NotebookCellKind.Code else "markdown"
    return {"cell_type": kind_name, "metadata": language, "source": document.source if document else "", "outputs": [], "execution_count": None}


def encoded(path: str, text: str) -> bytes:
    """A text as the bytes of its file: Python in the encoding that it declares, all else in UTF-8."""
    data = text.encode("utf-8", "surrogatepass")
    if known_kind(path.rpartition("/")[2]) is not PYTHON or b"coding" not in data[:400]:
        return data
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data if encoding.startswith("utf-8") else text.encode(encoding, "replace")
    except (SyntaxError, LookupError, UnicodeError):
        return data
