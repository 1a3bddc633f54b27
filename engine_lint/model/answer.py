"""What a live server answered when it was asked for its limits."""

from __future__ import annotations

from engine_lint.dataclass import dataclass
from engine_lint.model.measured import COUNTS, CUT_OFF, SESSION, WAIT, Measured


@dataclass(frozen=True, slots=True)
class Variable:
    """One limit. ``session`` is what holds for the connection that asked, ``server`` what new connections of the server begin with.

    Times are in seconds, and 0 means never; None where it cannot be told. ``set_by`` says who set the session's value where that
    is not the server itself (``user``, ``database``).
    """

    name: str
    session: float | None = None
    server: float | None = None
    set_by: str = ""

    @property
    def is_count(self) -> bool:
        """Whether it is no time."""
        return self.name in COUNTS

    @property
    def held(self) -> float | None:
        """What a connection like the one that asked is held to."""
        return self.server if self.session is None else self.session


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's limits. ``backend`` is what answered, whatever the URL says; ``read_only`` whether it was asked in a read-only transaction."""

    backend: str
    version: str
    driver: str
    variables: tuple[Variable, ...]
    read_only: bool = True
    product: str = ""

    def variable(self, name: str) -> Variable | None:
        """The variable of that name, None where the server has none."""
        return next((each for each in self.variables if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Rest:
    """What came of letting connections rest.

    ``rested`` is for how long, in seconds. ``cut_after`` is when a connection was seen cut, None where none was; ``alive_after`` is the longest rest
    after which one still answered, 0 where none was asked. ``silent`` tells that nothing closed it, and still it gave no answer; it
    was cut between the two then. ``ended_early``: the user did not want to wait any longer.
    """

    rested: float
    cut_after: float | None = None
    alive_after: float = 0.0
    silent: bool = False
    ended_early: bool = False

    @property
    def limit(self) -> int | None:
        """The whole seconds after which a resting connection must be taken for cut; None where none was."""
        if self.cut_after is None:
            return None
        return max(1, int(self.alive_after if self.silent else self.cut_after))


_SAME = 1
"""Seconds: a cut that is not earlier than this before the server's own timer is that timer's."""


def measured_from(answer: Answer, rest: Rest | None, host: str, date: str) -> Measured:
    """What is worth keeping of an answer.

    Args:
        answer: the server's limits.
        rest: what came of letting connections rest, if that was done; a cut that is the server's own timer's is not kept twice.
        host: the server's name.
        date: today, ISO.
    """
    values = {each.name: int(each.held) if not 0 < each.held < 1 else 1 for each in answer.variables if each.held is not None}
    server = min((values[name] for name in (WAIT, SESSION) if values.get(name)), default=None)
    if rest is not None and rest.limit is not None and (server is None or rest.limit < server - _SAME):
        values[CUT_OFF] = rest.limit
    return Measured(answer.backend, values, host, answer.product, answer.version, date, f"the server at {host}" if host else "the server")
