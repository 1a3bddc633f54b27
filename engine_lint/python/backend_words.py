"""Backends by the words in the code: constants that name them, identifiers such as ``is_sqlite``."""

from __future__ import annotations

import ast

from engine_lint.expression import expression
from engine_lint.knowledge.dialects import backend_of_word, backends_of_module
from engine_lint.python.conditions import Guard
from engine_lint.python.values import Abstract, Scalar, Sequence

_WORDS = expression(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")
_SPELLINGS = expression("SQLite|MySQL|PostgreSQL|MariaDB|DuckDB|BigQuery|ClickHouse|CockroachDB|DynamoDB|SingleStore|StarRocks|OceanBase|CnosDB")
"""Names that are written with capitals inside, each of them one word."""

_FILLERS = frozenset({"is", "use", "uses", "using", "db", "database", "engine", "backend", "dialect", "driver", "on", "running", "isinstance", "has", "with"})

MEMORY = ":memory:"
"""What a URL of an in-memory SQLite database holds."""


def names_only_a_backend(value: Abstract) -> bool:
    """Whether a constant is a backend's name and no more: ``sqlite`` or ``sqlite:///``, but ``postgresql://`` leaves other spellings."""
    if isinstance(value, Sequence):
        return any(names_only_a_backend(each) for each in value.elements)
    if not (isinstance(value, Scalar) and isinstance(value.value, str)):
        return False
    name, colon, rest = value.value.partition(":")
    return "+" not in name and not backends_of_module(name) and rest.strip("/") == "" and (not colon or name == "sqlite")


def backends_named(value: Abstract) -> frozenset[str]:
    """The backends that a constant names; empty where it is something else."""
    match value:
        case Scalar(value=str() as text):
            word = text.partition(":")[0].partition("+")[0]
            name = backend_of_word(word)
            return frozenset({name}) if name else backends_of_module(word)
        case Sequence(elements=elements) if elements:
            parts = [backends_named(each) for each in elements]
            return frozenset().union(*parts) if all(parts) else frozenset()
        case _:
            return frozenset()


def backends_of_member(node: ast.expr) -> frozenset[str]:
    """The backend that a member of an enumeration is named after: ``Dialect.SQLITE``."""
    name = backend_of_word(node.attr.lower()) if isinstance(node, ast.Attribute) and node.attr.isupper() else ""
    return frozenset({name}) if name else frozenset()


def guard_in_name(node: ast.expr) -> Guard | None:
    """What a test known by its text alone says of the backend: ``is_sqlite`` and ``isinstance(x, SqliteConfig)`` name one."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance" and len(node.args) == 2:
        found = backends_of_classes(node.args[1])
        return Guard(found) if found else None
    name = _backend_in(node.func if isinstance(node, ast.Call) else node)
    return Guard(frozenset({name}), excludes=_says_no_more(node)) if name else None


def backends_of_classes(node: ast.expr) -> frozenset[str]:
    """The backends that a class, or each of several, is named after: ``SQLiteConfig``; empty where one of them is not."""
    named = [_backend_in(each) for each in (node.elts if isinstance(node, ast.Tuple) else (node,))]
    return frozenset(named) if all(named) else frozenset()


def asks_class(node: ast.expr) -> bool:
    """Whether an expression is the class of something: ``type(x)``, ``x.__class__``."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "type" and len(node.args) == 1
    return isinstance(node, ast.Attribute) and node.attr == "__class__"


def _says_no_more(node: ast.expr) -> bool:
    """Whether an identifier speaks of the backend alone: ``is_sqlite`` does, ``is_sqlite_memory`` does not."""
    named = node.func if isinstance(node, ast.Call) else node
    words = _words(_identifier(named))
    return not {word for word in words if not backend_of_word(word)} - _FILLERS


def _identifier(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _backend_in(node: ast.expr) -> str:
    words = _words(_identifier(node))
    if words & {"url", "uri", "dsn", "path", "file", "host", "password"}:
        return ""
    found = words_of_backends(_identifier(node))
    return next(iter(found)) if len(found) == 1 else ""


def words_of_backends(identifier: str) -> frozenset[str]:
    """The backends that the words of an identifier name."""
    return frozenset(name for name in map(backend_of_word, _words(identifier)) if name)


def _words(identifier: str) -> frozenset[str]:
    """The words of an identifier in lower case: ``is_sqlite``, ``isSqlite`` and ``SQLiteConfig`` speak of SQLite."""
    spelt = _SPELLINGS.sub(lambda name: f"_{name[0].lower()}_", identifier)
    return frozenset(word.lower() for word in _WORDS.findall(spelt))
