"""Folders that were looked at once, and what is known of them until something in them changes."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from engine_lint.dataclass import dataclass
from engine_lint.discovery import Discovered, File
from engine_lint.editing import edited, saved
from engine_lint.files.kinds import PYTHON, known_kind
from engine_lint.pipeline import Request, opened
from engine_lint.roots import root_above
from engine_lint.server.jobs import Buffers
from engine_lint.settings import Lookup
from engine_lint.workspace import Workspace

_MODULES = (".py", ".ipynb")
_PINNING = "setup.py"
"""A module that says what its project depends on."""


@dataclass
class Folder:
    """A folder with the projects in it. ``unsaved`` are files that are open in the editor and not on the disk."""

    lookup: Lookup
    found: Discovered
    workspace: Workspace
    unsaved: frozenset[str]

    @cached_property
    def _paths(self) -> list[str]:
        return [file.path for file in self.found.files]

    def file(self, path: str) -> File | None:
        """One of its files, None where it is left out or of no kind that matters."""
        index = bisect_left(self._paths, path)
        return self.found.files[index] if index < len(self._paths) and self._paths[index] == path else None

    def concerned(self, path: str, buffers: Buffers) -> tuple[File, ...]:
        """The files to judge in order to know what is wrong in one: itself, or all where only code that loads it tells what it means."""
        file = self.file(path)
        if file is not None:
            return (file,)
        kind = known_kind(os.path.basename(path))
        loaded = kind is not None and not kind.looked_for and PYTHON.may_hold_site(buffers.texts.get(path, b""))
        return self.found.files if loaded else ()

    def edited(self, path: str, buffers: Buffers) -> Workspace:
        """Its projects as the editor shows them. What the names in a file's project stand for on disk is worked out once, for all edits."""
        self.workspace.may_hold_site(path, PYTHON, b"")
        return edited(self.workspace, buffers.texts)

    def chosen(self, files: Iterable[File]) -> Discovered:
        """Some of its files as all that was found."""
        return self.found._replace(files=tuple(files), notes=(), failures=())

    def after(self, paths: frozenset[str]) -> Folder | None:
        """The folder after some files were written; None where it has to be looked at anew."""
        if all(path.endswith(_MODULES) and not path.endswith(_PINNING) and self.file(path) and os.path.isfile(path) for path in paths):
            return replace(self, workspace=saved(self.workspace, sorted(paths)))
        return None


def scope_of(path: str, folders: Iterable[str]) -> str:
    """The folder that a file is judged in: the innermost of those that are open, else its project's; empty for none."""
    around = [folder for folder in folders if path.startswith(f"{folder.rstrip('/')}/")]
    return max(around, key=len) if around else root_above(os.path.dirname(path), {})


def open_folder(scope: str, path: str, unsaved: frozenset[str]) -> Folder:
    """Look at a folder.

    Args:
        scope: the folder; where it is empty, ``path`` stands alone.
        path: the file that is asked about.
        unsaved: files that are not on the disk.

    Raises:
        SettingsError: a settings file is wrong.
    """
    lookup = Lookup(scope or os.path.dirname(path), {"force-exclude": True})
    alone = {each: b"" for each in (unsaved if scope else {*unsaved, path})}
    found, workspace = opened(Request((scope,) if scope else (), lookup, alone))
    known = (file for file in found.files if not file.by_name or _is_looked_for(file))
    found = found._replace(files=tuple(file._replace(by_name=False) for file in known))
    workspace = replace(workspace, overlay={each: b"" for each in unsaved})
    return Folder(lookup, found, workspace, unsaved)


def _is_looked_for(file: File) -> bool:
    """Whether a file that was named would have been found in its folder too. Pages are checked only where the settings ask for them."""
    kind = known_kind(os.path.basename(file.path))
    return kind is not None and kind.looked_for and not kind.on_request
