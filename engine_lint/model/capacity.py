"""How many connections the pools of a project may open, and how many its server takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.engine import Engine
    from engine_lint.model.place import Place
    from engine_lint.model.timeout import Source

NO_BOUND = float("inf")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many connections a server takes.

    ``count`` is its ``max_connections``, of which ``reserved`` are kept for its superusers. ``backend`` limits it to one backend, empty for
    all; ``where`` says where the number stands (``pyproject.toml:3``, ``my.cnf:12``).
    """

    count: int
    source: Source
    where: str
    backend: str = ""
    reserved: int = 0
    place: Place | None = None

    @property
    def left(self) -> int:
        """What the server leaves to applications."""
        return max(self.count - self.reserved, 0)


@dataclass(frozen=True, slots=True)
class Workers:
    """The processes that one command, or the settings, start on a host.

    ``processes`` is None where the text does not tell, and ``reason`` says why. ``at_once`` is how many requests or tasks one of them
    serves at a time, None where nothing bounds that. ``program`` starts them (``gunicorn``), empty where they are declared.
    """

    processes: int | None
    where: str
    program: str = ""
    at_once: int | None = None
    reason: str = ""
    place: Place | None = None

    @property
    def declared(self) -> bool:
        """Whether the settings say so."""
        return not self.program

    @property
    def at_least(self) -> int:
        """How many processes there are for sure."""
        return self.processes or 1


@dataclass(frozen=True, slots=True)
class Sized:
    """An engine with the bounds of its pool.

    ``overflow`` below 0 and a ``size`` of 0 take the bound away. ``assumed`` are the options that nobody sets, so that a default counts;
    ``replaceable`` tells that the environment may give other numbers.
    """

    engine: Engine
    size: int
    overflow: int
    assumed: tuple[str, ...] = ()
    replaceable: bool = False

    @property
    def bound(self) -> float:
        """The most connections that the pool opens at a time, ``NO_BOUND`` where nothing bounds it."""
        return NO_BOUND if self.size == 0 or self.overflow < 0 else self.size + self.overflow


@dataclass(frozen=True, slots=True)
class Capacity:
    """The engines of one project that connect to one server, the largest pool first, with the processes that each of them lives in.

    ``told_at`` is the engine to speak of it at. ``one_server`` is false where nothing shows that all of them go to the same one.
    ``uncounted`` is the number of engines whose pool cannot be told, ``fleeting`` that of engines that are left out because functions make them.
    """

    pools: tuple[Sized, ...]
    limit: Limit
    workers: tuple[Workers, ...]
    told_at: Sized
    one_server: bool = True
    uncounted: int = 0
    fleeting: int = 0

    @property
    def place(self) -> Place:
        """The site that it is told of at."""
        return self.told_at.engine.site.place

    @property
    def total(self) -> float:
        """The most connections that the pools of all processes open; one process counts where nothing tells how many there are."""
        return (sum(each.at_least for each in self.workers) or 1) * sum(each.bound for each in self.pools)

    @property
    def lasting(self) -> tuple[Sized, ...]:
        """The engines that surely live at the same time: those that modules make when they are loaded, and one that a function makes."""
        on_call = tuple(each for each in self.pools if each.engine.site.on_call)
        return (*(each for each in self.pools if not each.engine.site.on_call), *on_call[:1])

    @property
    def usable(self) -> float:
        """How many of them the processes can surely use at a time: one that serves so many requests needs as many connections per engine."""
        found = [(each.at_least, NO_BOUND if each.at_once is None else each.at_once) for each in self.workers] or [(1, NO_BOUND)]
        return sum(count * min(pool.bound, at_once) for count, at_once in found for pool in self.lasting)
