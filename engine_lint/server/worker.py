"""The process that computes, seen from the one that talks: started when it is needed, asked one thing at a time, ended when it takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import queue
import threading
from dataclasses import field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from engine_lint.dataclass import dataclass
from engine_lint.server.jobs import Answer, Job


class WorkerDied(Exception):
    """The process ended before it had answered. ``on_purpose``: because it was told to."""

    def __init__(self, *, on_purpose: bool) -> None:
        super().__init__("the process that checks files ended unexpectedly")
        self.on_purpose = on_purpose


@dataclass(eq=False)
class _Asked:
    """A job that was handed over, and who waits for it."""

    job: Job
    future: asyncio.Future[Answer]


@dataclass(eq=False)
class _Running:
    """A process with the thread that talks to it. ``now`` is what it works at."""

    process: SpawnProcess
    connection: Connection
    jobs: queue.SimpleQueue[_Asked | None] = field(default_factory=queue.SimpleQueue)
    ended: bool = False
    now: _Asked | None = None


class Worker:
    """Asks a process of its own. All methods are for the thread of the event loop."""

    def __init__(self) -> None:
        self._running: _Running | None = None

    async def ask(self, job: Job) -> Answer:
        """The answer to a job, after those to the jobs before it.

        Raises:
            WorkerDied: the process ended.
        """
        asked = _Asked(job, asyncio.get_running_loop().create_future())
        self._started().jobs.put(asked)
        return await asked.future

    def is_busy_with(self, job: Job) -> bool:
        """Whether the process works at a job, whether or not somebody still waits for the answer."""
        return self._running is not None and self._running.now is not None and self._running.now.job is job

    def end(self) -> None:
        """End the process; the next job starts another one."""
        running, self._running = self._running, None
        if running is not None:
            running.ended = True
            running.jobs.put(None)
            running.process.kill()

    def _started(self) -> _Running:
        if self._running is None or not self._running.process.is_alive():
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=compute, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self._running = _Running(process, ours)
            threading.Thread(target=_talk, args=(self._running, asyncio.get_running_loop()), daemon=True).start()
        return self._running


def _talk(running: _Running, loop: asyncio.AbstractEventLoop) -> None:
    """Hand jobs over and answers back, in a thread, until the process ends."""
    while (asked := running.jobs.get()) is not None:
        if asked.future.cancelled():
            continue
        running.now = asked
        try:
            running.connection.send(asked.job)
            answer: Answer | WorkerDied = running.connection.recv()
        except Exception:
            answer = WorkerDied(on_purpose=running.ended)
            running.process.kill()
        running.now = None
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_deliver, asked, answer)
        if isinstance(answer, WorkerDied):
            break
    _give_up(running, loop)


def _give_up(running: _Running, loop: asyncio.AbstractEventLoop) -> None:
    """Tell those who still wait for a process that has ended."""
    running.connection.close()
    running.process.join()
    while True:
        try:
            asked = running.jobs.get_nowait()
        except queue.Empty:
            return
        if asked is not None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_deliver, asked, WorkerDied(on_purpose=True))


def _deliver(asked: _Asked, answer: Answer | WorkerDied) -> None:
    if asked.future.done():
        return
    if isinstance(answer, WorkerDied):
        asked.future.set_exception(answer)
    else:
        asked.future.set_result(answer)


def compute(connection: Connection) -> None:
    """What the process does: answer jobs until nobody asks any more."""
    from engine_lint.server.session import Session
    from engine_lint.spreading import end_with_parent

    end_with_parent()
    session = Session()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            connection.send(session.answer(connection.recv()))
