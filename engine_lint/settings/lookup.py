"""Which settings hold for a file: those of the nearest folder above it that has a table, under the command line's."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import field

from engine_lint.cache.witnesses import Memo, answered, looked_for
from engine_lint.dataclass import dataclass
from engine_lint.patterns import below
from engine_lint.settings.model import OWN_FILE, SHARED_FILE, Settings


@dataclass(slots=True)
class Lookup:
    """Finds settings and remembers them per folder.

    ``cwd`` is the working directory, absolute and posix. ``overrides`` are raw values from the command line by settings
    key. ``config`` is a settings file that holds for every file; ``isolated`` says that no settings file counts.
    """

    cwd: str
    overrides: Mapping[str, object] = field(default_factory=dict)
    config: str = ""
    isolated: bool = False
    _passed_over: set[str] = field(default_factory=set)
    _files: dict[str, str] = field(default_factory=dict)
    _built: Memo[str, Settings] = field(default_factory=Memo)

    def validate(self) -> None:
        """Build what holds whichever file it is for, so that mistakes show without one.

        Raises:
            SettingsError: the file of ``config`` is wrong.
            UsageError: an override is wrong.
        """
        if self.config:
            self.for_folder(self.cwd)
        elif self.overrides:
            self._build("")

    def for_file(self, path: str) -> Settings:
        """The settings for an absolute posix file path.

        Raises:
            SettingsError: the settings file that holds for it is wrong.
            UsageError: an override is wrong.
        """
        return self.for_folder(os.path.dirname(path))

    def for_folder(self, folder: str) -> Settings:
        """The settings for the files directly in an absolute posix folder."""
        file = answered(("settings", folder), lambda: self.file_for(folder))
        return self._built.get(file, lambda: self._build(file))

    def has_baselines(self) -> bool:
        """Whether any of the settings that were asked for so far name a baseline."""
        return any(settings.baseline for settings in self._built.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about settings that were passed over in the folders asked for so far."""
        return tuple(not_read(below(self.cwd, each) or each) for each in self.passed_over)

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The files whose settings were passed over in the folders asked for so far."""
        return tuple(sorted(self._passed_over))

    def listed(self, folder: str, names: Collection[str]) -> None:
        """Say what a folder holds, so that the disk need not be asked for settings files that are not there."""
        if not self.isolated and not self.config and OWN_FILE not in names and SHARED_FILE not in names:
            parent = os.path.dirname(folder)
            self._files.setdefault(folder, self.file_for(parent) if parent != folder else "")

    def file_for(self, folder: str) -> str:
        """The settings file that holds for a folder, empty for none."""
        if self.isolated:
            return ""
        if self.config:
            return os.path.abspath(os.path.join(self.cwd, self.config))
        known = self._files.get(folder)
        if known is None:
            parent = os.path.dirname(folder)
            known = own_file(folder) or (self.file_for(parent) if parent != folder else "")
            if known == os.path.join(folder, OWN_FILE) and shared_file(folder):
                self._passed_over.add(shared_file(folder).replace(os.sep, "/"))
            self._files[folder] = known
        return known

    def _build(self, file: str) -> Settings:
        if not file and not self.overrides:
            return Settings.by_default(self.cwd or "/")
        from engine_lint.settings.building import build
        from engine_lint.settings.entries import Entry
        from engine_lint.settings.reading import read_chain

        layers = read_chain(file) if file else []
        layers.append({key: Entry(key, value, self.cwd) for key, value in self.overrides.items()})
        root = os.path.dirname(file).replace(os.sep, "/") if file else self.cwd
        return build(layers, root or "/", file)


def not_read(name: str) -> str:
    """A sentence about settings that were passed over."""
    return f"the settings in {name} are not read, because {OWN_FILE} lies beside it"


def own_file(folder: str) -> str:
    """The settings file that a folder itself has, empty for none; engine-lint.toml comes before pyproject.toml."""
    own = os.path.join(folder, OWN_FILE)
    return own if os.path.isfile(looked_for(own)) else shared_file(folder)


def shared_file(folder: str) -> str:
    """The pyproject.toml of a folder where it holds settings of ours, empty otherwise."""
    shared = os.path.join(folder, SHARED_FILE)
    if not os.path.isfile(looked_for(shared)):
        return ""
    from engine_lint.settings.reading import has_table

    return shared if has_table(shared) else ""
