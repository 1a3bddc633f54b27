"""Which server to ask: a URL, from the command line, the environment or standard input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotProbe
from engine_lint.knowledge.dialects import dialects
from engine_lint.probe.secrets import Secrets, secrets_of
from engine_lint.report.masking import is_secret
from engine_lint.settings.measured import BACKENDS

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

FROM_ENVIRONMENT, FROM_STDIN = "env:", "-"
PORTS = {"mysql": 3306, "mariadb": 3306, "postgresql": 5432}
INSTALL = 'pip install "engine-lint[probe]"'
_SHAPE = "a URL looks like mysql+pymysql://user:password@host/database, with special characters of the password percent-encoded (@ as %40)"


@dataclass(frozen=True, slots=True)
class Address:
    """A server to ask. ``backend`` is the URL's: ``mysql``, ``mariadb`` or ``postgresql``; ``driver`` is empty where it names none."""

    url: URL
    backend: str
    driver: str
    secrets: Secrets

    @property
    def host(self) -> str:
        """The host's name, empty where the URL has none: a socket file, several hosts, the driver's default."""
        return self.url.host or ""

    @property
    def port(self) -> int:
        """The port, the backend's usual one where the URL names none."""
        return self.url.port or PORTS[self.backend]

    @property
    def name(self) -> str:
        """The server for people and settings: ``db.internal``, with its port where that is not the usual one."""
        if not self.host:
            return ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.backend] else f"{host}:{self.port}"

    @property
    def called(self) -> str:
        """The server as messages name it."""
        return self.name or f"the {self.backend} server of the URL"


def url_text(argument: str, environment: Mapping[str, str], read_line: Callable[[], str]) -> str:
    """The URL that an argument stands for: ``env:NAME`` an environment variable, ``-`` a line of standard input.

    Raises:
        CannotProbe: the variable is not set, or nothing was there to read.
    """
    if argument.startswith(FROM_ENVIRONMENT):
        name = argument.removeprefix(FROM_ENVIRONMENT)
        text = environment.get(name, "").strip()
        if not text:
            raise CannotProbe(f"the environment variable {name or '(no name)'} is {'empty' if name in environment else 'not set'}", "export it, or write `-`")
        return text
    text = read_line().strip() if argument == FROM_STDIN else argument.strip()
    if not text:
        raise CannotProbe("no URL was given", _SHAPE)
    return text


def address_of(text: str) -> Address:
    """The server that a URL names.

    Raises:
        CannotProbe: it is not a URL, or not one of a server that can be asked. The message shows nothing of the URL but its backend.
    """
    try:
        from sqlalchemy.engine import make_url
    except ImportError:
        raise CannotProbe("SQLAlchemy is not installed, and it is what connects", INSTALL) from None
    try:
        url = make_url(text)
    except Exception:
        raise CannotProbe("the URL cannot be read", _SHAPE) from None
    name, _, driver = url.drivername.partition("+")
    backend = _backend(name.lower())
    if any("@" in part for part in (url.host or "", url.database or "")):
        raise CannotProbe("the URL has more than one @", "write an @ of the user's name or password as %40")
    values = [url.password or "", *(value for key, value in _query(url) if is_secret(key))]
    return Address(url, backend, driver.lower(), secrets_of(text, map(str, values)))


def _backend(name: str) -> str:
    known = next((each.name for each in dialects().values() if name in (each.name, *each.aliases)), name)
    if known in BACKENDS:
        return known
    if known in dialects():
        raise CannotProbe(f"{known} cannot be asked", "only MySQL, MariaDB and PostgreSQL can; declare what you know with `idle-timeout`")
    raise CannotProbe("the URL names no database that engine-lint knows", "it begins with mysql://, mariadb:// or postgresql://, with or without +driver")


def _query(url: URL) -> list[tuple[str, str]]:
    return [(key, each) for key, value in url.query.items() for each in ((value,) if isinstance(value, str) else value)]
