"""Files replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from engine_lint.dataclass import dataclass
from engine_lint.errors import FileChanged, UnwritableFile
from engine_lint.files.temporary import replacement


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file that is to be written, before and after. ``before`` is None where it does not exist."""

    path: str
    before: bytes | None
    after: bytes

    def write(self) -> None:
        """Put the new content in place, whole or not at all.

        Raises:
            UnwritableFile: it cannot be written, or changed meanwhile.
        """
        try:
            if self.before is None:
                write_new(self.path, self.after)
            elif self.before != self.after:
                write_atomically(self.path, self.before, self.after)
        except FileExistsError as error:
            raise FileChanged(self.path) from error
        except OSError as error:
            raise UnwritableFile(self.path, f"it cannot be written: {error.strerror or error}") from error


def write_atomically(path: str, expected: bytes, new: bytes, roots: Sequence[str] | None = None) -> None:
    """Puts new content in the place of a file's old one, in one step.

    The content goes to a temporary file in the same folder, reaches the disk, and is renamed over the old file. Mode, extended
    attributes and, where permitted, owner stay. A file with several hard links keeps them no longer than its content: the path gets a file
    of its own, so that names elsewhere are not changed behind the user's back.

    Args:
        path: the file. A symbolic link is followed to its target, if that lies within ``roots``.
        expected: the bytes that the file was read as.
        new: the bytes to write.
        roots: folders that may be written to; the link's own folder where None.

    Raises:
        FileChanged: the file does not hold ``expected`` any more, or is gone.
        UnwritableFile: it is not a plain file or write-protected, its target lies outside, or ``new`` is empty where ``expected`` was not.
        OSError: the folder or the file cannot be written.
    """
    if expected and not new.strip():
        raise UnwritableFile(path, "nothing would be left of it")
    target = _target(Path(path), roots)
    status = _unchanged(target, path, expected)
    if not os.access(target, os.W_OK):
        raise UnwritableFile(path, "it is write-protected", "make it writable, or exclude it")
    with replacement(target, new, status) as temporary:
        _unchanged(target, path, expected)
        temporary.replace(target)
    _flush_folder(target.parent)


def write_new(path: str, new: bytes) -> None:
    """Puts content into a file that is not there yet, whole or not at all.

    Args:
        path: the file.
        new: its bytes.

    Raises:
        FileExistsError: somebody has made it meanwhile.
        OSError: the folder or the file cannot be written.
    """
    target = Path(path)
    with replacement(target, new, None) as temporary:
        try:
            os.link(temporary, target)
        except FileExistsError:
            raise
        except OSError:  # the file system has no hard links
            with open(target, "xb"):
                pass
            temporary.replace(target)
        else:
            temporary.unlink()
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
    with replacement(target, new, target.stat() if target.exists() else None) as temporary:
        temporary.replace(target)
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


def _flush_folder(folder: Path) -> None:
    """Makes the rename itself reach the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
