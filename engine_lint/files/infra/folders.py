"""Other files beside the one that is read."""

from __future__ import annotations

import os

from engine_lint.files.servers import Around
from engine_lint.model.source import Source

MAX_NEIGHBOURS = 200
"""Of the files of one folder no more are looked at."""


def beside(source: Source, name: str, around: Around) -> Source | None:
    """The file that a path means which starts in the folder of another file; None where it cannot be had as UTF-8, or lies outside of the repository."""
    path = os.path.normpath(os.path.join(os.path.dirname(source.path), name)).replace(os.sep, "/")
    if not f"{path}/".startswith(f"{around.base.rstrip('/')}/"):
        return None
    data = around.read(path)
    try:
        return Source(path, data.decode("utf-8-sig")) if data is not None else None
    except UnicodeDecodeError:
        return None


def siblings(source: Source, endings: tuple[str, ...], around: Around) -> tuple[Source, ...]:
    """The files in the folder of a file whose names end in one of some ways, in order of their names, the file itself as it is given."""
    folder = os.path.dirname(source.path)
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(endings))[:MAX_NEIGHBOURS]
    except OSError:
        return (source,)
    own = os.path.basename(source.path)
    found = (source if name == own else beside(source, name, around) for name in sorted({*names, own}))
    return tuple(each for each in found if each is not None)
