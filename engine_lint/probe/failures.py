"""What went wrong while a server was asked, in words that say whose it is to mend. Texts of drivers are shown without secrets, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum

from engine_lint.dataclass import dataclass
from engine_lint.errors import CannotProbe
from engine_lint.probe.address import Address
from engine_lint.probe.deadline import GivenUp
from engine_lint.probe.diagnosis import Diagnosis, diagnose
from engine_lint.probe.drivers import Chosen

LONGEST_TEXT = 300


class Cause(Enum):
    """Why a server did not answer the question: what is so, and what to do."""

    PASSWORD = ("it refuses the user or the password", "check both; a server that demands TLS, or that knows the user from other hosts only, may say the same")
    NO_PASSWORD = ("it wants a password, and the URL has none", "write user:password@ into the URL, or hand it over with env:NAME")
    DATABASE = ("it has no database of that name", "check the end of the URL")
    DATABASE_DENIED = ("the user may not use that database", "check the end of the URL, or grant it")
    HOST_DENIED = ("it does not let this machine in", "allow the host there, or probe from where the application runs")
    TLS = ("it accepts encrypted connections only", "add the TLS parameters that the driver wants to the URL (sslmode=require, ssl_ca=...)")
    TLS_FAILED = ("the TLS handshake failed", "check the TLS parameters of the URL")
    CROWDED = ("it has no connection left", "try again later; that is worth a look at max_connections and the pools of its clients")
    STARTING = ("it is starting up or shutting down", "try again in a moment")
    LIBRARY = ("the driver lacks a package for the way this server wants passwords", "pip install cryptography")
    OPTION = ("the driver does not know a parameter of the URL's query", "remove it, or use the driver that it is for")


_BY_NUMBER: dict[object, Cause] = {
    **dict.fromkeys((1045, 1698, 1862, 3118, 1524), Cause.PASSWORD),
    **dict.fromkeys((1044,), Cause.DATABASE_DENIED),
    **dict.fromkeys((1049,), Cause.DATABASE),
    **dict.fromkeys((1130, 1129), Cause.HOST_DENIED),
    **dict.fromkeys((3159,), Cause.TLS),
    **dict.fromkeys((2026,), Cause.TLS_FAILED),
    **dict.fromkeys((1040, 1203, 1226), Cause.CROWDED),
    **dict.fromkeys((1053, 1077), Cause.STARTING),
}
"""MySQL's and MariaDB's error numbers."""
_BY_STATE: dict[object, Cause] = {
    "28P01": Cause.PASSWORD,
    "28000": Cause.HOST_DENIED,
    "3D000": Cause.DATABASE,
    "42501": Cause.DATABASE_DENIED,
    "53300": Cause.CROWDED,
    **dict.fromkeys(("57P01", "57P02", "57P03"), Cause.STARTING),
}
"""PostgreSQL's states."""
_MANY_MEANINGS = "28000"
"""A state that says only that there was no entry: which of several reasons, its text tells."""
_BY_TEXT = (
    (re.compile(r"(?i)no encryption|SSL off|require_secure_transport|secure transport|hostssl"), Cause.TLS),
    (re.compile(r"(?i)password authentication failed|role .* does not exist|Access denied for user .* \(using password: YES\)"), Cause.PASSWORD),
    (re.compile(r"(?i)no password supplied|server requested (?:md5|scram|password)|password is required"), Cause.NO_PASSWORD),
    (re.compile(r"(?i)database .* does not exist|Unknown database"), Cause.DATABASE),
    (re.compile(r"(?i)permission denied for database"), Cause.DATABASE_DENIED),
    (re.compile(r"(?i)no pg_hba\.conf entry|pg_hba\.conf rejects"), Cause.HOST_DENIED),
    (re.compile(r"(?i)too many (?:clients|connections)|remaining connection slots"), Cause.CROWDED),
    (re.compile(r"(?i)the database system is (?:starting|shutting)"), Cause.STARTING),
    (re.compile(r"(?i)'cryptography' package is required"), Cause.LIBRARY),
    (re.compile(r"(?i)does not support SSL|SSL connection error|certificate verify failed|SSL error"), Cause.TLS_FAILED),
    (re.compile(r"(?i)invalid (?:dsn|connection option|URI query parameter)|(?:unexpected|invalid) keyword argument|Unsupported argument"), Cause.OPTION),
)
"""For drivers that give no number: libpq's own words, and those of servers that speak English."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A failure to explain: which server was asked with which driver, how long it was waited for (seconds), and the error."""

    address: Address
    chosen: Chosen
    seconds: float
    error: BaseException

    def explained(self) -> CannotProbe:
        """The error for people. It never holds a secret."""
        cause = self._cause()
        if cause is not None:
            what, hint = cause.value
            return self._told(what, hint)
        if not self.address.host:
            return self._told("it cannot be asked" if not isinstance(self.error, GivenUp) else f"it did not answer within {self.seconds:g} s", "")
        found = diagnose(self.address.host, self.address.port, self.seconds)
        return self._told(*self._network(found))

    def _told(self, what: str, hint: str) -> CannotProbe:
        text = self.address.secrets.hide(_text(self.error))[:LONGEST_TEXT]
        said = f" ({self.chosen.driver.name} says: {text})" if text else ""
        return CannotProbe(f"cannot ask {self.address.called}: {what}{said}", hint)

    def _cause(self) -> Cause | None:
        """What the error itself says, by number, by state, or by its words."""
        known: Mapping[object, Cause] = _BY_STATE if self.address.backend == "postgresql" else _BY_NUMBER
        for error in _chain(self.error):
            for code in _codes(error):
                if code in known:
                    return self._without_password((_by_words(_text(error)) if code == _MANY_MEANINGS else None) or known[code])
        found = next((cause for error in _chain(self.error) if (cause := _by_words(_text(error))) is not None), None)
        return self._without_password(found) if found is not None else None

    def _without_password(self, cause: Cause) -> Cause:
        return Cause.NO_PASSWORD if cause is Cause.PASSWORD and self.address.url.password is None else cause

    def _network(self, found: Diagnosis) -> tuple[str, str]:
        wanted = Diagnosis.POSTGRESQL if self.address.backend == "postgresql" else Diagnosis.MYSQL
        if found is wanted:
            late = isinstance(self.error, GivenUp)
            if late:
                return f"it did not answer within {self.seconds:g} s", "--connect-timeout waits longer"
            return "the driver could not log in", "the URL has no password" if self.address.url.password is None else ""
        if found in (Diagnosis.UNKNOWN_HOST, Diagnosis.UNREACHABLE):
            return found.value, "check the host, and that this machine is in its network"
        if found is Diagnosis.REFUSED:
            return found.value, "check host and port, and that the server runs"
        if found is Diagnosis.TIMEOUT:
            return f"{found.value} within {self.seconds:g} s", "check host and port, and firewalls on the way; --connect-timeout waits longer"
        begins = {Diagnosis.MYSQL: "; its URL begins with mysql://", Diagnosis.POSTGRESQL: "; its URL begins with postgresql://"}.get(found, "")
        return f"it is no {_TITLES[self.address.backend]} server: {found.value}", f"check host and port{begins}"


