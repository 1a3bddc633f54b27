"""What one file's bytes show of the configs of Flask apps: whether it loads some, and whether an extension is there to read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from engine_lint.knowledge.flask import import_names

_LOADS = re.compile(
    rb"\.(?:from_(?:object|pyfile|mapping|envvar|prefixed_env|file|json|yaml)|load_(?:config|environment_variables|extensions)|update_config)\("
    rb"|\bconfig\.(?:update|setdefault)\(|\bconfig[ \t]*\|?=[^=]|\bconfig\[|\bconfigure_app\("
)
_NAMED = re.compile(rb"""\.from_(?:object|pyfile)\(\s*(?:[rR]?(["'])[^"'{\n]*\1|(?:\w+\.)*[A-Z]\w*|os\.path\.join\([^{\[]*?\))\s*[,)]""")
_LOADED = re.compile(rb"\.from_(?:object|pyfile)\(")
_OTHERWISE = re.compile(
    rb"\.from_(?:envvar|prefixed_env|file|json|yaml)\(|\b(?:config\.update|from_mapping)\((?!\s*(?:\w+\s*=|[{)]|dict\(|test\w*\s*\)))|\w\.load_config\(|update_config\("
    rb"|\b[A-Z]\w*[ \t]*=(?!=)[^\n]*\b(?:import_(?:string|module)|getattr)\("
)
_MIGRATES = re.compile(rb"\bMigrate\(")
_SERVES = re.compile(
    rb"\.(?:route|register_blueprint|add_url_rule|add_resource|add_namespace|add_view|delay|task)\(|(?<!manager)\.run\(|\.command\b|\b(?:Blueprint|Api|MethodView|Celery)\b"
)
_READS_URI = re.compile(
    rb"\w\.SQLALCHEMY_DATABASE_URI\b(?![ \t]*=[^=])|\bimport\b[^\n]*\bSQLALCHEMY_DATABASE_URI\b|^[ \t]+SQLALCHEMY_DATABASE_URI,?[ \t]*$", re.MULTILINE
)
_INITIALIZED = re.compile(rb"\b\w*(?:db|database|sqla|sql_?alchemy|model|orm)\w*\.init_app\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ConfigUses:
    """What one file does with configs.

    ``loads`` tells that it gives an app a config, ``by_name`` that each config that it gives is named there; ``has_extension`` that
    it has to do with Flask-SQLAlchemy, or initializes a database by another package's extension; ``reads_uri`` that it copies the
    key of the database from a class or module; ``migrates`` that it sets up
    Flask-Migrate, ``serves`` that it has views, tasks or the like.
    """

    loads: bool = False
    by_name: bool = True
    has_extension: bool = False
    reads_uri: bool = False
    migrates: bool = False
    serves: bool = False


def initializes(data: bytes) -> bool:
    """Whether code sets up a database for an app, or makes the extension that does."""
    return b"SQLAlchemy(" in data or _INITIALIZED.search(data) is not None


def loads_into_app(data: bytes) -> bool:
    """Whether code gives an app a config."""
    return _LOADS.search(data) is not None


def uses_in(data: bytes) -> ConfigUses:
    """What a file's bytes show."""
    has_extension = any(name in data for name in _extension_names()) or _INITIALIZED.search(data) is not None
    serves = _SERVES.search(data) is not None
    if b"config" not in data and b".from_" not in data:
        return ConfigUses(has_extension=has_extension, serves=serves)
    loads = _LOADS.search(data) is not None
    reads_uri = loads and b"SQLALCHEMY_DATABASE_URI" in data and _READS_URI.search(data) is not None
    by_name = _OTHERWISE.search(data) is None and len(_LOADED.findall(data)) == len(_NAMED.findall(data))
    return ConfigUses(loads, by_name, has_extension, reads_uri, _MIGRATES.search(data) is not None, serves)


@cache
def _extension_names() -> tuple[bytes, ...]:
    return tuple(name.encode() for name in sorted(import_names()))
