"""Dicts as abstract values: what is written into them on which path, and what may be in them beside that."""

from __future__ import annotations

from dataclasses import field, replace

from engine_lint.dataclass import dataclass
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier
from engine_lint.python.conditions import ALWAYS, Path, contradicts
from engine_lint.python.values import MAX_WRITES, Absent, Gated, Log, Opaque, Write, record


@dataclass(frozen=True, slots=True)
class ConfigRead:
    """An extension read a Flask config: on which path and in which frame, where, and the text of the call."""

    path: Path
    frame: int
    place: Place
    text: str


@dataclass(eq=False, slots=True)
class DictValue:
    """A dict, mutable as in the program.

    ``entries`` holds the writes per key; ``unseen`` the reasons, each with a path, why further keys may be there;
    ``spreads`` the dicts that went in, with paths; ``carrier`` where it can be written, if it can.
    ``receiver`` is the text of a Flask config object (``app.config``), empty for ordinary dicts.
    """

    carrier: Carrier | None = None
    place: Place | None = None
    entries: dict[str, Log] = field(default_factory=dict)
    unseen: list[tuple[Path, Opaque]] = field(default_factory=list)
    spreads: list[tuple[Path, DictValue]] = field(default_factory=list)
    receiver: str = ""
    reads: list[ConfigRead] = field(default_factory=list)
    origin: Place | None = None
    needed: list[tuple[Path, Gated]] = field(default_factory=list)
    """Names that were read on some paths only: where they are not set, the program fails, so no engine is made there."""
    changes: int = 0
    """How often it was written to."""
    is_fallback: bool = False
    """It stands in for a dict that was not given, so that what goes in there is lost where one is."""

    @property
    def is_display(self) -> bool:
        """Whether it stands in the code as ``{...}``."""
        return self.carrier is not None and self.carrier.form == "dict" and self.carrier.place == self.place

    def write(self, key: str, write: Write) -> None:
        """Set a key."""
        self.changes += 1
        record(self.entries.setdefault(key, []), write)

    def copy(self, carrier: Carrier | None, place: Place | None, path: Path) -> DictValue:
        """A new dict with the same entries."""
        new = DictValue(carrier=carrier, place=place, is_fallback=self.is_fallback)
        new.merge(self, path)
        return new

    def merge(self, other: DictValue, path: Path, spread: str = "") -> None:
        """Take over the entries of ``other``, as ``update`` and ``**`` do."""
        if other is self:
            return
        self.changes += 1
        for key, log in list(other.entries.items()):
            mine = self.entries.setdefault(key, [])
            before = list(mine)
            for write in log:
                if contradicts(write.path, path):
                    continue
                there = write.path | path
                record(mine, replace(write, path=there))
                if isinstance(write.value, Absent):
                    for old in before:
                        if not contradicts(old.path, there):
                            record(mine, replace(old, path=old.path | there))
        self.unseen += [(where | path, why) for where, why in other.unseen if not contradicts(where, path)]
        if len(self.unseen) > MAX_WRITES:
            self.unseen = [(ALWAYS, Opaque("it is filled in too many places"))]
        self.spreads = [*self.spreads[-MAX_WRITES:], (path, other)]


@dataclass(frozen=True, slots=True)
class View:
    """``content.items()``, ``.keys()`` or ``.values()``; ``kind`` is the method's name."""

    content: DictValue
    kind: str
