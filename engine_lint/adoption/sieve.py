"""What a run hides of what it found: what a baseline holds, and what stands on lines that did not change."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from engine_lint.adoption import baseline
from engine_lint.adoption.baseline import DEFAULT_NAME, Entry
from engine_lint.cache.witnesses import looked_for
from engine_lint.dataclass import dataclass
from engine_lint.merging import in_order
from engine_lint.model.outcome import UNPARSABLE
from engine_lint.outcomes import Sifted
from engine_lint.patterns import below

if TYPE_CHECKING:
    from engine_lint.adoption.changes import Changes
    from engine_lint.model.finding import Finding
    from engine_lint.outcomes import Checked
    from engine_lint.settings import Lookup
    from engine_lint.workspace import Workspace

NARROWING = frozenset({"select", "ignore", "min-severity", "min-confidence"})
"""Options under which a run finds less than the one that wrote the baseline, so that nothing can be called gone."""


@dataclass(slots=True)
class Sieve:
    """Hides findings as the settings ask.

    ``given`` are the paths to check, absolute, with links resolved. ``writing`` says that baselines are to be written, so that one that is not there is empty;
    ``heeding`` that they count.
    """

    lookup: Lookup
    given: Sequence[str] = ()
    writing: bool = False
    diff_base: str | None = None
    heeding: bool = True
    _changes: Changes | None = None
    _entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    def require(self) -> None:
        """Hold that the revision is known wherever the paths lie.

        Raises:
            UsageError: it is not.
        """
        if self.diff_base is not None:
            from engine_lint.adoption.changes import Changes

            self._changes = Changes(self.diff_base)
            self._changes.require(self.given)

    def first(self, findings: Sequence[Finding], checked: Iterable[Checked], workspace: Workspace) -> Sifted:
        """Tell apart what a run found first, say which entries of baselines are gone, or write them.

        Args:
            findings: all of them.
            checked: what came out for each file.
            workspace: their texts.

        Raises:
            SettingsError: a baseline cannot be read.
            UnwritableFile: one cannot be written.
        """
        sifted = self.sift(findings, workspace)
        unread = {each.place.path for each in findings if each.code == UNPARSABLE}
        whole = frozenset(each.path for each in checked if not each.failures) - unread
        return self.accept(sifted, whole) if self.writing else sifted._replace(notes=self.stale(sifted, whole))

    def sift(self, findings: Sequence[Finding], workspace: Workspace) -> Sifted:
        """Tell apart what is shown, of files as the workspace has them.

        Raises:
            SettingsError: a baseline cannot be read.
            UsageError: git fails.
        """
        shown: list[Finding] = []
        baselined: list[Finding] = []
        by_baseline: dict[str, list[Finding]] = {}
        for each in findings:
            by_baseline.setdefault(self._baseline_of(each.place.path), []).append(each)
        for path, mine in by_baseline.items():
            known = self._paired(path, mine) if path else {}
            for each in mine:
                (baselined if path and baseline.entry_of(each, path) in known else shown).append(each)
        changes = self._changes
        left: list[Finding] = []
        unchanged: list[Finding] = []
        for each in in_order(shown):
            (left if changes is None or changes.concern(each, workspace) else unchanged).append(each)
        return Sifted(tuple(left), tuple(in_order(baselined)), tuple(unchanged))

    def stale(self, sifted: Sifted, checked: Collection[str]) -> tuple[str, ...]:
        """Sentences about entries of the baselines that nothing matches any more.

        Args:
            sifted: what came out, before anything was fixed.
            checked: the files that were judged as a whole.
        """
        notes = []
        for path in sorted({self._baseline_of(each) for each in checked} - {""}):
            gone = self._gone(path, sifted, checked)
            if gone:
                count, why = ("1 finding", "it was mended or its call") if len(gone) == 1 else (f"{len(gone)} findings", "they were mended or their calls")
                which = f"{baseline.listed(gone)}; `--write-baseline` drops {'them' if len(gone) > 1 else 'it'}"
                notes.append(f"{self._shown(path)} holds {count} that nothing matches any more, because {why} changed: {which}")
        return tuple(notes)

    def accept(self, sifted: Sifted, checked: Collection[str]) -> Sifted:
        """Write what is shown into the baselines, and drop from them what is gone; then nothing is shown but what cannot be baselined.

        Raises:
            SettingsError: a baseline cannot be read.
            UnwritableFile: one cannot be written.
        """
        taken = tuple(each for each in sifted.shown if each.code != UNPARSABLE)
        held = (*sifted.baselined, *taken)
        notes = []
        for path in sorted({self._target(each) for each in (*checked, *(finding.place.path for finding in held))}):
            old = self._of(path)
            gone = set(self._gone(path, sifted._replace(baselined=held), checked))
            mine = [each for each in held if self._target(each.place.path) == path]
            known = set(self._paired(path, mine).values())
            entries = {*(baseline.entry_of(each, path) for each in mine), *(each for each in old if each not in gone and each not in known)}
            if entries or os.path.exists(path):
                baseline.write(path, entries)
                notes.append(self._written(path, len(entries), len(gone)))
        return sifted._replace(shown=tuple(each for each in sifted.shown if each.code == UNPARSABLE), baselined=held, notes=tuple(notes))

    def _gone(self, path: str, sifted: Sifted, checked: Collection[str]) -> list[Entry]:
        """The entries of a baseline that nothing matches though their files were judged, or are not there any more."""
        if NARROWING & self.lookup.overrides.keys():
            return []
        known = set(self._paired(path, sifted.baselined).values())
        left = (each for each in self._of(path) if each not in known)
        whole = self._covers(os.path.dirname(path))
        return [each for each in left if baseline.file_of(each, path) in checked or (whole and _is_gone(each, path))]

    def _covers(self, folder: str) -> bool:
        """Whether all below a folder was checked, so that a file that is gone from one place in it would have been seen at another."""
        real = f"{os.path.realpath(folder).rstrip('/')}/"
        return any(real.startswith(f"{each.rstrip('/')}/") for each in self.given)

    def _paired(self, path: str, findings: Iterable[Finding]) -> dict[Entry, Entry]:
        """Which of some findings the baseline at that path knows, and by which entry. What could not be parsed is never known."""
        found = [baseline.entry_of(each, path) for each in findings if each.code != UNPARSABLE]
        return baseline.paired(self._of(path), found, lambda entry: _is_gone(entry, path)) if found else {}

    def _baseline_of(self, path: str) -> str:
        if self.writing:
            return self._target(path)
        return self.lookup.for_file(path).baseline if self.heeding else ""

    def _target(self, path: str) -> str:
        """The baseline that a file's findings go to: the one of the settings, else one in the working directory."""
        return self.lookup.for_file(path).baseline or f"{self.lookup.cwd.rstrip('/')}/{DEFAULT_NAME}"

    def _of(self, path: str) -> tuple[Entry, ...]:
        if path not in self._entries:
            self._entries[path] = () if self.writing and not os.path.exists(path) else baseline.read(path)
        return self._entries[path]

    def _written(self, path: str, held: int, dropped: int) -> str:
        told = f"{self._shown(path)} holds {held} finding{'s' * (held != 1)} now"
        if dropped:
            told += f"; {dropped} that nothing matched {'are' if dropped > 1 else 'is'} dropped"
        return told

    def _shown(self, path: str) -> str:
        return below(self.lookup.cwd, path) or path


def _is_gone(entry: Entry, path: str) -> bool:
    return not os.path.exists(looked_for(baseline.file_of(entry, path)))
