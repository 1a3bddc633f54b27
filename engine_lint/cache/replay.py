"""Saying again what an earlier run said, where nothing has changed since."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Sequence

from engine_lint import __version__
from engine_lint.cache.entry import Entry, changed, decoded

NO_CACHE, CACHE_DIR = "--no-cache", "--cache-dir"
_VARIABLES = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "HOME", "PYTHONIOENCODING")


def replay(arguments: Sequence[str]) -> int | None:
    """Print what the same run said before, and give its exit code; None where it has to be done again."""
    if not arguments or NO_CACHE in arguments:
        return None
    key = key_of(arguments)
    path = path_of(folder_for(arguments), key)
    try:
        with open(path, "rb") as file:
            entry = decoded(file.read())
    except OSError:
        return None
    if entry is None or entry.key != key:
        return None
    numbers = changed(entry)
    if numbers and not _same_content(entry, numbers, path):
        return None
    try:
        os.utime(path)
    except OSError:
        return None
    sys.stderr.write(entry.err.decode("utf-8", "surrogateescape"))
    sys.stdout.flush()
    sys.stdout.buffer.write(entry.out)
    sys.stdout.buffer.flush()
    return entry.code


def _same_content(entry: Entry, numbers: Sequence[int], path: str) -> bool:
    """Whether what was touched is what it was. If so its new state is remembered."""
    from engine_lint.cache.store import still_as_remembered

    return still_as_remembered(entry, numbers, path)


def key_of(arguments: Sequence[str]) -> bytes:
    """What tells a run from others: the program, where it runs, what it writes to, and what it was asked."""
    streams = [f"{stream.isatty()} {stream.encoding}" for stream in (sys.stdout, sys.stderr)]
    width = str(os.get_terminal_size()) if sys.stdout.isatty() else ""
    return "\0".join((*_program(), os.getcwd(), *streams, width, *(os.environ.get(name, "\1") for name in _VARIABLES), *arguments)).encode(
        "utf-8", "surrogateescape"
    )


def program() -> bytes:
    """What tells this program, and the Python that runs it, from others."""
    return "\0".join(_program()).encode("utf-8", "surrogateescape")


def _program() -> tuple[str, ...]:
    return __version__, _state_of_program(), sys.version


def _state_of_program() -> str:
    """When the program's own files were changed last, for those who work on it."""
    newest, folders = 0, [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders += [entry.path] if entry.name != "__pycache__" else []
                else:
                    newest = max(newest, entry.stat().st_mtime_ns)
    return str(newest)


def folder_for(arguments: Sequence[str]) -> str:
    """Where runs are remembered: as the command line says, else in the user's own folder for caches."""
    for index, argument in enumerate(arguments):
        if argument == CACHE_DIR and index + 1 < len(arguments):
            return os.path.abspath(arguments[index + 1])
        if argument.startswith(f"{CACHE_DIR}="):
            return os.path.abspath(argument.partition("=")[2])
    return default_folder()


def default_folder() -> str:
    """``ENGINE_LINT_CACHE_DIR``, else the platform's folder for caches of the user."""
    own = os.environ.get("ENGINE_LINT_CACHE_DIR")
    if own:
        return os.path.abspath(own)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "engine-lint")


def path_of(folder: str, key: bytes) -> str:
    """The file of an entry; another key may have the same one, so that the entry tells its own."""
    return os.path.join(folder, f"{zlib.crc32(key):08x}{zlib.adler32(key):08x}.run")
