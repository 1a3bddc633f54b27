"""What came of asking a server: its answer, and which engines of the project fall short of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.answer import Answer, Rest
    from engine_lint.model.finding import Finding
    from engine_lint.model.inventory import Entry, Inventory
    from engine_lint.model.measured import Measured
    from engine_lint.model.timeout import IdleTimeout


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An engine that falls short. ``assumed``: nothing shows its backend, and this is so if it connects to that server."""

    entry: Entry
    finding: Finding
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """The engines that may connect to a server: how many do by their backend, how many may because nothing shows it, and which fall short.

    ``overridden`` are timers of the settings that come before what was measured, and are longer.
    """

    known: int
    unknown: int
    shortfalls: tuple[Shortfall, ...]
    overridden: tuple[IdleTimeout, ...] = ()

    @property
    def certain(self) -> tuple[Shortfall, ...]:
        """Those whose backend is known."""
        return tuple(each for each in self.shortfalls if not each.assumed)

    @property
    def possible(self) -> tuple[Shortfall, ...]:
        """Those whose backend is not."""
        return tuple(each for each in self.shortfalls if each.assumed)


@dataclass(frozen=True, slots=True)
class Probed:
    """All that ``engine-lint probe`` tells.

    ``host`` is the server's name, empty where the URL has none. ``limits`` are the timers that cut resting connections, the shortest first.
    ``written`` is the settings file that holds it now, empty where none was asked for.
    """

    host: str
    answer: Answer
    measured: Measured
    limits: tuple[IdleTimeout, ...]
    inventory: Inventory
    compared: Compared
    rest: Rest | None = None
    written: str = ""
