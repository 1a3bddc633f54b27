"""Where projects begin and end: the folders that files belong to."""

from __future__ import annotations

import os

from engine_lint.cache.witnesses import answered, looked_for
from engine_lint.roots import REPOSITORY, given_above, is_copy, is_project, root_above


class Grounds:
    """Tells the project of each file, below the paths that the user named, which are absolute. Each question is worked out once."""

    __slots__ = ("_given", "_marked", "_roots")

    def __init__(self, given: tuple[str, ...] = ()) -> None:
        self._given = given
        self._roots: dict[str, str] = {}
        self._marked: dict[str, str] = {}

    def root(self, path: str) -> str:
        """The folder of a file's project: the nearest above it with dependency metadata, else the repository's, else the one given."""
        folder = os.path.dirname(path)
        return answered(("root", folder), lambda: self._root(folder))

    def _root(self, folder: str) -> str:
        known = self._roots.get(folder)
        if known is None:
            own = root_above(folder, self._marked)
            known = self._roots[folder] = own or max(given_above(folder, self._given), key=len, default=folder)
        return known

    def base(self, root: str) -> str:
        """The repository that a project lies in, else the outermost folder given, else the project itself."""
        return answered(("base", root), lambda: self._base(root))

    def _base(self, root: str) -> str:
        current = root
        while os.path.dirname(current) != current:
            if any(os.path.exists(looked_for(f"{current}/{name}")) for name in REPOSITORY):
                return current
            current = os.path.dirname(current)
        return min(given_above(root, self._given), key=len, default=root)

    def is_whole(self, folder: str) -> bool:
        """Whether what lies in a folder is one thing: a project, a repository, or a copy of one without its history."""
        return answered(("whole", folder), lambda: is_project(folder) or (self.covers(folder) and is_copy(folder)))

    def covers(self, folder: str) -> bool:
        """Whether a folder lies in one that the user named, or is one."""
        return answered(
            ("covers", folder), lambda: any(os.path.isdir(looked_for(each)) and f"{folder}/".startswith(f"{each.rstrip('/')}/") for each in self._given)
        )
