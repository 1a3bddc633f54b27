"""Connections to a server: bounded in time, read-only where the server can be held to that, and never pooled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from engine_lint.dataclass import dataclass
from engine_lint.model.answer import Answer
from engine_lint.probe.address import Address
from engine_lint.probe.deadline import within
from engine_lint.probe.drivers import Chosen, choose
from engine_lint.probe.failures import Failed
from engine_lint.probe.questions import ask

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

GRACE = 1.0
"""Seconds that a driver gets beyond its own timeout to say by itself that it gave up."""
_Result = TypeVar("_Result")


def asked(address: Address, seconds: float) -> Answer:
    """A server's limits, as it states them.

    Args:
        address: the server.
        seconds: how long to wait for it, from the first packet to the last answer.

    Raises:
        CannotProbe: it cannot be asked; the message says why and holds no secret.
    """
    _keep_quiet()
    chosen = choose(address)
    return Asking(address, chosen, seconds).run(lambda connection: ask(connection, address.backend, chosen.driver.name))


def _keep_quiet() -> None:
    """What libraries log of a connection that failed is told in our words; with no handler at all, Python would print it."""
    import logging

    for name in ("sqlalchemy", "asyncio", "aiomysql", "asyncpg", "mysql.connector"):
        logging.getLogger(name).addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Asking:
    """One way to ask a server: with which driver, and how long to wait, in seconds."""

    address: Address
    chosen: Chosen
    seconds: float

    def run(self, question: Callable[[Connection], _Result]) -> _Result:
        """What a question gets on a connection of its own, which is closed afterwards.

        Raises:
            CannotProbe: no connection came about, or the question was refused.
        """
        work = self._in_loop if self.chosen.driver.asyncio else self._plainly
        return self.bounded(lambda: work(question))

    def bounded(self, work: Callable[[], _Result]) -> _Result:
        """What some work with the server gives, in time.

        Raises:
            CannotProbe: it failed, or took too long.
        """
        try:
            return within(self.seconds + GRACE, work)
        except Exception as error:
            failed = Failed(self.address, self.chosen, self.seconds, error)
        raise failed.explained() from None

    def engine(self) -> Engine:
        """An engine that keeps no connection, for drivers that need no event loop."""
        from sqlalchemy import create_engine

        return create_engine(self.chosen.url, **self._options())

    def _options(self) -> dict[str, Any]:
        from sqlalchemy.pool import NullPool

        options = {"postgresql_readonly": True} if self.address.backend == "postgresql" else {}
        arguments = self.chosen.driver.arguments(self.seconds)
        return {"poolclass": NullPool, "connect_args": arguments, "execution_options": options, "hide_parameters": True}

    def _plainly(self, question: Callable[[Connection], _Result]) -> _Result:
        with self.engine().connect() as connection:
            return question(connection)

    def _in_loop(self, question: Callable[[Connection], _Result]) -> _Result:
        import asyncio

        from sqlalchemy.ext.asyncio import create_async_engine

        async def go() -> _Result:
            async with create_async_engine(self.chosen.url, **self._options()).connect() as connection:
                return await connection.run_sync(question)

        return asyncio.run(asyncio.wait_for(go(), self.seconds))
