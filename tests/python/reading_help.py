"""Helpers for tests of the reading side: text in, engines out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from engine_lint.model.engine import Engine
from engine_lint.model.flask import ConfigKeys
from engine_lint.model.reading import Reading
from engine_lint.model.value import Known, OneOf, Value
from engine_lint.python.index import Index
from engine_lint.python.parsing import decode
from engine_lint.python.project import Project
from engine_lint.python.reading import read


def reading(text: str, path: str = "/nowhere/app.py") -> Reading:
    """What a module with this text shows."""
    return read(decode(path, dedent(text).encode()), Project("/nowhere"))


def engines(text: str, path: str = "/nowhere/app.py") -> tuple[Engine, ...]:
    """The engines of a module."""
    return reading(text, path).engines


def one(text: str, path: str = "/nowhere/app.py") -> Engine:
    """The only engine of a module."""
    found = engines(text, path)
    assert len(found) == 1, [(each.site.place.span.start.line, each.conditions) for each in found]
    return found[0]


def keys(text: str) -> tuple[ConfigKeys, ...]:
    """The config keys of a module."""
    return reading(text).config_keys


def plain(value: Value | None) -> object:
    """A value as plain Python: what is known, a set for several, None where nothing is known."""
    if isinstance(value, Known):
        return value.value
    if isinstance(value, OneOf):
        return {plain(each) for each in value.values}
    return None


def option(engine: Engine, name: str) -> object:
    """The plain value of an option; ``absent`` where it is not set."""
    found = engine.options.get(name)
    return plain(found.value) if found is not None else "absent"


def project(folder: Path, files: Mapping[str, str], main: str) -> Reading:
    """What one file of a project on disk shows."""
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text), encoding="utf-8")
    paths = [path.as_posix() for path in folder.rglob("*.py")]
    path = (folder / main).as_posix()
    return read(decode(path, (folder / main).read_bytes()), Project(folder.as_posix(), lambda: Index(paths)))
