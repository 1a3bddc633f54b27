"""Which backend stands behind a URL value."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import replace

from engine_lint.expression import expression
from engine_lint.knowledge.dialects import backend_of_word, backends_of_connect_argument, backends_of_module, backends_of_option
from engine_lint.model.engine import Backend
from engine_lint.model.value import Known, Option, Unknown
from engine_lint.python.backend_words import words_of_backends
from engine_lint.python.conditions import Conditions, Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import read
from engine_lint.python.values import Abstract, Built, Choice, External, Function, Scalar, Text
from engine_lint.python.views import UNDECIDED, guarded_backends, narrowed
from engine_lint.python.walking import walk

_SCHEME = expression(r"\s*([A-Za-z][\w.-]*)(?:\+([\w]+))?(?=:|\+)")
_USER = expression(r"[^:/?#@]+://([\w.-]+)[:@]")
_DATABASE = expression(r"[^:/?#@]+://(?:[^@/?#]*@)?[^@/?#]*/([\w.-]+)(?=[?#]|$)")
_DRIVERNAME = expression(r"([A-Za-z]\w*)(?:\+(\w+))?$")
_IN_PROCESS = ("sqlite", "duckdb")
_URL_BUILDERS = ("URL.create", "URL", "url.URL.create", "engine.URL.create", "url.URL")


def of_url(value: Abstract, path: Path, strict: bool) -> Backend:
    """What a URL value tells of the backend on one path.

    Raises:
        Split: a condition decides, and ``strict``.
    """
    value = narrowed(value, path, strict)
    match value:
        case Scalar(value=str() as text, origin=origin):
            return replace(_of_text(text, _SCHEME), origin=origin)
        case Text(start=start, origin=origin):
            return replace(_of_text(start, _SCHEME, whole=False), origin=origin)
        case Choice(values=values):
            return _union([of_url(each, path, strict) for each in values])
        case Built():
            return _of_built(value, path, strict)
        case _:
            return Backend()


def _of_text(text: str, pattern: re.Pattern[str], whole: bool = True) -> Backend:
    match = pattern.match(text)
    if match is None:
        return Backend()
    name = backend_of_word(match.group(1)) or match.group(1).lower()
    memory = whole and name == "sqlite" and (":memory:" in text or bool(re.fullmatch(r"sqlite(\+\w+)?:/{2,3}", text)) or "mode=memory" in text)
    user, database = _named(_USER, text), _named(_DATABASE, text) if whole else ""
    return Backend(frozenset({name}), True, driver=match.group(2) or "", in_memory=memory, evidence="the URL", user=user, database=database)


def _named(pattern: re.Pattern[str], url: str) -> str:
    """A name in a URL; empty where there is none, and for one that has to be filled in or is encoded."""
    match = pattern.match(url)
    return match[1] if match else ""


def _of_built(value: Built, path: Path, strict: bool) -> Backend:
    """``URL.create("mysql+pymysql", ...)``, DSN builders with a ``scheme``, and what a dialect's own package makes (``snowflake.sqlalchemy.URL()``)."""
    for name in ("drivername", "scheme"):
        given = read(value.arguments.keywords.entries.get(name, []), path)
        if given is None and name == "drivername" and value.dotted.endswith(_URL_BUILDERS) and value.arguments.positional:
            given = value.arguments.positional[0]
        if given is not None:
            return replace(_of_drivername(given, path, strict), user=_written(value, "username", path), database=_written(value, "database", path))
    if value.dotted == "builtins.str" and value.arguments.positional:
        return of_url(value.arguments.positional[0], path, strict)
    shown = backends_of_module(value.dotted)
    return Backend(shown, True, evidence=f"{value.dotted}()") if shown else Backend()


def _written(value: Built, name: str, path: Path) -> str:
    """A keyword argument that is written out, else empty."""
    given = read(value.arguments.keywords.entries.get(name, []), path)
    return given.value if isinstance(given, Scalar) and isinstance(given.value, str) else ""


