"""What the editor is told by itself: diagnostics, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from lsprotocol import types

from engine_lint.dataclass import dataclass
from engine_lint.model.finding import Severity
from engine_lint.model.place import Cell
from engine_lint.server.documents import Document, Documents
from engine_lint.server.jobs import Problem, Spot
from engine_lint.server.uris import uri_of
from engine_lint.suppression import UNUSED

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

SOURCE = "engine-lint"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


@dataclass(eq=False)
class Shown:
    """Shows the results of checks; a document's are those of all checks that found something in it."""

    server: LanguageServer
    _found: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    _published: dict[str, types.PublishDiagnosticsParams] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    def show(self, path: str, problems: tuple[Problem, ...]) -> None:
        """Show what a check of one file has found, in it and elsewhere."""
        before = self._found.pop(path, ())
        if problems:
            self._found[path] = problems
        documents = documents_by_cell(Documents(self.server.workspace))
        cells = {(each.spot.path, each.spot.cell) for each in (*before, *problems)} | {cell for cell in documents if cell[0] == path}
        for cell in sorted(cells):
            self._publish(cell, documents)

    def complain(self, sentences: Iterable[str]) -> None:
        """Tell what went wrong, each sentence once."""
        for sentence in sentences:
            if sentence not in self._said:
                self._said.add(sentence)
                self.server.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"engine-lint: {sentence}"))
            self._log(types.MessageType.Error, sentence)

    def note(self, sentences: Iterable[str]) -> None:
        """Write down what was passed over."""
        for sentence in sentences:
            if sentence not in self._said:
                self._said.add(sentence)
                self._log(types.MessageType.Info, sentence)

    def _log(self, kind: types.MessageType, sentence: str) -> None:
        self.server.window_log_message(types.LogMessageParams(kind, sentence))

    def _publish(self, cell: Cell, documents: Mapping[Cell, Document]) -> None:
        """Show what is known of one document, unless just that is shown already."""
        document = documents.get(cell)
        uri = document.uri if document else uri_of(cell[0])
        found = [diagnostic(each, documents) for each in self._in(cell)]
        params = types.PublishDiagnosticsParams(uri, found, document.version if document else None)
        if self._published.get(uri) == params or (not found and document is None and uri not in self._published):
            return
        self._published[uri] = params
        self.server.text_document_publish_diagnostics(params)
        if not found and document is None:
            del self._published[uri]

    def _in(self, cell: Cell) -> Iterator[Problem]:
        told = set()
        for problems in self._found.values():
            for each in problems:
                key = (each.code, repr(each.spot.range), each.message)
                if (each.spot.path, each.spot.cell) == cell and key not in told:
                    told.add(key)
                    yield each


def documents_by_cell(documents: Documents) -> dict[Cell, Document]:
    """Every open document, by the text that it shows."""
    return {(opened.path, number): document for opened in documents.all() for number, document in opened.documents.items()}


def diagnostic(problem: Problem, documents: Mapping[Cell, Document]) -> types.Diagnostic:
    """A problem as the protocol words it."""
    return types.Diagnostic(
        problem.spot.range,
        problem.message,
        severity=_SEVERITIES[problem.severity],
        code=problem.code,
        code_description=types.CodeDescription(problem.url),
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if problem.code == UNUSED else None,
        related_information=[types.DiagnosticRelatedInformation(location(spot, documents), label) for spot, label in problem.related] or None,
    )


def location(spot: Spot, documents: Mapping[Cell, Document]) -> types.Location:
    """A place as the protocol words it."""
    document = documents.get((spot.path, spot.cell))
    return types.Location(document.uri if document else uri_of(spot.path), spot.range)
