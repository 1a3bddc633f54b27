"""Which words that matter occur in which files of a project, read from their bytes alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_TRIGGERS = re.compile(rb"SQLALCHEMY_|engine_options|flask_sqlalchemy|listens_for|event\.listen|def apply_(?:pool_defaults|driver_hacks)")
_KEY = re.compile(rb"^[^#\n]*?\b(SQLALCHEMY_(?:POOL_\w+|MAX_OVERFLOW|ENGINE_OPT\w*))\b([\"']?\]?)([^\n]*)", re.MULTILINE)
_ASSIGNED = re.compile(rb"\s*(?:=(?!=)|:)")
_HOOK = re.compile(rb"def apply_(?:pool_defaults|driver_hacks)\b")
_EXTENSION = re.compile(rb"^[^#\n]*?=\s*((?:\w+\.)?SQLAlchemy)\(", re.MULTILINE)
_LISTENER = re.compile(rb"(?:listens_for|listen)\(\s*(?:\w+\.)*(?:Engine|Pool|QueuePool)\s*,\s*[\"'](?:checkout|engine_connect)")
HOOK_BYTES = 1_000
"""How far behind its first line a pool hook is searched for pool options."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one file's bytes show.

    ``keys_read`` are pool keys that it names without assigning them; ``sets_options`` tells that it names
    ``SQLALCHEMY_ENGINE_OPTIONS`` or ``engine_options``; ``pool_hook`` that it overrides a hook which sets pool options;
    ``extensions`` are the places where Flask-SQLAlchemy's extension is made: line, first and last column of its name.
    """

    keys_read: frozenset[str] = frozenset()
    sets_config_options: bool = False
    sets_extension_options: bool = False
    pool_hook: bool = False
    extensions: tuple[tuple[int, int, int], ...] = ()
    listens_to_all: bool = False
    """It listens to checkouts of the ``Engine`` or ``Pool`` class, so of every engine."""


def index_of(paths: Iterable[str]) -> Mapping[str, Words]:
    """The files that hold one of the words, with what they show."""
    found = {}
    for path in paths:
        if not os.path.isfile(path):
            continue
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError:
            continue
        if _TRIGGERS.search(content):
            found[path] = words_in(content)
    return found


def words_in(content: bytes) -> Words:
    """What a file's bytes show."""
    keys = frozenset(key.decode() for key, _, rest in _KEY.findall(content) if not _ASSIGNED.match(rest))
    hook = any(b"pool_" in content[match.end() : match.end() + HOOK_BYTES] for match in _HOOK.finditer(content))
    lines = tuple(_place(content, match) for match in _EXTENSION.finditer(content)) if b"flask_sqlalchemy" in content else ()
    return Words(keys, b"SQLALCHEMY_ENGINE_OPTIONS" in content, b"engine_options" in content, hook, lines[:3], _LISTENER.search(content) is not None)


def _place(content: bytes, match: re.Match[bytes]) -> tuple[int, int, int]:
    start = content.rfind(b"\n", 0, match.start(1)) + 1
    return content.count(b"\n", 0, match.start(1)) + 1, match.start(1) - start + 1, match.end(1) - start + 1
