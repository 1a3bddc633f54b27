"""What folders are: projects, repositories, copies of one."""

from __future__ import annotations

import os
from collections.abc import Sequence

from engine_lint.cache.witnesses import looked_for
from engine_lint.knowledge.dependencies.metadata import has_metadata

REPOSITORY = (".git", ".hg", ".svn")
"""What lies at the top of a repository."""


def in_line(first: str, second: str) -> bool:
    """Whether two folders are the same, or one lies in the other."""
    return f"{first}/".startswith(f"{second}/") or f"{second}/".startswith(f"{first}/")


def is_copy(folder: str) -> bool:
    """Whether a folder holds what stands at the top of repositories."""
    try:
        return any(name.startswith((".git", "README", "LICENSE")) for name in os.listdir(folder))
    except OSError:
        return False


def is_project(folder: str) -> bool:
    """Whether a folder is the root of something: it says what it depends on, or it is a repository."""
    return has_metadata(folder) or any(os.path.exists(looked_for(f"{folder}/{name}")) for name in REPOSITORY)


def root_above(folder: str, known: dict[str, str]) -> str:
    """The nearest folder, itself or above, that is the root of something; empty for none. ``known`` remembers it for each folder."""
    found = known.get(folder)
    if found is None:
        parent = os.path.dirname(folder)
        found = known[folder] = folder if is_project(folder) else root_above(parent, known) if parent != folder else ""
    return found


def given_above(folder: str, given: Sequence[str]) -> list[str]:
    """Those of some paths that are folders in which a folder lies, itself included."""
    return [each for each in given if os.path.isdir(each) and f"{folder}/".startswith(each.rstrip("/") + "/")]


def repository_above(folder: str) -> str:
    """The nearest folder, itself or above, that is the top of a repository; empty for none."""
    while not any(os.path.exists(looked_for(f"{folder.rstrip('/')}/{name}")) for name in REPOSITORY):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    return folder
