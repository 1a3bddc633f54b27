"""Library versions that a project pins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class VersionRange:
    """The versions a project may run with: ``low`` inclusive, ``high`` exclusive, None for no bound. ``source`` says where it stands."""

    low: tuple[int, ...] | None = None
    high: tuple[int, ...] | None = None
    source: str = ""

    def surely_below(self, version: tuple[int, ...]) -> bool:
        """Whether every possible version is below ``version``."""
        return self.high is not None and self.high <= version

    def surely_at_least(self, version: tuple[int, ...]) -> bool:
        """Whether every possible version is ``version`` or later."""
        return self.low is not None and self.low >= version

    def may_be_within(self, low: tuple[int, ...], high: tuple[int, ...]) -> bool:
        """Whether some possible version is at least ``low`` and below ``high``."""
        return not self.surely_below(low) and not self.surely_at_least(high)

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class Versions:
    """What the project pins, by normalised distribution name. ``has_metadata`` is false where no dependency metadata was found."""

    ranges: Mapping[str, VersionRange] = field(default_factory=dict)
    has_metadata: bool = False

    def of(self, distribution: str) -> VersionRange:
        """The range for a distribution; an unknown one where it is not pinned."""
        return self.ranges.get(distribution, VersionRange())
