"""What an inventory of engines holds: each engine with all its options, who decided them, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.engine import Engine, Step
    from engine_lint.model.finding import Finding
    from engine_lint.model.outcome import Failure
    from engine_lint.model.place import Cell, Place
    from engine_lint.model.source import Source
    from engine_lint.model.value import Value
    from engine_lint.model.versions import VersionRange


@dataclass(frozen=True, slots=True)
class OptionInForce:
    """One option as the engine gets it.

    ``explicit`` tells that the project gives it, at ``place``; else ``default_of`` says whose default it is
    (``SQLAlchemy's default``), and is empty where options that cannot be seen may set it. ``steps`` lead from the engine
    to where an explicit value was decided. ``refused`` says why SQLAlchemy raises an error for it, mostly nothing.
    """

    name: str
    value: Value
    explicit: bool
    default_of: str = ""
    place: Place | None = None
    origin: Place | None = None
    read_from: str = ""
    refused: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of an engine. ``hidden`` tells why ``check`` does not show it: a comment, the settings, its confidence."""

    finding: Finding
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Pinned:
    """Which releases of a distribution the project may run with; ``place`` is the line that says so, where there is one."""

    title: str
    distribution: str
    range: VersionRange
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One engine of the inventory. ``shares_with`` are the sites of other engines that take options from the same dict or wrapper."""

    engine: Engine
    options: tuple[OptionInForce, ...]
    pins: tuple[Pinned, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    shares_with: tuple[Place, ...] = ()

    def option(self, name: str) -> OptionInForce | None:
        """The option of that name, None where the engine has none."""
        return next((each for each in self.options if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every engine of some paths, in order of path and position, and what could not be read.

    ``sources`` are the texts that the entries point into, by file and cell.
    """

    entries: tuple[Entry, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    files_checked: int = 0
    sources: Mapping[Cell, Source] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether everything that should be read could be."""
        return not self.failures
