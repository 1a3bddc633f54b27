"""A real client of the protocol, which remembers what it was told."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from tests.server.asking import applied
from tests.shell import REPOSITORY

PATIENCE = 60
"""Seconds; how long a busy machine may take."""
FULL = types.Range(types.Position(0, 0), types.Position(10_000, 0))


class Client(LanguageClient):
    """Notes the diagnostics with their versions, and the capabilities that are asked of it."""

    def __init__(self) -> None:
        super().__init__(converter_factory=default_converter)
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.told = asyncio.Condition()
        self.registered: list[types.Registration] = []

    def uri(self, path: Path) -> str:
        return path.as_uri()

    def open(self, path: Path, text: str, version: int = 1, language: str = "python") -> str:
        self.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), language, version, text)))
        return path.as_uri()

    def change(self, uri: str, version: int, text: str) -> None:
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(version, uri), [change]))

    def save(self, uri: str) -> None:
        self.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def close(self, uri: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def until(self, holds: Any) -> None:
        """Wait until something holds of what was told."""
        async with self.told:
            await asyncio.wait_for(self.told.wait_for(holds), PATIENCE)

    async def shown(self, uri: str, version: int | None) -> list[types.Diagnostic]:
        """What is shown for a version of a document."""
        await self.until(lambda: uri in self.published and self.published[uri].version == version)
        return list(self.published[uri].diagnostics)

    async def codes(self, uri: str, version: int | None) -> list[Any]:
        return [each.code for each in await self.shown(uri, version)]

    async def becomes(self, uri: str, codes: list[str]) -> None:
        """Wait until just these are shown for a document."""
        await self.until(lambda: uri in self.published and [each.code for each in self.published[uri].diagnostics] == codes)

    async def actions(self, uri: str, only: list[str] | None = None, range_: types.Range = FULL) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only)
        return list(await self.text_document_code_action_async(types.CodeActionParams(types.TextDocumentIdentifier(uri), range_, context)) or ())


def made(edit: types.WorkspaceEdit | None, uri: str, version: int | None, text: str) -> str:
    """A text after an edit that is for this version of it and no other."""
    assert edit is not None and edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.uri, change.text_document.version) == (uri, version)
    return applied(text, [each for each in change.edits if isinstance(each, types.TextEdit)])


def connected() -> Client:
    client = Client()
    own = {types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, types.CLIENT_REGISTER_CAPABILITY, types.WINDOW_SHOW_MESSAGE}
    register_lsp_features(client, {method: feature for method, feature in DEFAULT_CLIENT_FEATURES.items() if method not in own})

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    async def published(params: types.PublishDiagnosticsParams) -> None:
        async with client.told:
            client.published[params.uri] = params
            client.told.notify_all()

    @client.feature(types.WINDOW_SHOW_MESSAGE)
    async def shown(params: types.ShowMessageParams) -> None:
        async with client.told:
            client.messages.append(params)
            client.told.notify_all()

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    async def registered(params: types.RegistrationParams) -> None:
        async with client.told:
            client.registered.extend(params.registrations)
            client.told.notify_all()

    return client


CONFIG = ClientServerConfig(
    server_command=[sys.executable, "-P", "-m", "engine_lint", "server"],
    client_factory=connected,
    server_env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
)


def hello(*folders: Path, client: str = "visual_studio_code") -> types.InitializeParams:
    """How an editor introduces itself that has some folders open."""
    opened = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
    return types.InitializeParams(client_capabilities(client), root_uri=opened[0].uri if opened else None, workspace_folders=opened)
