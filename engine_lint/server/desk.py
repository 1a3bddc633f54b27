"""When what is checked: soon after somebody stops typing, the file that was changed first, the newest text always."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import field
from typing import Protocol

from engine_lint.dataclass import dataclass
from engine_lint.failures import HOW_TO_REPORT
from engine_lint.server.documents import Documents, Opened
from engine_lint.server.jobs import Answer, Buffers, Changed, Check, Crashed, Diagnosis, Job, Prepare, Problem
from engine_lint.server.worker import Worker, WorkerDied

PAUSE = 0.15
"""Seconds without a change after which files are checked."""
MOST = 1.0
"""Seconds after a change by which they are checked even if more changes come."""
GRACE = 3.0
"""Seconds after which work that nobody wants any more is broken off."""
PATIENCE = 120.0
"""Seconds after which any work is."""


MANY = 1_000
"""Changes on the disk after which folders are looked at anew."""


class Screen(Protocol):
    """Where results are shown."""

    def show(self, path: str, problems: tuple[Problem, ...]) -> None:
        """Show what a check of one file has found, in it and elsewhere."""

    def complain(self, sentences: Iterable[str]) -> None:
        """Tell what went wrong, each sentence once."""

    def note(self, sentences: Iterable[str]) -> None:
        """Write down what was passed over."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check has found in a file's text."""

    data: bytes
    problems: tuple[Problem, ...]


@dataclass(eq=False)
class Desk:
    """Keeps the files that are to be checked, and has them checked one after the other."""

    documents: Callable[[], Documents]
    screen: Screen
    worker: Worker = field(default_factory=Worker)
    results: dict[str, Result] = field(default_factory=dict)
    _due: dict[str, None] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)
    _all_changed: bool = False
    _at: float = 0.0
    _latest: float = 0.0
    _now: str | None = None
    _job: Job | None = None
    _task: asyncio.Task[None] | None = None
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_checking(self) -> bool:
        """Whether a check is under way."""
        return self._job is not None

    def touch(self, path: str) -> None:
        """Check a file soon, and then the others that are open, which may mean something else now."""
        now = asyncio.get_running_loop().time()
        self._latest = self._latest if self._due else now + MOST
        others = [each.path for each in self.documents().all() if each.path != path]
        own = [path] if path in self._open() else []
        self._due = dict.fromkeys([*own, *(each for each in self._due if each in others), *others])
        self._at = now + PAUSE
        self._settled.clear()
        if path == self._now and self._job is not None:
            self._break_off(self._job)
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    def disk_changed(self, paths: Iterable[str], *, all_of_it: bool = False) -> None:
        """Files were written, made or removed: everything that is open is checked again."""
        self._changed.update(paths)
        self._all_changed = self._all_changed or all_of_it or len(self._changed) > MANY
        self.touch_all()

    def touch_all(self) -> None:
        """Check everything that is open."""
        for path in self._open()[:1]:
            self.touch(path)

    def closed(self, path: str) -> None:
        """A file is not shown any more, nor what was found in it."""
        self._due.pop(path, None)
        if self.results.pop(path, None) is not None:
            self.screen.show(path, ())
        self.touch_all()

    async def settled(self, path: str) -> Result | None:
        """What was found in the present text of an open file."""
        while path in self._due or path == self._now:
            self._at = 0.0
            self._settled.clear()
            await self._settled.wait()
        opened = self.documents().opened(path)
        result = self.results.get(path)
        return result if opened is not None and result is not None and result.data == opened.data else None

    async def ask(self, job: Job) -> Answer:
        """The answer to a job, None where there is none: it crashed, or is broken off because it takes too long."""
        loop = asyncio.get_running_loop()
        patience = loop.call_later(PATIENCE, self._lose_patience, job)
        try:
            answer = await self.worker.ask(job)
        except asyncio.CancelledError:
            self._break_off(job)
            raise
        except WorkerDied as error:
            self.screen.complain(() if error.on_purpose else (f"{error}; it is started anew. Please report it: {HOW_TO_REPORT}",))
            return None
        finally:
            patience.cancel()
        if isinstance(answer, Crashed):
            self.screen.complain((answer.message,))
            return None
        return answer

    def _break_off(self, job: Job) -> None:
        """End a job that nobody wants any more, unless it is nearly done. What was begun for the whole folder goes on."""
        if not isinstance(job, Prepare):
            asyncio.get_running_loop().call_later(GRACE, self._end, job)

    def _lose_patience(self, job: Job) -> None:
        if self.worker.is_busy_with(job):
            self.screen.complain((f"work on {job.path} took more than {PATIENCE:.0f} seconds and was broken off",))
            self.worker.end()

    def _end(self, job: Job) -> None:
        if self.worker.is_busy_with(job):
            self.worker.end()

    async def _work(self) -> None:
        """Check what is due, as long as there is anything."""
        try:
            while self._due:
                await self._pause()
                path = next(iter(self._due), "")
                opened = self.documents().opened(path)
                self._due.pop(path, None)
                if opened is not None:
                    await self._check(opened)
                self._wake()
        finally:
            self._task, self._now, self._job = None, None, None
            self._wake()

    async def _pause(self) -> None:
        loop = asyncio.get_running_loop()
        while (left := min(self._at, self._latest) - loop.time()) > 0:
            await asyncio.sleep(min(left, PAUSE / 5))

    async def _check(self, opened: Opened) -> None:
        """Check one file, and show what was found unless its text has changed by then."""
        path, buffers = opened.path, self.documents().buffers()
        self._now = path
        diagnosis = await self._prepared(path, buffers)
        if diagnosis is None:
            self._job = Check(path, buffers)
            diagnosis = await self.ask(self._job)
        self._now, self._job = None, None
        now = self.documents().opened(path)
        if now is None or now.data != opened.data or now.documents != opened.documents:
            return
        found = diagnosis if isinstance(diagnosis, Diagnosis) else Diagnosis()
        self.results[path] = Result(opened.data, found.problems)
        self.screen.show(path, found.problems)
        self.screen.complain(found.failures)
        self.screen.note(found.notes)

    async def _prepared(self, path: str, buffers: Buffers) -> Answer:
        """Have the folder looked at; an answer only where that fails."""
        changed = Changed(frozenset(self._changed), self._all_changed)
        self._changed, self._all_changed = set(), False
        return await self.ask(Prepare(path, buffers, changed))

    def _open(self) -> list[str]:
        return [each.path for each in self.documents().all()]

    def _wake(self) -> None:
        self._settled.set()
