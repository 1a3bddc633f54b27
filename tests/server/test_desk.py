"""When what is checked, with the real process behind it; an engine is typed, and somebody is faster than the answer."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil
import pytest
from lsprotocol import types
from pygls.workspace import Workspace

from engine_lint.server import desk as module
from engine_lint.server.desk import Desk
from engine_lint.server.documents import Documents
from engine_lint.server.jobs import Problem
from tests.server.asking import POSTGRESQL, project

MENDED = POSTGRESQL.replace('shop")', 'shop", pool_pre_ping=True)')
pytestmark = pytest.mark.asyncio


class Screen:
    def __init__(self) -> None:
        self.shown: list[tuple[str, list[str]]] = []
        self.said: list[str] = []

    def show(self, path: str, problems: tuple[Problem, ...]) -> None:
        self.shown.append((os.path.basename(path), [problem.code for problem in problems]))

    def complain(self, sentences: Iterable[str]) -> None:
        self.said.extend(sentences)

    def note(self, sentences: Iterable[str]) -> None:
        pass


class Room:
    """A desk, with the documents that lie on it."""

    def __init__(self, root: Path) -> None:
        self.root, self.screen = root, Screen()
        self.workspace = Workspace(root.as_uri(), types.TextDocumentSyncKind.Full, [types.WorkspaceFolder(root.as_uri(), "shop")])
        self.desk = Desk(lambda: Documents(self.workspace), self.screen)

    def path(self, name: str) -> str:
        return (self.root / name).as_posix()

    def type(self, name: str, text: str, version: int = 1) -> None:
        self.workspace.put_text_document(types.TextDocumentItem((self.root / name).as_uri(), "python", version, text))
        self.desk.touch(self.path(name))

    async def codes(self, name: str) -> list[str] | None:
        result = await asyncio.wait_for(self.desk.settled(self.path(name)), 60)
        return [problem.code for problem in result.problems] if result is not None else None

    def close(self, name: str) -> None:
        self.workspace.remove_text_document((self.root / name).as_uri())
        self.desk.closed(self.path(name))

    async def until_checking(self) -> None:
        while not self.desk.is_checking:
            await asyncio.sleep(0.005)

    def worker(self) -> psutil.Process:
        return next(each for each in psutil.Process().children() if "spawn_main" in " ".join(each.cmdline()) and each.status() != psutil.STATUS_ZOMBIE)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "PAUSE", 0.02)
        room = Room(project(tmp_path_factory.mktemp("shop"), {}))
        yield room
        room.desk.worker.end()


@pytest.fixture
def room(shared: Room) -> Room:
    shared.screen.shown.clear()
    shared.screen.said.clear()
    return shared


async def test_many_changes_are_one_check(room: Room) -> None:
    for version in range(1, 50):
        room.type("many.py", POSTGRESQL + "#" * version + "\n", version)
    assert await room.codes("many.py") == ["EL101"]
    assert room.screen.shown == [("many.py", ["EL101"])]
    room.close("many.py")
    assert room.screen.shown[1:] == [("many.py", [])]


async def test_the_file_that_is_typed_in_comes_first_and_then_the_others(room: Room) -> None:
    room.type("a.py", "x = 1\n")
    room.type("b.py", POSTGRESQL)
    await room.codes("a.py")
    await room.codes("b.py")
    room.screen.shown.clear()
    room.type("b.py", MENDED, 2)
    await room.codes("b.py")
    await room.codes("a.py")
    assert room.screen.shown == [("b.py", []), ("a.py", [])]
    room.close("a.py")
    room.close("b.py")


async def test_work_for_an_old_text_is_broken_off_when_it_takes_long(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", 0.05)
    room.type("long.py", POSTGRESQL + "\n".join(f'e{n} = create_engine("postgresql://app@db/shop")' for n in range(300)))
    await room.until_checking()
    room.worker().suspend()
    room.type("long.py", POSTGRESQL, 2)
    assert await room.codes("long.py") == ["EL101"]
    assert room.screen.said == []
    assert room.screen.shown == [("long.py", ["EL101"])]
    room.close("long.py")


async def test_work_that_never_ends_is_given_up_and_said(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.worker().suspend()
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    room.type("never.py", POSTGRESQL)
    assert await room.codes("never.py") == []
    assert any("was broken off" in sentence for sentence in room.screen.said)
    room.close("never.py")
