"""SQL scripts: what ``SET GLOBAL`` and ``SET PERSIST`` set on MySQL and MariaDB, and ``ALTER SYSTEM``, ``ROLE`` and ``DATABASE`` on PostgreSQL.

Sources: https://dev.mysql.com/doc/refman/8.4/en/set-variable.html, https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-SQL
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import prod

from engine_lint.dataclass import dataclass
from engine_lint.files.infra.assignments import MYSQL, assigned, winning
from engine_lint.files.infra.mounts import mounts_of
from engine_lint.files.infra.sql_tokens import Token, mysql_statements, postgresql_statements
from engine_lint.files.infra.words import HOLE, Word
from engine_lint.files.servers import Around
from engine_lint.knowledge.postgresql import POSTGRESQL
from engine_lint.model.server import ServerConfig, ServerSetting
from engine_lint.model.source import Source
from engine_lint.timeouts.session import wait_timeout_set_by

FORM = "SQL script"
_SCOPES = ("GLOBAL", "PERSIST", "PERSIST_ONLY", "SESSION", "LOCAL")
_LASTING = ("PERSIST", "PERSIST_ONLY")
_OF_SERVER = ("GLOBAL", *_LASTING)
_INIT_FOLDER = "/docker-entrypoint-initdb.d/"
_TEMPORARY = "the server that runs the scripts of docker-entrypoint-initdb.d is stopped when they are done; SET PERSIST lasts"
_WORKED_OUT = "it is worked out when the script runs"


@dataclass(frozen=True, slots=True)
class _Target:
    """Whom ``ALTER`` sets something for: every connection, those of one user, those to one database."""

    title: str = ""
    user: str = ""
    database: str = ""


_EVERYBODY = _Target()


def read_sql(source: Source, around: Around) -> tuple[ServerConfig, ...]:
    """What the statements of a script set for good, or until the server starts again."""
    return (*_mysql(source, around), *_postgresql(source, around))


def _mysql(source: Source, around: Around) -> Iterator[ServerConfig]:
    at_start = _INIT_FOLDER in source.path or any(_INIT_FOLDER in each.target for each in mounts_of(source.path, around))
    found = [(scope, _hold(scope, setting, at_start)) for statement in mysql_statements(source.text) for scope, setting in _of_set(source, statement)]
    settings = winning(setting for _, setting in found)
    if settings:
        backends = ("mysql",) if any(scope in _LASTING for scope, setting in found if setting is not None) else MYSQL
        yield ServerConfig(FORM, "", backends, settings, settings[0].place, in_tests=around.in_tests(source.path))


def _of_set(source: Source, statement: Sequence[Token]) -> Iterator[tuple[str, ServerSetting | None]]:
    """The assignments of one ``SET``, each with its scope; a scope holds for those after it too."""
    if not statement or statement[0].upper != "SET":
        return
    scope = ""
    for tokens in _split(statement[1:]):
        if tokens and tokens[0].upper in _SCOPES:
            scope, tokens = tokens[0].upper, tokens[1:]
        if len(tokens) < 3 or tokens[1].text not in ("=", ":="):
            continue
        own, name = _name(tokens[0], scope)
        if own in _OF_SERVER:
            yield own, _assignment(source, name, tokens[2:])


def _split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The parts between commas that stand in no brackets."""
    depth, part = 0, list[Token]()
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")") if token.kind == "sign" else 0
        if token.kind == "sign" and token.text == "," and not depth:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _name(token: Token, scope: str) -> tuple[str, str]:
    """Scope and name of the variable: ``@@GLOBAL.name`` says both."""
    if not token.text.startswith("@@"):
        return scope, token.text
    before, _, name = token.text[2:].rpartition(".")
    return before.upper() or "SESSION", name


def _assignment(source: Source, name: str, value: Sequence[Token]) -> ServerSetting | None:
    start, end = value[0].start, value[-1].end
    if name.lower() == "init_connect":
        seconds = wait_timeout_set_by(value[0].text) if value[0].kind == "string" and len(value) == 1 else None
        return assigned(source, MYSQL, "wait_timeout", Word(str(seconds), start, end)) if seconds is not None else None
    text = "".join(token.text for token in value)
    if value[0].kind == "string":
        return assigned(source, MYSQL, name, Word(f"'{text}'", start, end))
    if text.upper() == "DEFAULT":
        return None
    if re.fullmatch(r"\d{1,12}(?:\*\d{1,12})*", text):
        return assigned(source, MYSQL, name, Word(str(prod(map(int, text.split("*")))), start, end))
    return assigned(source, MYSQL, name, Word(HOLE, start, end, _WORKED_OUT))


def _hold(scope: str, setting: ServerSetting | None, at_start: bool) -> ServerSetting | None:
    """A setting, or why it is lost: scripts that fill a new container's data speak to a server of their own."""
    if setting is None or scope != "GLOBAL" or not at_start:
        return setting
    return ServerSetting(setting.variable, None, setting.written, setting.place, setting.reason, setting.ineffective or _TEMPORARY)


def _postgresql(source: Source, around: Around) -> Iterator[ServerConfig]:
    found: dict[_Target, list[ServerSetting]] = {}
    for statement in postgresql_statements(source.text):
        target, setting = _of_alter(source, statement)
        if setting is not None:
            found.setdefault(target, []).append(setting)
    for target, settings in found.items():
        tests, user, database = around.in_tests(source.path), target.user, target.database
        yield ServerConfig(FORM, target.title, (POSTGRESQL,), winning(settings), settings[0].place, in_tests=tests, user=user, database=database)


def _of_alter(source: Source, statement: Sequence[Token]) -> tuple[_Target, ServerSetting | None]:
    """What one ``ALTER ... SET`` sets, and for whom."""
    words = [token.upper for token in statement]
    if len(words) < 6 or words[0] != "ALTER" or words[1] not in ("SYSTEM", "ROLE", "USER", "DATABASE") or "SET" not in words:
        return _EVERYBODY, None
    at = words.index("SET")
    if len(words) != at + 4 or (at == 2) is not (words[1] == "SYSTEM"):
        return _EVERYBODY, None
    name, sign, value = statement[at + 1 :]
    if sign.upper not in ("=", "TO") or value.upper == "DEFAULT":
        return _EVERYBODY, None
    word = Word(value.text, value.start, value.end) if value.kind != "other" else Word(HOLE, value.start, value.end, _WORKED_OUT)
    return _target(source, statement[1:at]), assigned(source, (POSTGRESQL,), name.text, word)


def _target(source: Source, tokens: Sequence[Token]) -> _Target:
    """Whom a setting is for. Names without quotes are folded to lower case."""
    kind, *rest = tokens
    if kind.upper == "SYSTEM":
        return _EVERYBODY
    names = [token.text if source.text[token.start] == '"' else token.text.lower() for token in rest]
    title = " ".join([kind.text.lower(), *names])
    if kind.upper == "DATABASE":
        return _Target(title, database=names[0])
    everybody = rest[0].upper == "ALL" and source.text[rest[0].start] != '"'
    return _Target(title, user="" if everybody else names[0], database=names[3] if len(names) > 3 else "")
