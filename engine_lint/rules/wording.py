"""Phrases that several rules share: what drivers say when a connection was cut, timers, sites, paths."""

from __future__ import annotations

from engine_lint.knowledge.flask import ENGINE_OPTIONS
from engine_lint.model.engine import Backend, Engine
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.versions import Versions
from engine_lint.rules.engine_facts import allows_before, nothing_but_sqlite

_MYSQL = (
    "(2006, 'MySQL server has gone away'), (2013, 'Lost connection to MySQL server during query') "
    "or, from MySQL 8.0.24 on, (4031, 'The client was disconnected by the server because of inactivity...')"
)
_POSTGRESQL = "'SSL connection has been closed unexpectedly', 'server closed the connection unexpectedly' or 'connection is closed'"
_ERRORS = {
    "mysql": _MYSQL,
    "mariadb": "(2006, 'MySQL server has gone away') or (2013, 'Lost connection to MySQL server during query')",
    "postgresql": _POSTGRESQL,
    "cockroachdb": _POSTGRESQL,
    "redshift": _POSTGRESQL,
    "oracle": "'ORA-03135: connection lost contact' or 'DPY-4011: the database or network closed the connection'",
    "mssql": "'Communication link failure' (08S01)",
}
_ANY = "'MySQL server has gone away', 'SSL connection has been closed unexpectedly' or 'connection is closed'"

CHECKOUT_ONLY = "pool_pre_ping and pool_recycle act at checkout only: a connection that is held idle in the middle of long work is not saved."


def error_text(engine: Engine) -> str:
    """What the application sees when a cut connection is used, in the words of its backend where that is known."""
    names = sorted(engine.backend.names) if engine.backend.complete else []
    known = [_ERRORS[name] for name in names if name in _ERRORS]
    return f"The error reads {known[0] if len(known) == 1 else _ANY}."


def duration(seconds: float) -> str:
    """``28800`` -> ``28800 s (8 h)``; ``31536000`` -> ``31536000 s (365 d)``; ``600`` -> ``600 s``."""
    number = f"{seconds:g}" if seconds != int(seconds) else str(int(seconds))
    if seconds > 86_400 and seconds % 86_400 == 0:
        return f"{number} s ({seconds / 86_400:g} d)"
    if seconds >= 3600 and seconds % 1800 == 0:
        return f"{number} s ({seconds / 3600:g} h)"
    return f"{number} s"


def timer(timeout: IdleTimeout) -> str:
    """``wait_timeout of 600 s, from docker-compose.yml``; ``350 s at Amazon RDS Proxy (platform rds-proxy-idle-client)``."""
    if timeout.source is Source.PRESET:
        return f"{duration(timeout.seconds)} at {timeout.label} ({timeout.where})"
    where = f", from {timeout.where}" if timeout.where else ""
    return f"{timeout.label} of {duration(timeout.seconds)}{where}"


def stated(timeout: IdleTimeout) -> tuple[str, ...]:
    """Where the length of a platform's timer is stated."""
    if timeout.source is not Source.PRESET:
        return ()
    return (f"Stated in {timeout.url}." if timeout.url else f"`engine-lint timeouts {timeout.timer.partition(':')[2]}` says where that is stated.",)


def called(engine: Engine) -> str:
    """The site as the subject of a sentence: ``create_engine()``, ``SQLALCHEMY_ENGINE_OPTIONS``."""
    site = engine.site
    name = site.callee.rpartition(".")[2] or site.callee
    if site.kind == "flask-config":
        return ENGINE_OPTIONS
    if site.kind == "flask-extension":
        return "SQLAlchemy(engine_options=...)"
    if site.kind in ("third-party-config", "airflow"):
        return site.callee
    if site.kind == "third-party":
        return f"{'.'.join(site.callee.split('.')[-2:])}()"
    if name in ("__init__", "cls"):
        return f"the engine behind {site.callee}()"
    return f"{name}()" if name.isidentifier() else site.callee


def lacks(engine: Engine, name: str, effect: str) -> str:
    """What a site has not: ``create_engine() has no pool_pre_ping``, and of a config without options, with the effect (``pool_pre_ping is off``)."""
    where = " in this arm" if engine.in_arms else ""
    return f"{ENGINE_OPTIONS} is not set{where}, so {effect}" if engine.uri_only else f"{called(engine)} has no {name}"


def path_taken(engine: Engine) -> tuple[str, ...]:
    """A sentence about the path through the code on which it is so, if it is not so on every one."""
    if engine.beside_sqlite:
        return ("The code may name SQLite here too, of which this is not so.",)
    telling = engine.conditions if engine.telling is None else engine.telling
    if telling and not any(telling):
        return ("This is so of some of the engines that may be made here, and not of others.",)
    return (f"This is so on the path where {' and '.join(telling)}.",) if telling else ()


_TITLES = {"sqlalchemy": "SQLAlchemy", "flask-sqlalchemy": "Flask-SQLAlchemy", "flask-sqlalchemy-lite": "Flask-SQLAlchemy-Lite"}


def pinned(versions: Versions, distribution: str, otherwise: str = "", *, sure: bool = True) -> str:
    """What the project says of a library's version: ``requirements.txt pins Flask-SQLAlchemy 3.0.5.``

    Args:
        versions: what it pins.
        distribution: the library.
        otherwise: what is taken for granted, or what is so with other versions, where it says nothing.
        sure: whether what it says is enough.
    """
    found, title = versions.of(distribution), _TITLES.get(distribution, distribution)
    ending = f"; {otherwise}." if otherwise else "."
    source = f"{found.source}," if ", through " in found.source else found.source
    several = " and " in found.source
    if found.known:
        verb = "pins" if found.series else "allows"
        return f"{source or 'The project'} {verb[:-1] if several else verb} {title} {found}{'.' if sure else ending}"
    if source:
        return f"{source} {'name' if several else 'names'} {title} without a version{ending}"
    return f"No {title} version is pinned{ending}"


def assumed_versions(engine: Engine, versions: Versions) -> tuple[str, ...]:
    """What is taken for granted because the project pins nothing, or allows releases that do not have the options."""
    flask = engine.site.framework == "flask-sqlalchemy"
    name, first = ("flask-sqlalchemy", (2, 4)) if flask else ("sqlalchemy", (1, 2))
    if versions.of(name).known and not allows_before(versions.of(name), first):
        return ()
    return (pinned(versions, name, f"{first[0]}.{first[1]} or later is assumed"),)


def about_backend(engine: Engine, shown: Backend | None) -> tuple[str, ...]:
    """That SQLite is one of the engine's databases, or what shows a backend that the code does not."""
    if "sqlite" in engine.backend.names:
        return ("The code names SQLite too, which needs no ping; this is for servers.",)
    return (f"That a server stands behind it is shown by {shown.evidence}.",) if shown is not None else ()


def why_low(engine: Engine, versions: Versions) -> tuple[str, ...]:
    """Why the finding is weak, where nothing uses the engine or it finds no driver for a server."""
    found = nothing_but_sqlite(engine, versions)
    reasons = (engine.site.unused, f"{found} names no driver for a server" if found else "")
    return tuple(f"The confidence is low: {reason}." for reason in reasons if reason)


def no_fix(reason: str) -> tuple[str, ...]:
    """Why no fix is offered."""
    return (f"No fix is offered: {reason}.",) if reason else ()


def listing(names: tuple[str, ...]) -> str:
    """``a``; ``a and b``; ``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
