"""Which words that matter occur in which files of a project, read from their bytes alone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine_lint.python.naming import Around, Names, first_names, grown
from engine_lint.python.needles import FACTORY_WORDS

_TRIGGERS = re.compile(rb"SQLALCHEMY_|engine_from_config|engine_options|flask_sqlalchemy|listens_for|event\.listen|def apply_(?:pool_defaults|driver_hacks)")
_TELLING = re.compile(b"|".join((_TRIGGERS.pattern, *FACTORY_WORDS)))
_KEY = re.compile(rb"^[^#\n]*?\b(SQLALCHEMY_(?:POOL_\w+|MAX_OVERFLOW|ENGINE_OPT\w*))\b([\"']?\]?)([^\n]*)", re.MULTILINE)
_ASSIGNED = re.compile(rb"\s*(?:=(?!=)|:)")
_CONSTANT = re.compile(rb"^[ \t]*\w+[ \t]*(?::[^=\n]+)?=[ \t]*[\"'](SQLALCHEMY_\w+)[\"'][ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
"""``PING = "SQLALCHEMY_POOL_PRE_PING"`` names a key, and neither sets nor reads it."""
_HOOK = re.compile(rb"def apply_(?:pool_defaults|driver_hacks)\b")
_HOOK_SET = re.compile(rb"^[^#\n]*\.apply_(?:pool_defaults|driver_hacks)[ \t]*=(?!=)", re.MULTILINE)
_ENGINE_HOOK = re.compile(rb"def _(?:apply_driver_defaults|make_engine)\b")
_EXTENSION = re.compile(rb"^[^#\n]*?=\s*((?:\w+\.)?SQLAlchemy)\(", re.MULTILINE)
_SETS_URI = re.compile(rb"^[ \t]*SQLALCHEMY_DATABASE_URI[ \t]*[:=]", re.MULTILINE)
_COPIES_URI = re.compile(rb"\[[\"']SQLALCHEMY_DATABASE_URI[\"']\][ \t]*=[^\n]*\w\.SQLALCHEMY_DATABASE_URI\b")
_CONNECT = re.compile(rb"[\"']connect[\"']")
_LISTENER = re.compile(rb"(?:listens_for|listen|connect_via)\([\s\S]{0,300}?[\"'](?:checkout|engine_connect)[\"']")
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
    """It listens to checkouts of connections, of one engine or of all, or sets the timer of new ones."""
    reads_configuration: bool = False
    """It makes engines from what a configuration file says."""


class Index:
    """What the bytes of a project's files show.

    Args:
        paths: the files, in order.
        read: gives a file's bytes, empty where they cannot be had.
        in_tests: whether a file is a test or an example: the wrappers in there are their own business.
    """

    def __init__(self, paths: Iterable[str] = (), read: Callable[[str], bytes] | None = None, in_tests: Callable[[str], bool] = lambda path: False) -> None:
        self._paths = tuple(paths)
        self._read = read or on_disk
        self._in_tests = in_tests

    @cached_property
    def words(self) -> Mapping[str, Words]:
        """The files that hold one of the words, with what they show."""
        return {path: words for path, (words, _) in self._telling.items() if words is not None}

    @cached_property
    def names(self) -> Names:
        """The names that engine factories and config keys hide behind."""
        first = (around for path, (_, around) in self._telling.items() if not self._in_tests(path))
        return grown(first, self._paths, self._read, self._in_tests)

    def with_texts(self, texts: Mapping[str, bytes]) -> Index:
        """What is shown when some files have other bytes. The names stay those that were found: a fix hides no factory behind a new one."""
        later = Index(self._paths, lambda path: texts[path] if path in texts else self._read(path), self._in_tests)
        if "_telling" in self.__dict__:
            fresh = Index(texts, later._read)._telling
            later._telling = {path: found for path in self._paths if (found := (fresh if path in texts else self._telling).get(path))}
        if "names" in self.__dict__:
            later.names = self.names
        return later

    def may_wrap(self, path: str, data: bytes) -> bool:
        """Whether a file that is no test holds one of the wrapping names."""
        return bool(self.names.wrapping) and not self._in_tests(path) and self.names.may_wrap(data)

    def subclassing(self, name: str) -> tuple[str, ...]:
        """The files in which a class that stands around a site is named as a base."""
        base = re.compile(rb"^[ \t]*class[ \t]+\w+[ \t]*\([^)]*\b" + re.escape(name.encode()) + rb"\b", re.MULTILINE)
        return tuple(path for path in self.names.files.get(name, ()) if base.search(self._read(path)))

    def constructs(self, name: str) -> bool:
        """Whether a call of a class that stands around a site is seen anywhere."""
        call = re.compile(rb"(?<!class )\b" + re.escape(name.encode()) + rb"\(")
        return any(call.search(self._read(path)) for path in self.names.files.get(name, ()))

    def imports(self, stem: str, path: str) -> bool | None:
        """Whether another file names a module in an import; None where no other file is known."""
        if not any(other != path for other in self._paths):
            return None
        named = re.compile(rb"^[ \t]*(?:from|import)\b[^\n#(]*(?:\([^)]*)?\b" + re.escape(stem.encode()) + rb"\b", re.MULTILINE)
        return any(named.search(self._read(other)) for other in self._paths if other != path)

    @cached_property
    def _telling(self) -> dict[str, tuple[Words | None, Around]]:
        """The files with a word that matters: what they show, and the names around it. Each file is read once."""
        found = {}
        for path in self._paths:
            content = self._read(path)
            if _TELLING.search(content):
                found[path] = (words_in(content) if _TRIGGERS.search(content) else None, first_names(content))
        return found


def on_disk(path: str) -> bytes:
    """A regular file's bytes; empty where they cannot be had."""
    if not os.path.isfile(path):
        return b""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def words_in(content: bytes) -> Words:
    """What a file's bytes show."""
    constants = {match.start(1) for match in _CONSTANT.finditer(content)}
    keys = frozenset(match[1].decode() for match in _KEY.finditer(content) if not _ASSIGNED.match(match[3]) and match.start(1) not in constants)
    hook = any(b"pool" in content[match.end() : match.end() + HOOK_BYTES] for match in _HOOK.finditer(content))
    is_flask, in_extension = b"flask_sqlalchemy" in content, b"engine_options" in content
    lines = tuple(_place(content, match) for match in _EXTENSION.finditer(content)) if is_flask else ()
    return Words(
        keys,
        sets_config_options=b"SQLALCHEMY_ENGINE_OPTIONS" in content,
        sets_extension_options=in_extension,
        pool_hook=hook or _HOOK_SET.search(content) is not None,
        engine_hook=is_flask and _ENGINE_HOOK.search(content) is not None,
        extensions=lines[:3],
        sets_lite_options=in_extension and b"flask_sqlalchemy_lite" in content,
        listens=_LISTENER.search(content) is not None or (b"wait_timeout" in content and _CONNECT.search(content) is not None),
        reads_configuration=b"engine_from_config" in content,
        names_uri=b"SQLALCHEMY_DATABASE_URI" in content,
        sets_uri=_SETS_URI.search(content) is not None,
        copies_uri=_COPIES_URI.search(content) is not None,
    )


def _place(content: bytes, match: re.Match[bytes]) -> tuple[int, int, int]:
    start = content.rfind(b"\n", 0, match.start(1)) + 1
    return content.count(b"\n", 0, match.start(1)) + 1, match.start(1) - start + 1, match.end(1) - start + 1
