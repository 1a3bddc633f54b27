"""Which files of a repository say how its applications are started, by their names alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Protocol

from engine_lint.expression import expression
from engine_lint.knowledge.paths import kinds

MAX_DEPTH = 6
MAX_FOLDERS = 4_000
"""How much of a repository is looked through."""
_NAMES = expression(
    r"procfile(?:\.\w+)?|(?:.+[._-])?(?:dockerfile|containerfile)(?:[._-].+)?|.*\.ya?ml"
    r"|.*\.(?:sh|bash|service)|.*supervisor.*\.(?:conf|ini)|.*\.conf|(?:.*[-_.])?gunicorn.*\.py|.*uwsgi.*\.ini",
)
_COMPOSE = expression(r"(?:.*[-_.])?compose(?:[-_.].*)?\.ya?ml")
_SUPERVISED = expression(r"supervis|conf\.d")
_FOR_DEVELOPERS = expression(r"(?:^|[-_.])(?:dev|devel|development|local|debug|test|tests|testing|e2e|ci|override|sample|example|template)(?:$|[-_.])")
_PASSED_OVER = frozenset((".git", ".hg", ".svn", "node_modules", "site-packages", ".venv", "venv", "__pycache__", ".tox", ".nox", ".devcontainer"))


def form_of(path: str) -> str:
    """Which form of file it is by its name, empty for another.

    Forms: ``procfile``, ``dockerfile``, ``compose``, ``kubernetes``, ``script``, ``service``, ``supervisor``, ``gunicorn``, ``uwsgi``.
    """
    name = path.rpartition("/")[2].lower()
    if _NAMES.fullmatch(name) is None:
        return ""
    if name.startswith("procfile"):
        return "procfile"
    if _COMPOSE.fullmatch(name):
        return "compose"
    ending = name.rpartition(".")[2]
    by_ending = {"sh": "script", "bash": "script", "service": "service", "yml": "kubernetes", "yaml": "kubernetes", "py": "gunicorn"}
    if ending in ("conf", "ini"):
        return "uwsgi" if "uwsgi" in name else "supervisor" if _SUPERVISED.search(path.lower()) else ""
    return by_ending.get(ending, "dockerfile")


def for_production(path: str, base: str) -> bool:
    """Whether nothing in its path says that it is for tests, CI, developers, or an example."""
    relative = os.path.relpath(path, base).replace(os.sep, "/")
    told = kinds(relative)
    return not (told.tests or told.examples or told.ci or told.development) and not any(_FOR_DEVELOPERS.search(part) for part in relative.lower().split("/"))


class Excludes(Protocol):
    """Whether the settings leave out a path, which is that of a folder or of a file."""

    def __call__(self, path: str, *, folder: bool = False) -> bool:
        """Whether it is left out."""
        ...


def deployment_files(base: str, is_excluded: Excludes) -> Iterator[str]:
    """The absolute paths of such files in a repository, in order.

    Args:
        base: its folder.
        is_excluded: what the settings leave out.
    """
    folders, seen = [(base, 0)], 0
    while folders and seen < MAX_FOLDERS:
        folder, depth = folders.pop()
        seen += 1
        try:
            with os.scandir(folder) as listed:
                found = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in found:
            path = f"{folder.rstrip('/')}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if depth < MAX_DEPTH and entry.name not in _PASSED_OVER and not is_excluded(path, folder=True):
                    folders.append((path, depth + 1))
            elif form_of(path) and entry.is_file(follow_symlinks=False) and not is_excluded(path):
                yield path
