"""From the paths on the command line to the files to check, always in the same order."""

from __future__ import annotations

import errno
import os
import stat
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from engine_lint.dataclass import dataclass
from engine_lint.errors import UsageError
from engine_lint.expression import expression
from engine_lint.files.kinds import ENDINGS, PYTHON, kind_of, known_kind
from engine_lint.ignorefiles import IgnoreFiles
from engine_lint.knowledge.dependencies.metadata import names_metadata
from engine_lint.model.outcome import Failure

if TYPE_CHECKING:
    from engine_lint.files.kind import Kind
    from engine_lint.settings import Lookup

_URL = expression(r"[A-Za-z][A-Za-z0-9+.-]*://")
VIRTUAL_ENVIRONMENT = "pyvenv.cfg"
INSTALLED = ".dist-info"
"""How the folders are called that pip leaves beside the packages it installs, also into a folder of the repository (``--target``)."""


class File(NamedTuple):
    """A file to check, by its absolute posix path. ``by_name`` says that it was named itself, not only a folder above it."""

    path: str
    by_name: bool = False
    kind: Kind = PYTHON


class Discovered(NamedTuple):
    """What was found. ``notes`` are sentences about what was passed over; ``failures`` are paths that could not be looked into.

    ``given`` are the paths that the user named, absolute and with links resolved: nothing outside them is ever written.
    """

    files: tuple[File, ...]
    given: tuple[str, ...]
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether a file, links resolved, lies in the given paths."""
        real = os.path.realpath(path)
        return any(real == each or real.startswith(each.rstrip("/") + "/") for each in self.given)


@dataclass(slots=True)
class _Walk:
    """``files`` holds each file found with its real path, links resolved.

    ``inside`` is the folder that is walked where it would be left out itself: it was asked for by name, so that what
    excludes it does not count within it.
    """

    lookup: Lookup
    ignore_files: IgnoreFiles = field(default_factory=IgnoreFiles)
    inside: str = ""
    files: dict[str, tuple[File, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    linked_folders: int = 0


def discover(paths: Sequence[str], lookup: Lookup, texts: Sequence[str] = ()) -> Discovered:
    """The files that some paths mean: files are taken as they are named, folders are walked.

    Args:
        paths: as given, relative to the lookup's working directory or absolute.
        lookup: the settings, which say what is excluded where.
        texts: absolute paths of files whose text is at hand, so that they need not be on disk.

    Raises:
        UsageError: a path is a URL. It is not shown, since it may hold a password.
    """
    lookup.validate()
    if any(_URL.match(path) and not os.path.lexists(os.path.join(lookup.cwd, path)) for path in paths):
        raise UsageError("a URL stands among the paths", "paths are files and folders; `engine-lint probe` asks a server")
    walk = _Walk(lookup)
    given = [_real(path) for path in texts]
    for path, real in zip(texts, given, strict=True):
        _take_named(path, real, walk)
    for path in paths:
        absolute = os.path.normpath(os.path.join(lookup.cwd, path)).replace(os.sep, "/")
        real = _real(absolute)
        given.append(real)
        try:
            mode = os.stat(absolute).st_mode
        except OSError as error:
            walk.failures.append(Failure(absolute, f"cannot be opened: {error.strerror or error}"))
            continue
        if stat.S_ISDIR(mode):
            _walk(absolute, real, walk)
        else:
            _take_named(absolute, real, walk)
    if walk.linked_folders:
        walk.notes.append(f"{walk.linked_folders} symbolic link{'s' * (walk.linked_folders > 1)} to folders not followed")
    return Discovered(tuple(_without_twins(walk.files)), tuple(given), (*lookup.notes, *walk.notes), tuple(walk.failures))


def files_below(root: str, found: Discovered, lookup: Lookup) -> tuple[File, ...]:
    """All files of a project that are looked for, whichever of them were asked for; of a folder that is no project, those alone."""
    from engine_lint.roots import is_project

    covered = any(f"{root}/".startswith(f"{given.rstrip('/')}/") for given in found.given)
    whole = found if covered or not is_project(root) else discover((root,), lookup)
    first = f"{root.rstrip('/')}/"
    start = bisect_left(whole.files, first, key=lambda file: file.path)
    return whole.files[start : bisect_left(whole.files, first[:-1] + "0", start, key=lambda file: file.path)]


def _real(path: str) -> str:
    return os.path.realpath(path).replace(os.sep, "/")


def _take_named(path: str, real: str, walk: _Walk) -> None:
    settings = walk.lookup.for_file(path)
    if settings.force_exclude and _excluded_by_name(path, walk):
        walk.notes.append(f"{path} is excluded by the settings")
        return
    if known_kind(path.rpartition("/")[2]) is None and names_metadata(path):
        walk.notes.append(f"{path} says what its project depends on and holds no engine itself: name the files or the folder to judge")
        return
    walk.files[path] = (File(path, True, kind_of(path)), real)


def _excluded_by_name(path: str, walk: _Walk) -> bool:
    """Whether a walk from the settings' root would have left the file out."""
    settings = walk.lookup.for_file(path)
    if settings.is_excluded(path) or (settings.respect_gitignore and walk.ignore_files.ignores_with_parents(path)):
        return True
    folder = os.path.dirname(path)
    while len(folder) > len(settings.root) and folder.startswith(settings.root):
        if settings.is_excluded(folder, folder=True) or _holds_installed(folder):
            return True
        folder = os.path.dirname(folder)
    return False


