"""Where a dotted module name leads: files of the project, as an importer sees them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from engine_lint.cache.witnesses import answered, looked_for
from engine_lint.expression import expression

_MAX_DEPTH = 3
_FROM = expression(r"\bimport\b")
_BETWEEN = expression(r"[(),]")
_NO_SOURCES = frozenset({"node_modules", "venv", "env", "site-packages", "build", "dist", "tests", "test", "docs", "examples", "migrations", "alembic"})


class Imports:
    """Finds the files of modules.

    Args:
        root: the project's folder, absolute.
        base: the repository's folder, absolute; nothing above it is looked into.
        exists: whether a path is a file, or stands for one.
    """

    def __init__(self, root: str, base: str, exists: Callable[[str], bool]) -> None:
        self._root = root
        self._base = base
        self._exists = exists
        self._found: dict[tuple[str, str], str] = {}
        self._roots_of: dict[str, tuple[str, ...]] = {}

    def file_of(self, dotted: str, importer: str) -> str:
        """The file of a module as an importing file sees it; empty where it is not the project's.

        Where no folder above the importer has it, the one folder of the repository with such a package is taken: a source
        folder of another name, or another part of the same repository.
        """
        folder = os.path.dirname(importer)
        key = (dotted, folder)
        if key not in self._found:
            if folder not in self._roots_of:
                self._roots_of[folder] = tuple(self._import_roots(importer))
            relative = dotted.replace(".", "/")
            self._found[key] = self._below(relative, self._roots_of[folder]) or self._below(relative, self._only_folder_with(relative))
        return self._found[key]

    def meaning(self, path: str, named: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Those of some files that may import the module of a file, each given with what it imports, dots in front: that module, or nothing that is found."""
        return tuple(dict.fromkeys(importer for importer, name in named if self._may_mean(path, name, importer)))

    def _may_mean(self, path: str, name: str, importer: str) -> bool:
        dotted = name.lstrip(".")
        level = len(name) - len(dotted)
        found = self.file_of(absolute(dotted, level, *dotted_name(importer)), importer)
        if found or level:
            return found == path
        return os.path.splitext(path)[0].removesuffix("/__init__").endswith(f"/{dotted.replace('.', '/')}")

    def _below(self, relative: str, roots: Iterable[str]) -> str:
        for folder in roots:
            for path in (f"{folder}/{relative}/__init__.py", f"{folder}/{relative}.py"):
                if self._exists(path):
                    return path
        return ""

    def _only_folder_with(self, relative: str) -> Iterator[str]:
        """The folder that has a top-level package, where it is the only one and the name is not the standard library's."""
        top = relative.partition("/")[0]
        folders = [] if top in sys.stdlib_module_names else self._source_folders.get(top, [])
        if len(folders) == 1:
            yield folders[0]

    @cached_property
    def _source_folders(self) -> dict[str, list[str]]:
        return source_folders(self._base)

    def _import_roots(self, path: str) -> Iterator[str]:
        """Folders that absolute imports start from: the importer's own, those above it, ``src`` below the project's root."""
        seen = set()
        folder = import_root(path)
        while True:
            for each in (folder, os.path.join(folder, "src")):
                if each not in seen and (each == folder or os.path.isdir(looked_for(each))):
                    seen.add(each)
                    yield each
            parent = os.path.dirname(folder)
            if folder == self._root or parent == folder or not folder.startswith(self._root):
                return
            folder = parent


def source_folders(base: str) -> dict[str, list[str]]:
    """Which folders, a few steps below a repository's, hold a package of a name at their top level."""
    return answered(("source folders", base), lambda: _found_source_folders(base))


def _found_source_folders(base: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    pending = [(base, 0)]
    while pending:
        folder, depth = pending.pop()
        for name, is_package in _folders_in(folder):
            if is_package and depth:
                found.setdefault(name, []).append(folder)
            elif not is_package and depth < _MAX_DEPTH:
                pending.append((f"{folder}/{name}", depth + 1))
    return found


def _folders_in(folder: str) -> Iterator[tuple[str, bool]]:
    """The folders that may hold sources, and whether each is a package; none where pip installed them."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return
    if any(name.endswith(".dist-info") for name in names):
        return
    for name in names:
        if not name.startswith((".", "_")) and name not in _NO_SOURCES:
            yield name, os.path.isfile(looked_for(f"{folder}/{name}/__init__.py"))


def dotted_name(path: str) -> tuple[str, bool]:
    """A file's dotted module name within its import root, and whether it is a package's ``__init__``."""
    root = import_root(path)
    stem = os.path.relpath(path, root).removesuffix(".pyi").removesuffix(".py").replace("\\", "/")
    parts = stem.split("/")
    is_package = parts[-1] == "__init__"
    return ".".join(parts[:-1] if is_package and len(parts) > 1 else parts), is_package


def absolute(name: str, level: int, importer: str, is_package: bool) -> str:
    """The absolute dotted name of an import with ``level`` leading dots in a module of the dotted name ``importer``."""
    if not level:
        return name
    parts = importer.split(".")
    base = ".".join(parts[: max(len(parts) - level + (1 if is_package else 0), 0)])
    return f"{base}.{name}" if name and base else name or base


def names_imported(statement: bytes, stem: str) -> Iterator[str]:
    """The dotted names in an import statement that lead to or through a module of some name, up to that.

    Of `` ..shop import db as store``, which is what stands behind the first word, it is ``..shop.db`` for ``db``.
    """
    home, is_from, brought = _FROM.sub("\0", statement.decode("utf-8", "replace"), count=1).partition("\0")
    names = [words[0] for each in _BETWEEN.split(brought if is_from else home) if (words := each.split())]
    home = home.strip()
    dotted = [home, *(f"{home}{'' if home.endswith('.') else '.'}{name}" for name in names)] if is_from else names
    for name in dotted:
        parts = name.lstrip(".").split(".")
        dots = "." * (len(name) - len(name.lstrip(".")))
        yield from (dots + ".".join(parts[: number + 1]) for number, part in enumerate(parts) if part == stem)


def import_root(path: str) -> str:
    """The first folder above a file that is not a package itself."""
    folder = os.path.dirname(os.path.abspath(path))
    while os.path.isfile(looked_for(os.path.join(folder, "__init__.py"))) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder
