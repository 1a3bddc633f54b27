"""What the bytes of many files show, each read once: most show nothing, and no more is done for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from engine_lint.cache.witnesses import current, were_read
from engine_lint.dataclass import dataclass
from engine_lint.files.kinds import kind_of
from engine_lint.prefilter import may_hold_own_suppression
from engine_lint.python.byte_search import bytes_of, standing
from engine_lint.python.needles import TELLING_WORDS, holds_one, holds_parameters_alone, may_hold_word
from engine_lint.spreading import MIN_SCANNED, SCANNED_AT_ONCE, Workers, cut

if TYPE_CHECKING:
    from engine_lint.cache.shelf import Shelf
    from engine_lint.python.index import Told


class Shown(NamedTuple):
    """What one file's bytes show.

    ``concerns`` tells that it has to be looked into for its own sake: one of the usual words stands in it, a comment in it may name a rule
    of ours, or its bytes cannot be had. ``told`` is what a module tells its project. ``weakly`` tells that it concerns us for parameters alone that
    other libraries have too.
    """

    concerns: bool = False
    told: Told | None = None
    weakly: bool = False


Scanned: TypeAlias = "tuple[list[tuple[str, Shown]], dict[str, bytes]]"


def scan(paths: Sequence[str], with_digests: bool = False) -> Scanned:
    """Those of some files that show something; the digests of all of them where these are asked for."""
    found, digests = [], {}
    if with_digests:
        from engine_lint.cache.store import digest
    for path in paths:
        data = bytes_of(path)
        shown = Shown(concerns=True) if data is None else shown_by(path, data)
        if shown is not None:
            found.append((path, shown))
        if with_digests and data is not None:
            digests[path] = digest(data)
    return found, digests


def shown_by(path: str, data: bytes) -> Shown | None:
    """What a file's bytes show; None for nothing, as nearly always."""
    kind = kind_of(path)
    if kind.is_too_large(data):
        return Shown(concerns=True) if kind.may_hold_site(data) else None
    if kind.shares_names and not may_hold_word(data):
        return Shown(concerns=True) if may_hold_own_suppression(data) else None
    silenced = may_hold_own_suppression(data)
    concerns = kind.may_hold_site(data) or silenced
    weakly = concerns and not silenced and kind.shares_names and holds_parameters_alone(data)
    if kind.shares_names and holds_one(TELLING_WORDS, data):
        from engine_lint.python.index import told_by

        return Shown(concerns, told_by(data), weakly)
    return Shown(concerns, weakly=weakly) if concerns else None


@dataclass(slots=True)
class Scans:
    """What the bytes of files show, each file read once whoever asks. ``workers`` read where there are many."""

    workers: Workers = field(default_factory=Workers)
    shelf: Shelf | None = None
    _seen: set[str] = field(default_factory=set)
    _shown: dict[str, Shown] = field(default_factory=dict)

    def of(self, paths: Sequence[str]) -> dict[str, Shown]:
        """Those of some files, and of those asked about before, that show something."""
        fresh = [path for path in paths if path not in self._seen]
        if fresh:
            self._seen.update(fresh)
            unknown = self._remembered(fresh)
            for found, digests in self.workers.map(partial(scan, with_digests=current() is not None), self._pieces(unknown)):
                self._shown.update(found)
                were_read((), digests)
                if self.shelf is not None:
                    self.shelf.take(digests, dict(found), digests)
            were_read(fresh, {})
        return self._shown

    def forget(self, paths: Iterable[str]) -> None:
        """Read some files anew when they are asked about again."""
        for path in paths:
            self._seen.discard(path)
            self._shown.pop(path, None)

    def _remembered(self, paths: Sequence[str]) -> Sequence[str]:
        """Take what earlier runs saw in files that are as they were; the others."""
        if self.shelf is None:
            return paths
        unknown, digests = [], {}
        for path in paths:
            row = self.shelf.scanned(path)
            if row is None:
                unknown.append(path)
                continue
            digests[path] = row.digest
            if isinstance(row.shown, Shown):
                self._shown[path] = row.shown
        were_read((), digests)
        return unknown

    def standing(self, names: Iterable[str], paths: Sequence[str]) -> dict[str, list[str]]:
        """The files in which some names stand as whole words, by name."""
        wanted = list(names)
        if self.shelf is None:
            return self._searched(wanted, paths)
        there, unknown = self.shelf.standing(wanted, paths)
        found = self._searched(wanted, unknown)
        fresh: dict[str, tuple[str, ...]] = dict.fromkeys(unknown, ())
        for name in wanted:
            for path in found[name]:
                fresh[path] = (*fresh[path], name)
        self.shelf.take_standing(wanted, fresh)
        there |= fresh
        by_name: dict[str, list[str]] = {name: [] for name in wanted}
        for path in paths:
            for name in there[path]:
                by_name[name].append(path)
        return by_name

    def _searched(self, wanted: list[str], paths: Sequence[str]) -> dict[str, list[str]]:
        parts = list(self.workers.map(partial(standing, wanted), self._pieces(paths)))
        return {name: [path for part in parts for path in part[name]] for name in wanted}

    def _pieces(self, paths: Sequence[str]) -> list[Sequence[str]]:
        return cut(paths, SCANNED_AT_ONCE) if len(paths) >= MIN_SCANNED else [paths]