def _holds_installed(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(_marks_installed(entry.name) for entry in entries)
    except OSError:
        return False


def _walk(top: str, real_top: str, walk: _Walk) -> None:
    """Take the files below a folder."""
    left_out = _excluded_by_name(f"{top}/.", walk)
    walk.inside, walk.ignore_files = (top, IgnoreFiles(top)) if left_out else ("", walk.ignore_files)
    _descend(top, real_top, walk)
    walk.ignore_files = IgnoreFiles() if left_out else walk.ignore_files


def _descend(top: str, real_top: str, walk: _Walk) -> None:
    folders = [top]
    while folders:
        folder = folders.pop()
        entries = _entries(folder, walk)
        names = {entry.name for entry in entries}
        if folder != top and any(map(_marks_installed, names)):
            continue
        walk.lookup.listed(folder, names)
        walk.ignore_files.listed(folder, names)
        folders.extend(reversed(_take_entries(entries, folder, real_top + folder[len(top) :], walk)))


def _take_entries(entries: Sequence[os.DirEntry[str]], folder: str, real_folder: str, walk: _Walk) -> list[str]:
    """Take the files of a folder; the folders in it that are to be walked."""
    below = []
    start, real_start = f"{folder.rstrip('/')}/", f"{real_folder.rstrip('/')}/"
    for entry in entries:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if not _left_out(start + name, folder, walk, is_folder=True):
                below.append(start + name)
        elif entry.is_symlink() and os.path.isdir(start + name):
            walk.linked_folders += not _left_out(start + name, folder, walk, is_folder=True)
        elif name.endswith(ENDINGS) and (kind := _wanted(name, folder, walk)) and not _left_out(start + name, folder, walk, is_folder=False):
            real = _real(start + name) if entry.is_symlink() else real_start + name
            _take_found(entry, File(start + name, kind=kind), real, walk)
    return below


def _marks_installed(name: str) -> bool:
    """Whether the folder that holds something of this name holds what was installed, not what somebody wrote here."""
    return name == VIRTUAL_ENVIRONMENT or name.endswith(INSTALLED)


def _wanted(name: str, folder: str, walk: _Walk) -> Kind | None:
    """The kind of a file that was not named itself, None where it is not looked for."""
    kind = known_kind(name)
    if kind is None or not kind.looked_for or (kind.on_request and not walk.lookup.for_folder(folder).code_blocks):
        return None
    return kind


def _entries(folder: str, walk: _Walk) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        walk.failures.append(Failure(folder, f"cannot be listed: {error.strerror or error}"))
        return []


def _left_out(path: str, folder: str, walk: _Walk, *, is_folder: bool) -> bool:
    settings = walk.lookup.for_folder(folder)
    if settings.is_excluded(path, folder=is_folder, root=walk.inside):
        return True
    return settings.respect_gitignore and walk.ignore_files.ignores(path, folder=is_folder, parent=folder)


def _take_found(entry: os.DirEntry[str], file: File, real: str, walk: _Walk) -> None:
    if entry.is_file(follow_symlinks=False):
        walk.files.setdefault(file.path, (file, real))
        return
    try:
        mode = entry.stat().st_mode
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):
            walk.notes.append(f"{file.path} is a link to nowhere and was passed over")
            return
        walk.failures.append(Failure(file.path, f"cannot be opened: {error.strerror or error}"))
        return
    if not stat.S_ISREG(mode):
        walk.notes.append(f"{file.path} is not a regular file and was passed over")
        return
    walk.files.setdefault(file.path, (file, real))


def _without_twins(files: dict[str, tuple[File, str]]) -> Iterator[File]:
    """The files in path order; one that several links lead to is taken once, under its own path where that is among them."""
    if all(path == real for path, (_, real) in files.items()):
        yield from (files[path][0] for path in sorted(files))
        return
    owners: dict[str, str] = {}
    for path in sorted(files):
        real = files[path][1]
        if real not in owners or real == path:
            owners[real] = path
    for path in sorted(files):
        file, real = files[path]
        if owners[real] == path:
            yield file
