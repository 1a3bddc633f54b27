"""From a file's bytes before and after to the edits that an editor makes of it: as few characters as possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from lsprotocol.types import TextEdit

from engine_lint.errors import CannotRewrite
from engine_lint.files.kinds import kind_of
from engine_lint.model.outcome import Patch
from engine_lint.model.place import Cell
from engine_lint.model.source import Source
from engine_lint.python.differences import differences as by_words
from engine_lint.server.jobs import Buffers
from engine_lint.server.positions import range_of
from engine_lint.server.problems import NOTEBOOK


def edits_of(patches: Iterable[Patch], buffers: Buffers) -> dict[Cell, tuple[TextEdit, ...]]:
    """What to change in which documents.

    Args:
        patches: files before and after.
        buffers: what the editor shows.
    """
    found: dict[Cell, tuple[TextEdit, ...]] = {}
    for patch in patches:
        after = _texts(patch.path, patch.after, buffers)
        for cell, source in _texts(patch.path, patch.before, buffers).items():
            changes = tuple(_text_edits(source, after[cell].text, buffers.encoding)) if cell in after else ()
            if changes:
                found[cell] = changes
    return found


def _texts(path: str, data: bytes, buffers: Buffers) -> Mapping[Cell, Source]:
    """The documents that a file is for the editor."""
    if path.endswith(NOTEBOOK) and path not in buffers.notebooks:
        return {(path, 0): Source(path, data.decode("utf-8-sig"))}
    texts = kind_of(path).texts(path, data)
    if path in buffers.notebooks or (len(texts) == 1 and not texts[0].cell):
        return {text.key: text for text in texts}
    whole = kind_of(path).whole(path, data)
    return {whole.key: whole}


def _text_edits(before: Source, after: str, encoding: str) -> Iterator[TextEdit]:
    for start, end, text in differences(before.text, after):
        yield TextEdit(range_of(before, before.span(start, end), encoding), text)


def differences(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """What to replace in a text so that it becomes another: first character, the one behind the last, and what comes there.

    Whole lines are compared, and those that differ word by word.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    first = _shared(old, new)
    last = _shared(old[first:][::-1], new[first:][::-1])
    offset = sum(map(len, old[:first]))
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if tag != "equal":
            yield from ((offset + start, offset + end, text) for start, end, text in _within(gone, come))
        offset += len(gone)


def _within(gone: str, come: str) -> Iterable[tuple[int, int, str]]:
    """The same within lines, word by word, so that no password between two changes is written again; as one where there is no other way."""
    try:
        return by_words(gone, come)
    except CannotRewrite:
        same = _shared(gone, come)
        ending = _shared(gone[same:][::-1], come[same:][::-1])
        return [(same, len(gone) - ending, come[same : len(come) - ending])]


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many items two sequences share at their beginning."""
    return next((index for index, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), min(len(first), len(second)))