_TITLES = {"mysql": "MySQL", "mariadb": "MariaDB", "postgresql": "PostgreSQL"}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error with those that it was made from, the driver's own before SQLAlchemy's."""
    original = getattr(error, "orig", None)
    if isinstance(original, BaseException):
        yield original
        if original.__cause__ is not None:
            yield original.__cause__
    yield error


def _codes(error: BaseException) -> Iterator[int | str]:
    for name in ("errno", "sqlstate", "pgcode"):
        code = getattr(error, name, None)
        if isinstance(code, (int, str)) and not isinstance(error, OSError):
            yield code
    first = error.args[0] if error.args and not isinstance(error, OSError) else None
    if isinstance(first, int):
        yield first
    if isinstance(first, dict) and isinstance(first.get("C"), str):
        yield first["C"]


def _by_words(text: str) -> Cause | None:
    return next((cause for pattern, cause in _BY_TEXT if pattern.search(text)), None)


def _text(error: BaseException) -> str:
    """What a driver said, without what SQLAlchemy adds to it."""
    if isinstance(error, GivenUp):
        return ""
    original = getattr(error, "orig", None)
    error = original if isinstance(original, BaseException) else error
    first = error.args[0] if error.args else ""
    if isinstance(first, dict):
        return str(first.get("M", ""))
    if isinstance(first, int) and len(error.args) > 1:
        return f"{first}, {error.args[1]}"
    return str(error) or type(error).__name__
