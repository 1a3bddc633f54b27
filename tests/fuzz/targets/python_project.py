"""Modules that import each other: files behind lines of the form ``-- path``, whatever they are called."""

from __future__ import annotations

import re

from tests.fuzz.outcomes import judged, put
from tests.fuzz.seeds import shapes
from tests.fuzz.target import Target, emptied, playground

_FILE = re.compile(rb"^-- ([\w./-]{1,60})\n", re.MULTILINE)


def run(data: bytes) -> None:
    folder = emptied(playground("project"))
    _, *parts = _FILE.split(data)
    for name, content in zip(parts[::2], parts[1::2], strict=True):
        path = folder.joinpath(*(part for part in name.decode().split("/") if part not in ("", ".", "..")))
        if path != folder and not path.is_dir() and not any(each.is_file() for each in path.parents):
            put(folder, path.relative_to(folder).as_posix(), content)
    judged(folder)


TARGET = Target(shapes, run)
