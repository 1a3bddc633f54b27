"""Option files that others include: where they lie in the repository, and their lines at the place where they are read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import field

from engine_lint.cache.witnesses import looked_for
from engine_lint.dataclass import dataclass
from engine_lint.files.optionfile.syntax import Form, Line, lines
from engine_lint.files.servers import Around, decoded
from engine_lint.model.size import MAX_BYTES
from engine_lint.model.source import Source

DEEPEST = 10
"""How many files may include each other. What lies deeper is skipped."""
MOST_FILES = 200
"""How many files are read for one, so that those which include each other twice come to an end."""


@dataclass(slots=True)
class Unfolded:
    """The lines of a file with those of the files it includes. ``parts`` are the paths of these, ``faulty`` those of them
    that are not read to their end.
    """

    around: Around
    lines: list[Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    size: int = 0
    """How many bytes were read of them."""

    def take(self, source: Source, depth: int = 0) -> None:
        """Take a file's lines. One that is included and has a fault is left there without a word."""
        for line in lines(source):
            if depth and line.form is Form.FAULT:
                self.faulty.add(source.path)
                return
            if line.form not in (Form.INCLUDE, Form.INCLUDE_FOLDER):
                self.lines.append(line)
            elif depth < DEEPEST:
                self._include(line, source.path, depth)

    def _include(self, line: Line, path: str, depth: int) -> None:
        before = self._group()
        for included in self._files(line, path):
            data = self.around.read(included) if len(self.parts) < MOST_FILES and self.size < MAX_BYTES else None
            if data is not None:
                self.parts.append(included)
                self.size += len(data)
                self.take(decoded(included, data), depth + 1)
        if before is not None and self._group() is not before:
            self.lines.append(before)

    def _group(self) -> Line | None:
        return next((each for each in reversed(self.lines) if each.form is Form.GROUP), None)

    def _files(self, line: Line, path: str) -> Sequence[str]:
        inside = f"{self.around.base.rstrip('/')}/"
        candidates = [each for each in _candidates(line.text, path, self.around.base) if each.startswith(inside)]
        if line.form is Form.INCLUDE:
            return [each for each in candidates if self.around.read(each) is not None][:1]
        folder = next((each for each in candidates if os.path.isdir(looked_for(each))), "")
        return _option_files(folder) if folder else ()


def _candidates(named: str, path: str, base: str) -> Iterator[str]:
    """Where what a file names may lie: beside it, from the repository's folder on, or, for a path of the server's machine, in a copy of its tree."""
    folder = os.path.dirname(path)
    inner = named.lstrip("/")
    if named.startswith(f"{base.rstrip('/')}/"):
        yield os.path.normpath(named).replace(os.sep, "/")
    for start in (*(() if named.startswith("/") else (folder,)), *_above(folder, base)):
        yield os.path.normpath(os.path.join(start, inner)).replace(os.sep, "/")
    if named.startswith("/"):
        yield f"{folder}/{os.path.basename(inner.rstrip('/'))}"


def _above(folder: str, base: str) -> Iterator[str]:
    current = folder
    while f"{current}/".startswith(f"{base.rstrip('/')}/"):
        yield current
        if current == os.path.dirname(current):
            return
        current = os.path.dirname(current)


def _option_files(folder: str) -> list[str]:
    """The option files right in a folder, in the order in which they are read."""
    try:
        names = sorted(os.listdir(folder), key=os.fsencode)
    except OSError:
        return []
    return [f"{folder}/{name}" for name in names if name.endswith(".cnf") and os.path.isfile(f"{folder}/{name}")]
