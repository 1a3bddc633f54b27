"""Folders as somebody sees them who has changed files and not saved them. Unlike a fix, an edit may bring new names, and other servers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine_lint.files.kinds import kind_of
from engine_lint.files.servers import ServerFiles
from engine_lint.scanning import Shown, shown_by

if TYPE_CHECKING:
    from engine_lint.python.index import Told
    from engine_lint.workspace import Workspace


def edited(workspace: Workspace, texts: Mapping[str, bytes]) -> Workspace:
    """The workspace with other texts for some files; what it knows of all others is used again.

    Args:
        workspace: the files as they are on disk.
        texts: bytes by absolute path.
    """
    told = _told(workspace, [path for path in texts if kind_of(path).shares_names])
    names = any(before != (shown_by(path, texts[path]) or Shown()).told for path, before in told.items())
    return workspace.with_overlay(texts).forgetting(names=names, servers=_sets_servers(list(texts)))


def saved(workspace: Workspace, paths: Sequence[str]) -> Workspace:
    """The workspace after files in it have been written that were there before."""
    modules = [path for path in paths if kind_of(path).shares_names]
    before = _told(workspace, modules)
    workspace.scans.forget(paths)
    names = _told(workspace, modules) != before
    return workspace.with_overlay({}).forgetting(names=names, servers=_sets_servers(paths))


def _told(workspace: Workspace, modules: Sequence[str]) -> dict[str, Told | None]:
    """What modules tell their project, as they are on disk."""
    shown = workspace.scans.of(modules)
    return {path: (shown.get(path) or Shown()).told for path in modules}


def _sets_servers(paths: Sequence[str]) -> bool:
    return any(isinstance(kind_of(path), ServerFiles) for path in paths)
