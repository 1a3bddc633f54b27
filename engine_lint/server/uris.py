"""Paths as editors write them."""

from __future__ import annotations

import os
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from engine_lint.expression import expression

_DRIVE = expression(r"/([A-Za-z]):")


def path_of(uri: str) -> str:
    """The absolute posix path of a ``file:`` address; empty for any other, and for one that cannot be read."""
    try:
        parts = urlsplit(uri)
        path = os.fsdecode(unquote_to_bytes(parts.path))
    except ValueError:
        return ""
    if parts.scheme != "file" or not path.startswith("/") or "\0" in path:
        return ""
    if parts.netloc not in ("", "localhost"):
        return f"//{parts.netloc}{path}" if os.name == "nt" else ""
    drive = _DRIVE.match(path) if os.name == "nt" else None
    path = f"{drive[1].upper()}:{path[3:]}" if drive else path
    return os.path.normpath(path).replace(os.sep, "/")


def uri_of(path: str) -> str:
    """The address of an absolute posix path."""
    if path.startswith("//"):
        return f"file:{quote_from_bytes(os.fsencode(path))}"
    return f"file://{'' if path.startswith('/') else '/'}{quote_from_bytes(os.fsencode(path))}"
