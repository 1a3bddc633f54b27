"""Folders as somebody sees them who has changed files and not saved them. Unlike a fix, an edit may bring new names, and other servers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine_lint.files.kinds import kind_of
from engine_lint.files.servers import ServerFiles
from engine_lint.scanning import Shown, shown_by

if TYPE_CHECKING:
    from engine_lint.workspace import Workspace


def edited(workspace: Workspace, texts: Mapping[str, bytes]) -> Workspace:
    """The workspace with other texts for some files; what it knows of all others is used again.

    Args:
        workspace: the files as they are on disk.
        texts: bytes by absolute path.
    """
    modules = {path: data for path, data in texts.items() if kind_of(path).shares_names}
    shown = workspace.scans.of(list(modules))
    names = any((shown.get(path) or Shown()).told != (shown_by(path, data) or Shown()).told for path, data in modules.items())
    return workspace.with_overlay(texts).forgetting(names=names, servers=_sets_servers(list(texts)))


def saved(workspace: Workspace, paths: Sequence[str]) -> Workspace:
    """The workspace after files in it have been written that were there before."""
    workspace.scans.forget(paths)
    return workspace.with_overlay({}).forgetting(names=True, servers=_sets_servers(paths))


def _sets_servers(paths: Sequence[str]) -> bool:
    return any(isinstance(kind_of(path), ServerFiles) for path in paths)
