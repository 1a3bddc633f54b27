"""What one file's bytes show of the configs of Flask apps: whether it loads some, and whether an extension is there to read them."""

from __future__ import annotations

import re
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.knowledge.flask import import_names
from engine_lint.python.needles import holds_one


class _Form:
    """What is searched for, and words of which one stands wherever it is found: to look for these first takes a small part of the time."""

    def __init__(self, words: tuple[bytes, ...], pattern: bytes, flags: int = 0) -> None:
        self._words, self._pattern = words, re.compile(pattern, flags)

    def stands_in(self, data: bytes) -> bool:
        return holds_one(self._words, data) and self._pattern.search(data) is not None


_LOADS = (
    _Form(
        (b".from_", b".load_", b".update_config("),
        rb"\.(?:from_(?:object|pyfile|mapping|envvar|prefixed_env|file|json|yaml)|load_(?:config|environment_variables|extensions)|update_config)\(",
    ),
    _Form((b"configure_app(",), rb"\bconfigure_app\("),
    _Form((b"config",), rb"config(?<=\bconfig)(?:\.(?:update|setdefault)\(|[ \t]*\|?=[^=]|\[)"),
)
_NAMED = expression(rb"""\.from_(?:object|pyfile)\(\s*(?:[rR]?(["'])[^"'{\n]*\1|(?:\w+\.)*[A-Z]\w*|os\.path\.join\([^{\[]*?\))\s*[,)]""")
_LOADED = expression(rb"\.from_(?:object|pyfile)\(")
_OTHERWISE = (
    _Form(
        (b".from_", b"config.update(", b"from_mapping(", b".load_config(", b"update_config("),
        rb"\.from_(?:envvar|prefixed_env|file|json|yaml)\(|\b(?:config\.update|from_mapping)\((?!\s*(?:\w+\s*=|[{)]|dict\(|test\w*\s*\)))|\w\.load_config\(|update_config\(",
    ),
    _Form(
        (b"import_string(", b"import_module(", b"getattr("),
        rb"\b[A-Z]\w*[ \t]*=(?!=)[^\n]*\b(?:import_(?:string|module)|getattr)\(",
    ),
)
_MIGRATES = _Form((b"Migrate(",), rb"\bMigrate\(")
_SERVES = (
    _Form((b"Blueprint", b"Api", b"MethodView", b"Celery"), rb"\b(?:Blueprint|Api|MethodView|Celery)\b"),
    _Form(
        (b".route(", b".register_blueprint(", b".add_", b".delay(", b".task(", b".run(", b".command"),
        rb"\.(?:route|register_blueprint|add_url_rule|add_resource|add_namespace|add_view|delay|task)\(|(?<!manager)\.run\(|\.command\b",
    ),
)
_READS_URI = _Form(
    (b"SQLALCHEMY_DATABASE_URI",),
    rb"\w\.SQLALCHEMY_DATABASE_URI\b(?![ \t]*=[^=])|\bimport\b[^\n]*\bSQLALCHEMY_DATABASE_URI\b|^[ \t]+SQLALCHEMY_DATABASE_URI,?[ \t]*$",
    re.MULTILINE,
)
_INITIALIZED = _Form((b".init_app(",), rb"\b\w*(?i:db|database|sqla|sql_?alchemy|model|orm)\w*\.init_app\(")


@dataclass(frozen=True, slots=True)
class ConfigUses:
    """What one file does with configs.

    ``loads`` tells that it gives an app a config, ``by_name`` that each config that it gives, if any, is named there; ``has_extension`` that
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
    return b"SQLAlchemy(" in data or _INITIALIZED.stands_in(data)


def loads_into_app(data: bytes) -> bool:
    """Whether code gives an app a config."""
    return _one_of(_LOADS, data)


def serves(data: bytes) -> bool:
    """Whether code gives an app views, tasks or commands, or runs one."""
    return _one_of(_SERVES, data)


def uses_in(data: bytes) -> ConfigUses:
    """What a file's bytes show."""
    has_extension = holds_one(_extension_names(), data) or _INITIALIZED.stands_in(data)
    if b"config" not in data and b".from_" not in data:
        return ConfigUses(has_extension=has_extension, serves=serves(data))
    migrates = _MIGRATES.stands_in(data)
    if not loads_into_app(data):
        return ConfigUses(has_extension=has_extension, migrates=migrates, serves=serves(data))
    by_name = len(_LOADED.findall(data)) == len(_NAMED.findall(data)) and not _one_of(_OTHERWISE, data)
    return ConfigUses(True, by_name, has_extension, _READS_URI.stands_in(data), migrates, serves(data))


def _one_of(forms: tuple[_Form, ...], data: bytes) -> bool:
    return any(form.stands_in(data) for form in forms)


@cache
def _extension_names() -> tuple[bytes, ...]:
    return tuple(name.encode() for name in sorted(import_names()))