def _of_drivername(value: Abstract, path: Path, strict: bool) -> Backend:
    value = narrowed(value, path, strict)
    if isinstance(value, Choice):
        return _union([_of_drivername(each, path, strict) for each in value.values])
    if isinstance(value, Scalar) and isinstance(value.value, str):
        return _of_text(value.value, _DRIVERNAME)
    if isinstance(value, Text):
        return _of_text(value.start, _SCHEME, whole=False)
    return Backend()


def _union(backends: list[Backend]) -> Backend:
    names = frozenset().union(*(each.names for each in backends))
    drivers = {each.driver for each in backends if each.names}
    first = next((each for each in backends if each.names), Backend())
    return Backend(
        names,
        all(each.complete for each in backends),
        driver=drivers.pop() if len(drivers) == 1 else "",
        in_memory=all(each.in_memory for each in backends),
        evidence=first.evidence,
        origin=first.origin,
        user=_same(each.user for each in backends),
        database=_same(each.database for each in backends),
    )


def _same(names: Iterable[str]) -> str:
    """What all of them are, empty where they differ."""
    found = set(names)
    return found.pop() if len(found) == 1 else ""


def with_guards(backend: Backend, path: Path, conditions: Conditions) -> Backend | None:
    """The backend after the guards on a path; None where they contradict the URL, so that the path is never taken."""
    allowed, refused = guarded_backends(path, conditions)
    names = backend.names - refused
    if allowed is not None:
        kept = names & allowed
        if backend.complete and not kept:
            return None
        return replace(backend, names=kept or allowed - refused, complete=True, excluded=refused, evidence=backend.evidence if kept else "a guard on the path")
    if backend.complete and backend.names and not names:
        return None
    return replace(backend, names=names, excluded=refused)


def with_options(backend: Backend, options: dict[str, Option]) -> Backend:
    """The backend as driver-specific options show it, where the URL does not, or is only a default that they agree with."""
    if backend.complete and backend.names:
        return backend
    for name in sorted(options):
        shown = _agreed(backend, backends_of_option(name))
        if shown:
            return replace(backend, names=shown, complete=True, evidence=f"the option {name}")
    arguments = options.get("connect_args")
    if arguments is not None and isinstance(arguments.value, Known) and isinstance(arguments.value.value, dict):
        for key, value in sorted(arguments.value.value.items()):
            if isinstance(value, Unknown) and value.reason == UNDECIDED:
                continue
            shown = _agreed(backend, backends_of_connect_argument(key))
            if shown:
                return replace(backend, names=shown, complete=True, evidence=f"connect_args' {key}")
    return backend


def _agreed(backend: Backend, shown: frozenset[str]) -> frozenset[str]:
    """Those backends that an option shows and the URL allows."""
    return (shown & backend.names if backend.names else shown) - backend.excluded


def with_creator(backend: Backend, content: DictValue, path: Path) -> Backend:
    """The backend as the driver shows it whose ``connect`` a ``creator`` function calls, also one given to ``pool=QueuePool(creator)``."""
    creator = read(content.entries.get("creator", []), path)
    pool = read(content.entries.get("pool", []), path)
    if isinstance(pool, Built):
        creator = pool.arguments.positional[0] if pool.arguments.positional else read(pool.arguments.keywords.entries.get("creator", []), path)
    if backend.names or not isinstance(creator, Function):
        return backend
    for node in walk(creator.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect" and isinstance(node.func.value, ast.Name):
            driver = creator.frame.lookup(node.func.value.id)
            shown = backends_of_module(driver.dotted) if isinstance(driver, External) else frozenset()
            if shown - backend.excluded:
                return replace(backend, names=shown - backend.excluded, complete=True, evidence="its creator")
    return backend


def with_names(backend: Backend, names: Iterable[str]) -> Backend:
    """Of a URL that shows nothing, under a name that speaks of SQLite or DuckDB alone: that. Servers' names show no more than a habit."""
    if backend.names:
        return backend
    for word in _IN_PROCESS:
        if word not in backend.excluded and any(_speaks_of(word, name) for name in names):
            return replace(backend, names=frozenset({word}), complete=True, evidence="the name around it")
    return backend


def _speaks_of(word: str, name: str) -> bool:
    return word in name.lower() and not words_of_backends(name) - {word}
