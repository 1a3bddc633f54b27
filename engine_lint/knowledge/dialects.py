"""Databases: their names, drivers, transport, default pool classes and server timers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.releases import Release, Since, since
from engine_lint.knowledge.tables import table
from engine_lint.model.engine import Backend

SOCKET, HTTP, EMBEDDED = "socket", "http", "embedded"


@dataclass(frozen=True, slots=True)
class Driver:
    """A driver, the part of a drivername after ``+``.

    ``either`` tells that it serves asyncio and other engines. ``transport`` is empty where it is the dialect's.
    """

    name: str
    is_async: bool = False
    either: bool = False
    transport: str = ""
    distributions: tuple[str, ...] = ()
    takes: frozenset[str] = frozenset()
    """Pool options of SQLAlchemy by whose names its ``connect()`` has arguments of its own."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A database by SQLAlchemy's backend name.

    ``family`` are the backends that the same drivers serve. ``idle_timeout`` is the server's default in seconds, None
    where it never closes a resting connection by itself or no default is documented.
    """

    name: str
    aliases: tuple[str, ...]
    words: tuple[str, ...]
    transport: str
    family: str
    idle_timeout: int | None
    idle_timeout_name: str
    idle_timeout_where: str
    idle_timeout_url: str
    default_drivers: tuple[tuple[str, Since], ...]
    drivers: Mapping[str, Driver]
    distributions: tuple[str, ...]


def _dialect(row: dict[str, Any]) -> Dialect:
    drivers = {
        name: Driver(
            name,
            each.get("async", False),
            each.get("either", False),
            each.get("transport", ""),
            tuple(each.get("distributions", ())),
            frozenset(each.get("takes", ())),
        )
        for name, each in row.get("drivers", {}).items()
    }
    return Dialect(
        name=row["name"],
        aliases=tuple(row.get("aliases", ())),
        words=tuple(row.get("words", ())),
        transport=row["transport"],
        family=row.get("family", row["name"]),
        idle_timeout=row.get("idle_timeout"),
        idle_timeout_name=row.get("idle_timeout_name", ""),
        idle_timeout_where=row.get("idle_timeout_where", ""),
        idle_timeout_url=row.get("idle_timeout_url", ""),
        default_drivers=tuple((each["driver"], since(each)) for each in row.get("default_drivers", ())),
        drivers=drivers,
        distributions=tuple(row.get("distributions", ())),
    )


@cache
def dialects() -> Mapping[str, Dialect]:
    """Every dialect by name and alias."""
    found = [_dialect(row) for row in table("dialects")["dialect"]]
    return {name: dialect for dialect in found for name in (dialect.name, *dialect.aliases)}


def split_drivername(drivername: str) -> tuple[str, str]:
    """Backend and driver of a drivername: ``mysql+pymysql`` gives ``("mysql", "pymysql")``, aliases resolved."""
    scheme, _, driver = drivername.partition("+")
    known = dialects().get(scheme)
    return (known.name if known else scheme), driver


@cache
def _words() -> Mapping[str, str]:
    return {word: dialect.name for dialect in dialects().values() for word in (*dialect.words, dialect.name, *dialect.aliases) if dialect.words}


def backend_of_word(word: str) -> str:
    """The backend that a word in the name of a setting means (``postgres``, ``pg``), or an empty string.

    Backends whose name is an everyday word (``drill``, ``crate``) are not among them.
    """
    return _words().get(word.lower(), "")


def family(name: str) -> frozenset[str]:
    """The backends that the drivers and options of one serve as well, itself included."""
    known = dialects().get(name)
    if known is None:
        return frozenset({name})
    return frozenset(each.name for each in dialects().values() if each.family == known.family)


def driver_of(name: str, driver: str) -> Driver:
    """What is known of a driver."""
    known = dialects().get(name)
    return known.drivers.get(driver, Driver(driver)) if known else Driver(driver)


def taken_by_driver(backend: Backend, option: str) -> bool | None:
    """Whether the driver has an argument of that name; None where the driver is not known and some have one."""
    if backend.names:
        chosen = [(name, backend.driver or default_driver(name, (99,))) for name in backend.names]
        drivers = [driver_of(member, driver) for name, driver in chosen for member in family(name)]
        return any(option in driver.takes for driver in drivers)
    return None if any(option in driver.takes for each in dialects().values() for driver in each.drivers.values()) else False


def transport(name: str, driver: str = "") -> str:
    """``socket``, ``http`` or ``embedded``; ``socket`` for a backend that is not known."""
    known = dialects().get(name)
    return driver_of(name, driver).transport or (known.transport if known else SOCKET)


def networked(backend: Backend) -> frozenset[str]:
    """Those of the possible backends that keep a connection open to a server."""
    return frozenset(name for name in backend.names if transport(name, backend.driver) == SOCKET)


def may_keep_sockets(backend: Backend) -> bool:
    """Whether the backend may be one that keeps connections open; an unknown one may."""
    return not backend.complete or not backend.names or bool(networked(backend))


def default_driver(name: str, at: Release) -> str:
    """The driver that a URL without one gets in a SQLAlchemy release, or an empty string where that is not known."""
    known = dialects().get(name)
    return next((driver for driver, released in known.default_drivers if released.holds(at)), "") if known else ""


@cache
def _default_pools(name: str) -> tuple[tuple[dict[str, Any], Since], ...]:
    return tuple((row, since(row)) for row in table("dialects")["default_pool"] if row["dialect"] == name)


def default_pool(name: str, driver: str, in_memory: bool, is_async: bool, at: Release) -> str:
    """The bare name of the pool class that a dialect takes where none is given.

    Args:
        name: backend.
        driver: driver, empty for the default one.
        in_memory: whether the database is an in-memory one.
        is_async: whether the engine is an asyncio one.
        at: SQLAlchemy release.
    """
    for row, released in _default_pools(name):
        if row.get("driver", driver) == driver and row.get("memory", in_memory) == in_memory and released.holds(at):
            return str(row["pool"])
    return "AsyncAdaptedQueuePool" if is_async or driver_of(name, driver).is_async else "QueuePool"


@cache
def _evidence(kind: str) -> Mapping[str, frozenset[str]]:
    return {key: family(row["of"]) for row in table("dialects")["evidence"] for key in row[kind]}


def backends_of_option(name: str) -> frozenset[str]:
    """The backends whose dialects alone take an engine option; empty where it shows nothing."""
    return _evidence("options").get(name, frozenset())


def backends_of_connect_argument(name: str) -> frozenset[str]:
    """The backends whose drivers alone take a key of ``connect_args``; empty where it shows nothing."""
    return _evidence("connect_args").get(name, frozenset())


def backends_of_module(dotted: str) -> frozenset[str]:
    """The backends that a driver's module (``pymysql``, ``mysql.connector``) connects to; empty for other modules."""
    modules = _evidence("modules")
    parts = dotted.split(".")
    names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((modules[name] for name in names if name in modules), frozenset())


@cache
def _distributions() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for dialect in dialects().values():
        names: Iterable[str] = (*dialect.distributions, *(name for driver in dialect.drivers.values() for name in driver.distributions))
        for name in names:
            # a dialect of its own (sqlalchemy-redshift) means that dialect, a driver (psycopg2) every backend it serves
            found[name] = frozenset({dialect.name}) if name in dialect.distributions else family(dialect.name)
    return found


def backends_of_distribution(name: str) -> frozenset[str]:
    """The backends that a package on the package index is a driver or a dialect for; empty where it is none."""
    return _distributions().get(name, frozenset())
