"""Temporary files beside those that they will replace: whole before anybody sees them, and gone whatever happens."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import signal
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engine_lint.expression import expression

if sys.platform != "win32":
    import fcntl

PREFIX, SUFFIX = ".engine-lint-", ".tmp"
"""How temporary files are called, so that a killed run's leftovers can be told."""
NEW_MODE = 0o666
"""The mode of files that were not there, before the process' mask."""
_LEFT = expression(rf"{re.escape(PREFIX)}[a-z0-9_]{{8}}{re.escape(SUFFIX)}")
_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextlib.contextmanager
def replacement(target: Path, new: bytes, old: os.stat_result | None) -> Iterator[Path]:
    """A temporary file in a target's folder, with the new content on the disk, for whoever renames it.

    It has the mode, the extended attributes and, where permitted, the owner of the old file; those of new files where there is none. Signals that would end
    the process wait until the file is in its place or gone. A process that is killed outright leaves it behind, and the next one that writes
    to the folder removes it.

    Args:
        target: the file that it is to replace.
        new: its bytes.
        old: the state of the file that is there.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    _remove_leftovers(target.parent)
    with _signals_waiting():
        descriptor, temporary = _made(target.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(new)
                stream.flush()
                _give(temporary, target, old)
                os.fsync(stream.fileno())
                if sys.platform == "win32":
                    stream.close()
                yield temporary
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def _made(folder: Path) -> tuple[int, Path]:
    """A new file, locked for as long as its descriptor is open: that tells it from what killed processes left."""
    while True:
        descriptor, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=folder)
        with contextlib.suppress(OSError):
            if sys.platform != "win32":
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        if sys.platform == "win32" or os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)


@functools.lru_cache(maxsize=1)
def _remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of processes that are no more; where files cannot be locked, they stay.

    This is done once for files of one folder that are written one behind the other: folders may be large.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _LEFT.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    _remove_unlocked(entry.path)


def _remove_unlocked(path: str) -> None:
    """Remove a file that nobody holds a lock on.

    Raises:
        OSError: somebody does, or it is not to be had.
    """
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _signals_waiting() -> Iterator[None]:
    """Lets signals that would end the process wait, where the system can do that."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _give(temporary: Path, target: Path, old: os.stat_result | None) -> None:
    """Mode, extended attributes (access control lists are among them) and, where permitted, owner of the old file."""
    if old is None:
        temporary.chmod(NEW_MODE & ~_mask())
        return
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (temporary.stat().st_uid, temporary.stat().st_gid):
        with contextlib.suppress(OSError):
            os.chown(temporary, old.st_uid, old.st_gid)
    temporary.chmod(stat.S_IMODE(old.st_mode))
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):
                    os.setxattr(temporary, name, os.getxattr(target, name))


def _mask() -> int:
    """The bits of the mode that new files do not get. It can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
