"""What one file's bytes show of its project: keys, options, hooks, listeners, extensions."""

from __future__ import annotations

import re

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.python.needles import holds_one

_KEY = expression(rb"^[^#\n]*?\b(SQLALCHEMY_(?:POOL_\w+|MAX_OVERFLOW|ENGINE_OPT\w*))\b([\"']?\]?)([^\n]*)", re.MULTILINE)
_ASSIGNED = expression(rb"\s*(?:=(?!=)|:)")
_CONSTANT = expression(rb"^[ \t]*\w+[ \t]*(?::[^=\n]+)?=[ \t]*[\"'](SQLALCHEMY_\w+)[\"'][ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
"""``PING = "SQLALCHEMY_POOL_PRE_PING"`` names a key, and neither sets nor reads it."""
_HOOK = expression(rb"def apply_(?:pool_defaults|driver_hacks)\b")
_HOOK_SET = expression(rb"^[^#\n]*\.apply_(?:pool_defaults|driver_hacks)[ \t]*=(?!=)", re.MULTILINE)
_ENGINE_HOOK = expression(rb"def _(?:apply_driver_defaults|make_engine)\b")
_EXTENSION = expression(rb"^[^#\n]*?=\s*((?:\w+\.)?SQLAlchemy)\(", re.MULTILINE)
_SETS_URI = expression(rb"^[ \t]*SQLALCHEMY_DATABASE_URI[ \t]*[:=]", re.MULTILINE)
_COPIES_URI = expression(rb"\[[\"']SQLALCHEMY_DATABASE_URI[\"']\][ \t]*=[^\n]*\w\.SQLALCHEMY_DATABASE_URI\b")
_CONNECT = expression(rb"[\"']connect[\"']")
_LISTENER = expression(rb"(?:listens_for|listen|connect_via)\([\s\S]{0,300}?[\"'](?:checkout|engine_connect|handle_error)[\"']")
_LISTENING = (b"listen", b"connect_via")
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
    engine_hook: bool = False
    """It overrides what Flask-SQLAlchemy 3 makes engines with."""
    extensions: tuple[tuple[int, int, int], ...] = ()
    sets_lite_options: bool = False
    """It hands ``engine_options`` to the extension of Flask-SQLAlchemy-Lite."""
    sets_uri: bool = False
    """It sets ``SQLALCHEMY_DATABASE_URI`` in a class or module."""
    names_uri: bool = False
    """It has the key of the database in any form."""
    copies_uri: bool = False
    """It sets the key of an app's config from a setting of the same name."""
    listens: bool = False
    """It listens to checkouts of connections or to errors, of one engine or of all, or sets the timer of new ones."""
    reads_configuration: bool = False
    """It makes engines from what a configuration file says."""


def words_in(content: bytes) -> Words:
    """What a file's bytes show."""
    hook = b"def apply_" in content and any(b"pool" in content[match.end() : match.end() + HOOK_BYTES] for match in _HOOK.finditer(content))
    names_uri = b"SQLALCHEMY_DATABASE_URI" in content
    is_flask, in_extension = b"flask_sqlalchemy" in content, b"engine_options" in content
    lines = tuple(_place(content, match) for match in _EXTENSION.finditer(content)) if is_flask else ()
    return Words(
        _keys_read(content) if b"SQLALCHEMY_" in content else frozenset(),
        sets_config_options=b"SQLALCHEMY_ENGINE_OPTIONS" in content,
        sets_extension_options=in_extension,
        pool_hook=hook or (b".apply_" in content and _HOOK_SET.search(content) is not None),
        engine_hook=is_flask and _ENGINE_HOOK.search(content) is not None,
        extensions=lines[:3],
        sets_lite_options=in_extension and b"flask_sqlalchemy_lite" in content,
        listens=_listens(content),
        reads_configuration=b"engine_from_config" in content,
        names_uri=names_uri,
        sets_uri=names_uri and _SETS_URI.search(content) is not None,
        copies_uri=names_uri and _COPIES_URI.search(content) is not None,
    )


def _listens(content: bytes) -> bool:
    if holds_one(_LISTENING, content) and _LISTENER.search(content):
        return True
    return b"wait_timeout" in content and _CONNECT.search(content) is not None


def _keys_read(content: bytes) -> frozenset[str]:
    constants = {match.start(1) for match in _CONSTANT.finditer(content)}
    return frozenset(match[1].decode() for match in _KEY.finditer(content) if not _ASSIGNED.match(match[3]) and match.start(1) not in constants)


def _place(content: bytes, match: re.Match[bytes]) -> tuple[int, int, int]:
    start = content.rfind(b"\n", 0, match.start(1)) + 1
    return content.count(b"\n", 0, match.start(1)) + 1, match.start(1) - start + 1, match.end(1) - start + 1
