"""Patches as a unified diff, byte for byte, as ``git apply`` takes it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine_lint.patterns import below

if TYPE_CHECKING:
    from engine_lint.model.outcome import Patch
    from engine_lint.report.style import Painter

_NO_NEWLINE = "\\ No newline at end of file\n"
_COLOURS = {"+": ("green",), "-": ("red",), "@": ("cyan",)}


def unified(patches: Iterable[Patch], cwd: str, painter: Painter) -> Iterator[bytes]:
    """The lines of the diff, with paths relative to the working directory where they lie below it."""
    for patch in patches:
        # Latin-1 maps every byte to one character and back, so any encoding and line end passes through unchanged.
        before, after = _lines(patch.before), _lines(patch.after)
        name = os.fsencode(below(cwd, patch.path) or patch.path.lstrip("/")).decode("latin-1")
        for index, line in enumerate(difflib.unified_diff(before, after, _quoted(f"a/{name}"), _quoted(f"b/{name}"), lineterm="\n")):
            yield from _printed(line, painter, heading=index < 2)


def _lines(data: bytes) -> list[str]:
    """Lines as git sees them: ended by a line feed and nothing else."""
    lines = data.decode("latin-1").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _printed(line: str, painter: Painter, *, heading: bool) -> Iterator[bytes]:
    styles = ("bold",) if heading else _COLOURS.get(line[0], ())
    body = line.rstrip("\n")
    painted = painter.paint(body, *styles) if styles else body
    yield (painted + "\n").encode("latin-1")
    if not line.endswith("\n"):
        yield _NO_NEWLINE.encode()


def _quoted(name: str) -> str:
    """A name as git writes it: quoted where it has signs that would end it, with a tab behind it where it has a space."""
    if any(character in '"\\' or ord(character) < 32 for character in name):
        escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
        return '"' + "".join(escapes.get(each) or (each if ord(each) >= 32 else f"\\{ord(each):03o}") for each in name) + '"'
    return f"{name}\t" if " " in name else name
