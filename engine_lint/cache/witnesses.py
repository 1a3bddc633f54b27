"""What a run asks the disk for, so that a later one can tell whether anything of it has changed.

Python itself tells of every file that is opened and every folder that is listed. Only whether a file is there has to be noted by who asks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
"""The program's own files, which the key of a run tells of."""


@dataclass(slots=True)
class Witnesses:
    """``files`` were read, or looked for in vain; ``folders`` were listed. ``digests`` are those of contents, by file, as far as they are known."""

    process: int
    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    digests: dict[str, bytes] = field(default_factory=dict)
    above: dict[str, bytes] = field(default_factory=dict)
    """The folders above, with a slash behind, and the digests of what they told when the run began."""


_now: list[Witnesses] = []
_hooked: list[bool] = []


def begin() -> Witnesses:
    """Start to remember what is asked for, until ``end``."""
    if not _hooked:
        sys.addaudithook(_heard)
        _hooked.append(True)
    _now[:] = [Witnesses(os.getpid())]
    return _now[0]


def end() -> None:
    """Remember nothing any more."""
    _now.clear()


def current() -> Witnesses | None:
    """What has been asked for so far; None where nobody wants to know."""
    return _now[0] if _now else None


def begin_elsewhere() -> Witnesses | None:
    """In another process than the one that began: start anew, for what is sent back. None in the same one."""
    return None if _now and _now[0].process == os.getpid() else begin()


def looked_for(path: str) -> str:
    """Note that it matters whether a file is there; the path again."""
    if _now:
        _now[0].files.add(path)
    return path


def were_read(paths: Iterable[str], digests: Mapping[str, bytes], folders: Iterable[str] = ()) -> None:
    """Note what other processes read and listed."""
    if _now:
        _now[0].files.update(paths)
        _now[0].folders.update(folders)
        _now[0].digests.update(digests)


def _heard(event: str, arguments: tuple[object, ...]) -> None:
    """Called by Python for everything of note; it cannot be taken back, so that it has to be quick."""
    if not _now or event not in ("open", "os.scandir", "os.listdir"):
        return
    path = arguments[0]
    if isinstance(path, os.PathLike):
        path = os.fspath(path)
    if isinstance(path, str) and os.path.isabs(path) and not path.endswith(".pyc") and not path.startswith(_OWN):
        (_now[0].files if event == "open" else _now[0].folders).add(path)
