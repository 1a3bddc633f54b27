"""Idle timeouts that the user declares, in the settings or on the command line."""

from __future__ import annotations

from engine_lint.dataclass import dataclass
from engine_lint.model.timeout import IdleTimeout, Source

TIMER = "declared"


@dataclass(frozen=True, slots=True)
class Declared:
    """The declared timeouts that hold for one file.

    Every entry has ``source=Source.DECLARED`` and ``timer="declared"``; ``backend`` is empty for one that holds for all
    network backends. An entry for a backend comes before those for all, and a per-path one replaces the global ones, so
    that no two entries are for the same backend.
    """

    timeouts: tuple[IdleTimeout, ...] = ()

    def for_backend(self, backend: str) -> IdleTimeout | None:
        """The timeout that holds for a backend (``mysql``), the one for all backends where it has none; None without either."""
        own = next((each for each in self.timeouts if backend and each.backend == backend), None)
        return own or next((each for each in self.timeouts if not each.backend), None)


def declared(seconds: int, where: str, backend: str = "") -> IdleTimeout:
    """A declared idle timeout of so many seconds; ``where`` names the file or the option it stands in."""
    return IdleTimeout(seconds, Source.DECLARED, TIMER, "idle-timeout", where, backend)
