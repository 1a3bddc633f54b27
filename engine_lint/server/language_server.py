"""``engine-lint server``: what an editor may ask, and who answers."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer

from engine_lint import __version__
from engine_lint.server.actions import KINDS, Asked, job_of, offered, workspace_edit
from engine_lint.server.desk import Desk
from engine_lint.server.documents import Documents
from engine_lint.server.jobs import Edits, Explain, Explanation
from engine_lint.server.leaving import Output, end_when_interrupted
from engine_lint.server.problems import text
from engine_lint.server.screen import Shown, documents_by_cell
from engine_lint.server.uris import path_of

WATCHED = ("**/*.{py,ipynb,toml,ini,cfg,cnf,conf,json,yml,yaml,tf,txt,lock,in,env}", "**/{.env,.flaskenv,.gitignore,Pipfile}")
"""Files whose changes outside of the editor may change what is found."""
NOTHING_TO_DO = "there is nothing to do any more: the text has changed"
_Handler = TypeVar("_Handler", bound=Callable[..., Awaitable[Any]])


class Server(LanguageServer):
    """Talks to one editor."""

    def __init__(self) -> None:
        super().__init__(
            "engine-lint",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            notebook_document_sync=types.NotebookDocumentSyncOptions(
                [types.NotebookDocumentFilterWithNotebook(types.NotebookDocumentFilterNotebookType("jupyter-notebook"))], save=True
            ),
        )
        self.screen = Shown(self)
        self.desk = Desk(self.documents, self.screen)

    def documents(self) -> Documents:
        """What is open in the editor."""
        return Documents(self.workspace)

    def touch(self, uri: str) -> None:
        """Have a document checked soon."""
        path, _ = self.documents().of(uri)
        if path:
            self.desk.touch(path)
        self._forget_notices()

    def _forget_notices(self) -> None:
        """Let go of what pygls keeps of each notice for good, about a kilobyte: nobody waits for an answer to one."""
        kept = getattr(self.protocol, "_request_futures", {})
        for number in [number for number, future in kept.items() if future.done()]:
            del kept[number]

    def can(self, capability: str) -> bool:
        """Whether the editor says that it can do something."""
        return bool(get_capability(self.client_capabilities, capability, False))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Tell of a message that could not be dealt with, once."""
        self.screen.complain((text(f"{type(error).__name__}: {error}".splitlines()[0]),))

    def shutdown(self) -> None:
        """End what was started."""
        self.desk.worker.end()
        super().shutdown()  # type: ignore[no-untyped-call]


def _guarded(handler: _Handler) -> _Handler:
    """An answer of nothing where a request fails, and a word about it."""

    @wraps(handler)
    async def answer(ls: Server, params: Any) -> Any:
        try:
            return await handler(ls, params)
        except Exception as error:
            ls.report_server_error(error, type(error))
            return None

    return answer  # type: ignore[return-value]


def create() -> Server:
    """A server that knows what to do."""
    server = Server()
    for feature, handler in _NOTICES.items():
        server.feature(feature)(handler)
    server.feature(types.TEXT_DOCUMENT_HOVER)(_hover)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True))(_code_actions)
    server.feature(types.CODE_ACTION_RESOLVE)(_resolve)
    return server


def serve(stdin: BinaryIO | None = None) -> None:
    """Answer the editor on standard input and output until it says goodbye. Whatever else is printed goes to standard error."""
    for name in ("pygls", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    sys.stdout.flush()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    end_when_interrupted()
    create().start_io(stdin or sys.stdin.buffer, Output(out))  # type: ignore[arg-type]


def _initialized(ls: Server, params: types.InitializedParams) -> None:
    if not ls.can("workspace.did_change_watched_files.dynamic_registration"):
        return
    watchers = [types.FileSystemWatcher(glob) for glob in WATCHED]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    ls.client_register_capability(types.RegistrationParams([types.Registration("watched", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]))


def _did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    ls.touch(params.text_document.uri)


def _did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    ls.touch(params.text_document.uri)


def _did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    ls.desk.disk_changed([path_of(params.text_document.uri)])


def _did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.desk.closed(path_of(params.text_document.uri))


def _notebook_did_open(ls: Server, params: types.DidOpenNotebookDocumentParams) -> None:
    ls.desk.touch(path_of(params.notebook_document.uri))


def _notebook_did_change(ls: Server, params: types.DidChangeNotebookDocumentParams) -> None:
    ls.desk.touch(path_of(params.notebook_document.uri))


def _notebook_did_save(ls: Server, params: types.DidSaveNotebookDocumentParams) -> None:
    ls.desk.disk_changed([path_of(params.notebook_document.uri)])


def _notebook_did_close(ls: Server, params: types.DidCloseNotebookDocumentParams) -> None:
    ls.desk.closed(path_of(params.notebook_document.uri))


def _watched(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    ls.desk.disk_changed(path_of(each.uri) for each in params.changes)


def _folders_changed(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    ls.desk.disk_changed((), all_of_it=True)


@_guarded
async def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    path, cell = ls.documents().of(params.text_document.uri)
    if ls.documents().opened(path) is None:
        return None
    answer = await ls.desk.ask(Explain(path, ls.documents().buffers(), params.position.line + 1, cell))
    if not isinstance(answer, Explanation) or not answer.markdown:
        return None
    range_ = answer.spot.range if answer.spot else None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, answer.markdown), range_)


@_guarded
async def _code_actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    only = params.context.only
    cell = ls.documents().of(params.text_document.uri)
    asked = Asked(cell, params.range, [getattr(kind, "value", kind) for kind in only] if only is not None else None)
    if not any(asked.wants(kind) for kind in KINDS):
        return None
    result = await ls.desk.settled(cell[0])
    if result is None:
        return None
    actions = list(offered(asked, result.problems, documents_by_cell(ls.documents())))
    if "edit" in (get_capability(ls.client_capabilities, "text_document.code_action.resolve_support.properties", None) or ()):
        return actions
    return [action for action in actions if not await _resolved(ls, action)]


@_guarded
async def _resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
    ls.screen.complain(await _resolved(ls, action))
    return action


async def _resolved(ls: Server, action: types.CodeAction) -> tuple[str, ...]:
    """Give an action its edits; why it has none, where that can be said."""
    documents = documents_by_cell(ls.documents())
    job = job_of(action.data, ls.documents().buffers())
    answer = await ls.desk.ask(job) if job is not None else None
    if not isinstance(answer, Edits) or not answer.changes:
        return answer.failures or (NOTHING_TO_DO,) if isinstance(answer, Edits) else (NOTHING_TO_DO,)
    action.edit = workspace_edit(answer, documents, versioned=ls.can("workspace.workspace_edit.document_changes"))
    return answer.failures


_NOTICES: dict[str, Callable[..., None]] = {
    types.INITIALIZED: _initialized,
    types.TEXT_DOCUMENT_DID_OPEN: _did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: _did_change,
    types.TEXT_DOCUMENT_DID_SAVE: _did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: _did_close,
    types.NOTEBOOK_DOCUMENT_DID_OPEN: _notebook_did_open,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: _notebook_did_change,
    types.NOTEBOOK_DOCUMENT_DID_SAVE: _notebook_did_save,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: _notebook_did_close,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _watched,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _folders_changed,
}
