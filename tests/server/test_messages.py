"""Messages as no editor sends them: each ends in an answer, a notice or nothing, and the server goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_lint.server.language_server import Server, create

URIS = st.sampled_from(["file:///shop/db.py", "file:///shop/%FF.py", "file://host/db.py", "untitled:1", "http://[", "", "file:relative", "file:///a%00b.py"])
PLAIN = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=5) | URIS
POSITION = st.fixed_dictionaries({"line": st.integers(-1, 2**33), "character": st.integers(-1, 2**33)})
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "textDocument": st.fixed_dictionaries({"uri": URIS}, optional={"version": st.integers(), "text": st.text(), "languageId": st.text()}) | PLAIN,
        "position": POSITION | PLAIN,
        "range": st.fixed_dictionaries({"start": POSITION, "end": POSITION}) | PLAIN,
        "context": st.fixed_dictionaries({"diagnostics": st.just([])}, optional={"only": st.lists(st.text() | st.just("quickfix"))}) | PLAIN,
        "contentChanges": st.lists(st.fixed_dictionaries({"text": st.text()}) | PLAIN) | PLAIN,
        "notebookDocument": st.fixed_dictionaries({"uri": URIS}, optional={"cells": st.lists(PLAIN), "version": st.integers()}) | PLAIN,
        "change": st.fixed_dictionaries({}, optional={"cells": PLAIN}),
        "changes": st.lists(st.fixed_dictionaries({"uri": URIS, "type": st.integers(0, 4)})) | PLAIN,
        "event": PLAIN,
        "title": st.text(),
        "data": st.dictionaries(st.sampled_from(["do", "path", "finding"]), st.sampled_from(["mend", "all", "silence", "/shop/db.py", ""]) | PLAIN) | PLAIN,
        "id": PLAIN,
    },
)
METHODS = st.sampled_from(
    [f"textDocument/{each}" for each in ("didOpen", "didChange", "didSave", "didClose", "hover", "codeAction")]
    + [f"notebookDocument/{each}" for each in ("didOpen", "didChange", "didSave", "didClose")]
    + ["workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders", "codeAction/resolve", "$/cancelRequest", "$/setTrace", "nonsense"]
)
MESSAGES = st.fixed_dictionaries({"jsonrpc": st.just("2.0"), "method": METHODS, "params": FIELDS | PLAIN}, optional={"id": st.integers(10, 99)})


class Writer:
    def __init__(self) -> None:
        self.sent: list[Any] = []

    def write(self, data: bytes) -> None:
        self.sent.append(json.loads(data[data.index(b"{") :]))

    def close(self) -> None:
        pass


def say(server: Server, message: object) -> None:
    """Hand a message over as what reads standard input does."""
    try:
        server.protocol.handle_message(json.loads(json.dumps(message), object_hook=server.protocol.structure_message))
    except Exception as error:
        server.report_server_error(error, type(error))


@pytest.fixture(scope="module")
def greeted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Writer, asyncio.AbstractEventLoop]]:
    """A server that does everything but compute."""
    server, writer, loop = create(), Writer(), asyncio.new_event_loop()

    async def ask(job: object) -> None:
        return None

    server.desk.worker.ask = ask  # type: ignore[method-assign]
    server.protocol.set_writer(writer, include_headers=True)
    root = Path(tmp_path_factory.mktemp("shop")).as_uri()

    async def greet() -> None:
        say(server, {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "rootUri": root, "capabilities": {}}})

    loop.run_until_complete(greet())
    yield server, writer, loop
    loop.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(MESSAGES, min_size=1, max_size=8))
def test_no_message_ends_the_server(greeted: tuple[Server, Writer, asyncio.AbstractEventLoop], messages: list[dict[str, Any]]) -> None:
    server, writer, loop = greeted

    async def talk() -> None:
        for message in messages:
            say(server, message)
        say(
            server,
            {
                "jsonrpc": "2.0",
                "id": 7,
                "method": "textDocument/hover",
                "params": {"textDocument": {"uri": "file:///x.py"}, "position": {"line": 0, "character": 0}},
            },
        )
        for _ in range(4):
            await asyncio.sleep(0)

    writer.sent.clear()
    loop.run_until_complete(talk())
    assert [each for each in writer.sent if each.get("id") == 7] == [{"id": 7, "jsonrpc": "2.0", "result": None}]


def test_nothing_is_kept_of_notices(greeted: tuple[Server, Writer, asyncio.AbstractEventLoop]) -> None:
    server, _, loop = greeted
    document = {"uri": "file:///shop/notices.py"}

    async def talk() -> None:
        say(
            server,
            {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {**document, "languageId": "python", "version": 0, "text": ""}}},
        )
        for version in range(1, 200):
            change = {"textDocument": {**document, "version": version}, "contentChanges": [{"text": f"x = {version}\n"}]}
            say(server, {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": change})

    loop.run_until_complete(talk())
    assert len(server.protocol._request_futures) < 5
