"""Which words that matter occur in which files of a project, read from their bytes alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

WORDS = re.compile(rb"SQLALCHEMY_ENGINE_OPTIONS|engine_options|def apply_pool_defaults|def apply_driver_hacks")
_KEY = re.compile(rb"^[^#\n]*?\b(SQLALCHEMY_(?:POOL_\w+|MAX_OVERFLOW|ENGINE_OPT\w*))\b([\"']?\]?)([^\n]*)", re.MULTILINE)
_ASSIGNED = re.compile(rb"\s*(?:=(?!=)|:)")


def index_of(paths: Iterable[str]) -> Mapping[str, frozenset[bytes]]:
    """Per file the words found in it; a removed key that is named without being assigned counts as ``read:KEY``."""
    found = {}
    for path in paths:
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError:
            continue
        if b"SQLALCHEMY_" in content or b"engine_options" in content or b"def apply_" in content:
            found[path] = frozenset(WORDS.findall(content)) | _keys_read(content)
    return found


def _keys_read(content: bytes) -> frozenset[bytes]:
    return frozenset(b"read:" + key for key, _, rest in _KEY.findall(content) if not _ASSIGNED.match(rest))
