"""What was mended in memory is written to disk, file by file; what could not be written is told as it is there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine_lint.errors import FileChanged, Interrupted, UnwritableFile
from engine_lint.model.outcome import Failure, Patch

if TYPE_CHECKING:
    from engine_lint.fixing import Mended, Recheck


def write_out(mended: Mended, patches: Sequence[Patch], given: Sequence[str], recheck: Recheck) -> tuple[Patch, ...]:
    """Write patches to disk, each whole or not at all, and take back what could not be written.

    Args:
        mended: what was mended in memory; afterwards, what is mended on the disk. Failures and notes are added to it.
        patches: what is to be written.
        given: the paths that may be written to.
        recheck: the findings that are shown when some files have other bytes.

    Returns:
        What was written.

    Raises:
        Interrupted: the user ended it; files are old or new, as the message says.
    """
    done, failures = [], []
    for patch in patches:
        names = _names(patch.path)
        try:
            reason = _not_written(patch, given)
        except KeyboardInterrupt:
            raise Interrupted([each.path for each in patches if _is_written(each)], [each.path for each in patches if not _is_written(each)]) from None
        if reason:
            failures.append(Failure(patch.path, f"not written: {reason}"))
        else:
            done.append(patch)
            if names > 1:
                mended.notes.append(f"{patch.path} is a file of its own now: it was hard-linked to other names, which keep the old text.")
    if failures:
        mended.failures.extend(failures)
        _take_back({each.path for each in failures}, mended, recheck)
    return tuple(done)


def _not_written(patch: Patch, given: Sequence[str]) -> str:
    """Write one patch; why it could not be written, empty where it was."""
    from engine_lint.files.writing import write_atomically

    try:
        write_atomically(patch.path, patch.before, patch.after, given)
    except OSError as error:
        return error.strerror or str(error)
    except (FileChanged, UnwritableFile) as error:
        return f"{error.reason}; {error.hint}" if error.hint else error.reason
    return ""


def _names(path: str) -> int:
    """How many names a file has."""
    try:
        return os.stat(path).st_nlink
    except OSError:
        return 0


def _is_written(patch: Patch) -> bool:
    try:
        with open(patch.path, "rb") as file:
            return file.read() == patch.after
    except OSError:
        return False


def _take_back(paths: set[str], mended: Mended, recheck: Recheck) -> None:
    """Let files be as they were: what was to be mended in them is found again."""
    for path in paths:
        mended.texts.pop(path, None)
    mended.fixed = [each for each in mended.fixed if paths.isdisjoint({each.place.path, *(edit.path for edit in (each.fix.edits if each.fix else ()))})]
    mended.left = recheck(mended.texts)
