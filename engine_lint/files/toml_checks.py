"""The check after TOML was written: the intended keys differ, and nothing else does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from engine_lint.errors import RewriteRefused
from engine_lint.files.toml_syntax import Toml, read_toml, tables
from engine_lint.files.toml_writing import Document
from engine_lint.files.tree import Node
from engine_lint.files.values import told_apart
from engine_lint.knowledge.tables import parse_toml
from engine_lint.model.change import Change, DropOption, Edit, NewValue, Options, RenameOption, ReplaceValue, SetOption, place_of
from engine_lint.model.place import cell_of
from engine_lint.model.source import Source
from engine_lint.python.edits import apply


def verify_toml(before: Source, after: str, changes: Sequence[Change], ready: Sequence[Edit]) -> None:
    """Hold that the values are the old ones with the changes made, that comments are still there, and untouched lines as they were.

    Raises:
        RewriteRefused: something else changed, or something did not.
    """
    mine = [change for change in dict.fromkeys(changes) if cell_of(place_of(change)) == before.key]
    cleaned = apply(before, [edit for edit in ready if (edit.path, edit.cell) == before.key])
    old = read_toml(before.text)
    try:
        new = read_toml(after)
    except ValueError as error:
        raise RewriteRefused(before.path, f"the result is not TOML: {error}") from error
    if told_apart(parse_toml(after)) != told_apart(_expected(before, old, mine)):
        raise RewriteRefused(before.path, "the result is not what was meant")
    if _comments(cleaned, read_toml(cleaned)) != _comments(after, new):
        raise RewriteRefused(before.path, "a comment was lost or came in")
    kept, found = _lines_of(before.text, old), _lines_of(after, new)
    untouched = sum((kept & found).values())
    if len(old.statements) - untouched > len(mine) or len(new.statements) - untouched > len(mine):
        raise RewriteRefused(before.path, "lines outside of the touched ones changed")


def _comments(text: str, toml: Toml) -> Counter[str]:
    return Counter(text[start:end].rstrip() for start, end in toml.comments)


def _lines_of(text: str, toml: Toml) -> Counter[str]:
    return Counter(text[each.line_start : each.value.end] for each in toml.statements)


def _expected(before: Source, old: Toml, changes: Sequence[Change]) -> dict[str, Any]:
    """What the file comes to, as plain values, when the changes are made."""
    content = parse_toml(before.text)
    root = tables(old)
    document = Document(before)
    for change in changes:
        start, end = document.indices(place_of(change))
        if isinstance(change, ReplaceValue):
            table, name = next(
                (table, member.key)
                for path, node in _paths(root, ())
                for member in node.members or ()
                if member.value.start == start
                for table in [_at(content, path)]
            )
            table[name] = _plain(document, change.value)
            continue
        table = next(_at(content, path) for path, node in _paths(root, ()) if (node.start, node.end) == (start, end) and not node.implied)
        if isinstance(change, SetOption):
            table[change.name] = _plain(document, change.value)
        elif isinstance(change, DropOption):
            del table[change.name]
        elif isinstance(change, RenameOption):
            value = table.pop(change.old)
            table[change.new] = value if change.value is None else _plain(document, change.value)
    return content


def _plain(document: Document, value: NewValue) -> object:
    if isinstance(value, Options):
        return {name: _plain(document, code) for name, code in value.entries}
    return parse_toml(f"x = {document.written(value)}\n")["x"]


def _paths(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    yield path, node
    for member in node.members or ():
        if member.value.members is not None:
            yield from _paths(member.value, (*path, member.key))


def _at(content: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for name in path:
        content = content[name]
    return content
