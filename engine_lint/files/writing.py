"""Files replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine_lint.errors import FileChanged, UnwritableFile

PREFIX = ".engine-lint-"
"""How temporary files are called, so that a killed run's leftovers can be told."""
NEW_MODE = 0o666
"""The mode of files that were not there, before the process' mask."""


def write_atomically(path: str, expected: bytes, new: bytes, roots: Sequence[str] | None = None) -> None:
    """Puts new content in the place of a file's old one, in one step.

    The content goes to a temporary file in the same folder, reaches the disk, and is renamed over the old file. Mode and,
    where permitted, owner stay. A file with several hard links keeps them no longer than its content: the path gets a file
    of its own, so that names elsewhere are not changed behind the user's back.

    Args:
        path: the file. A symbolic link is followed to its target, if that lies within ``roots``.
        expected: the bytes that the file was read as.
        new: the bytes to write.
        roots: folders that may be written to; the link's own folder where None.

    Raises:
        FileChanged: the file does not hold ``expected`` any more, or is gone.
        UnwritableFile: it is not a plain file, its target lies outside, or ``new`` is empty where ``expected`` was not.
        OSError: the folder or the file cannot be written.
    """
    if expected and not new.strip():
        raise UnwritableFile(path, "nothing would be left of it")
    target = _target(Path(path), roots)
    status = _unchanged(target, path, expected)
    temporary = _write_beside(target, new, status)
    try:
        _unchanged(target, path, expected)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _flush_folder(target.parent)


def write_whole(path: str, new: bytes) -> None:
    """Puts content into a file that may be there or not, in one step: a reader sees the old content or the new one.

    Symbolic links are followed. What is no plain file (a terminal, a pipe) is written to as it stands.

    Args:
        path: the file.
        new: the bytes to write.

    Raises:
        OSError: the folder or the file cannot be written, or it is a folder.
    """
    named = Path(path)
    if named.exists() and not named.is_file():
        named.write_bytes(new)
        return
    target = named.resolve()
    temporary = _write_beside(target, new, target.stat() if target.exists() else None)
    try:
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _flush_folder(target.parent)


def _target(path: Path, roots: Sequence[str] | None) -> Path:
    """The file behind a path; folders on the way count as well as the last link."""
    try:
        target = path.resolve(strict=True)
    except FileNotFoundError as error:
        raise FileChanged(str(path)) from error
    except (OSError, RuntimeError) as error:
        raise UnwritableFile(str(path), "it is a symbolic link that leads nowhere") from error
    allowed = [Path(root).resolve() for root in roots] if roots is not None else [path.parent.resolve()]
    if (path.is_symlink() or roots is not None) and not any(_within(target, root) for root in allowed):
        raise UnwritableFile(str(path), f"it is a symbolic link to {target}, outside the given paths", "name the target itself")
    return target


def _within(target: Path, root: Path) -> bool:
    return target == root or root in target.parents


def _unchanged(target: Path, path: str, expected: bytes) -> os.stat_result:
    """The state of a file that still holds what it held."""
    try:
        status = target.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise UnwritableFile(path, "it is not a plain file")
        if status.st_size != len(expected) or target.read_bytes() != expected:
            raise FileChanged(path)
    except FileNotFoundError as error:
        raise FileChanged(path) from error
    return status


def _write_beside(target: Path, new: bytes, status: os.stat_result | None) -> Path:
    """A temporary file in the target's folder with the new content and the old mode and owner, on the disk; those of new files where there is no old one."""
    descriptor, name = tempfile.mkstemp(prefix=PREFIX, suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
        if status is None:
            temporary.chmod(NEW_MODE & ~_mask())
        else:
            _give(temporary, status)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _give(temporary: Path, status: os.stat_result) -> None:
    """Mode and, where permitted, owner of another file."""
    if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (temporary.stat().st_uid, temporary.stat().st_gid):
        with contextlib.suppress(OSError):
            os.chown(temporary, status.st_uid, status.st_gid)
    temporary.chmod(stat.S_IMODE(status.st_mode))


def _mask() -> int:
    """The bits of the mode that new files do not get. It can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _flush_folder(folder: Path) -> None:
    """Makes the rename itself reach the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
