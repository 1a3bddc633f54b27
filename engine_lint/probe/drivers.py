"""The drivers that can ask a server, and which of them does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotProbe
from engine_lint.knowledge.dialects import family
from engine_lint.knowledge.tables import table
from engine_lint.probe.address import INSTALL, Address

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver, by SQLAlchemy's name.

    ``connect`` are arguments of its ``connect()`` that bound, in seconds, how long it waits. ``sockets`` lead from its connection to
    the socket: attribute names, none where the connection itself has ``fileno()``; None where it cannot be had. ``query`` tells
    how other drivers spell names in the URL's query.
    """

    name: str
    family: str
    module: str
    package: str
    connect: tuple[str, ...] = ()
    sockets: tuple[str, ...] | None = None
    asyncio: bool = False
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        """Whether it can be imported; it is not imported for that, but packages around it are."""
        try:
            return find_spec(self.module) is not None
        except (ImportError, ValueError):
            return False

    def arguments(self, seconds: float) -> dict[str, int]:
        """What to hand to its ``connect()`` so that it waits no longer than so many seconds."""
        return {name: max(1, round(seconds)) for name in self.connect}


@cache
def drivers() -> tuple[Driver, ...]:
    """Every driver that is known, in the order in which they are tried."""
    return tuple(_driver(row) for row in table("probing")["driver"])


def _driver(row: Mapping[str, object]) -> Driver:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return Driver(**{**row, **lists})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A driver and the URL for it. ``instead_of`` is the driver that the URL names, where that is another one."""

    driver: Driver
    url: URL
    instead_of: str = ""


def choose(address: Address, *, with_socket: bool = False) -> Chosen:
    """The driver to ask a server with: the one that the URL names, else the first that is installed.

    Args:
        address: the server.
        with_socket: one is needed whose socket can be looked at.

    Raises:
        CannotProbe: it is not installed, nor is another that would do.
    """
    able = [each for each in drivers() if each.family == _family(address) and _has_dialect(address, each)]
    named = next((each for each in able if each.name == address.driver), None)
    suited = [each for each in able if each.installed and (each.sockets is not None or not with_socket)]
    if named is None and address.driver and not with_socket:
        return _unknown(address)
    if named is not None and named in suited:
        return Chosen(named, address.url)
    if named is not None and not named.asyncio and not with_socket:
        raise _missing(named, suited)
    if not suited:
        raise _none(address, able, with_socket=with_socket)
    first = min(suited, key=lambda each: each.asyncio)
    return Chosen(first, _url_for(address.url, named, first, address.backend), address.driver)


def _family(address: Address) -> str:
    return min(family(address.backend) & {"mysql", "postgresql"})


def _has_dialect(address: Address, driver: Driver) -> bool:
    """Whether the SQLAlchemy that is installed knows the driver."""
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    try:
        address.url.set(drivername=f"{address.backend}+{driver.name}").get_dialect()
    except (NoSuchModuleError, ArgumentError, ImportError):
        return False
    return True


def _unknown(address: Address) -> Chosen:
    """A driver of which nothing is known but that SQLAlchemy has a dialect for it."""
    from sqlalchemy.exc import NoSuchModuleError

    try:
        dialect = address.url.set(drivername=f"{address.backend}+{address.driver}").get_dialect()
        load: Any = getattr(dialect, "import_dbapi", None) or dialect.dbapi
        load()
    except NoSuchModuleError:
        names = ", ".join(each.name for each in drivers() if each.family == _family(address) and _has_dialect(address, each))
        raise CannotProbe(f"the SQLAlchemy that is installed knows no such driver for {address.backend}", f"use one of {names}, or leave it out") from None
    except ImportError as error:
        raise CannotProbe(f"the driver {address.driver} is not installed ({error.name} is missing)", "install it, or leave it out of the URL") from None
    return Chosen(Driver(address.driver, _family(address), "", "", asyncio=bool(getattr(dialect, "is_async", False))), address.url)


def _missing(driver: Driver, others: list[Driver]) -> CannotProbe:
    instead = f", or write +{others[0].name}, which is installed" if others else f", or {INSTALL}"
    return CannotProbe(f"the driver {driver.name} is not installed", f"pip install {_quoted(driver.package)}{instead}")


def _none(address: Address, able: list[Driver], *, with_socket: bool) -> CannotProbe:
    usual = next((each for each in able if not each.asyncio and each.sockets is not None), able[0])
    if with_socket:
        return CannotProbe("--watch-idle needs a driver whose socket it can look at", f"pip install {_quoted(usual.package)}")
    return CannotProbe(f"no driver for {address.backend} is installed", f"{INSTALL}, or pip install {_quoted(usual.package)}")


def _quoted(package: str) -> str:
    return f'"{package}"' if "[" in package else package


def _url_for(url: URL, named: Driver | None, chosen: Driver, backend: str) -> URL:
    """The URL for another driver than it names; what only the old one understands in its query is spelt as the new one wants it."""
    spelt = {named.query.get(key, key): value for key, value in url.query.items()} if named is not None else dict(url.query)
    return url.set(drivername=f"{backend}+{chosen.name}", query=spelt)
