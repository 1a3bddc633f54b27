"""An editor that can do next to nothing: no resolving of actions, no versions in edits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types

from tests.server.asking import POSTGRESQL, applied, project
from tests.server.client import CONFIG, Client

pytestmark = pytest.mark.asyncio


@pytest_lsp.fixture(scope="module", config=CONFIG)
async def client(lsp_client: Client) -> AsyncIterator[None]:
    await lsp_client.initialize_session(types.InitializeParams(types.ClientCapabilities()))
    yield
    await lsp_client.shutdown_session()


async def test_actions_come_with_their_edits(client: Client, tmp_path: Path) -> None:
    uri = client.open(project(tmp_path, {}) / "db.py", POSTGRESQL)
    assert await client.codes(uri, 1) == ["EL101"]
    mended, silenced, everything = await client.actions(uri)
    texts = []
    for action in (mended, silenced, everything):
        assert action.edit is not None and action.edit.changes is not None and action.edit.document_changes is None
        texts.append(applied(POSTGRESQL, action.edit.changes[uri]))
    assert texts[0] == texts[2] == POSTGRESQL.replace('shop")', 'shop", pool_pre_ping=True)')
    assert texts[1].splitlines()[2].endswith("# engine-lint: ignore[EL101] TODO: say why")
    assert client.registered == [] and client.messages == []
