"""Real servers to ask."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from engine_lint.probe import diagnosis
from tests.live import postgresql, server

PASSWORD = "canary p@ss/w:rd%41'\"\\&#"
"""Of the account that may do everything that a user may; every character in it needs care somewhere."""
_IN_SQL = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
_MARIADB = f"""\
CREATE USER clerk@'127.0.0.1' IDENTIFIED BY '{_IN_SQL}';
GRANT ALL ON shop.* TO clerk@'127.0.0.1';
CREATE USER root2@'127.0.0.1' IDENTIFIED BY 'root2-canary';
GRANT ALL ON *.* TO root2@'127.0.0.1';
CREATE USER single@'127.0.0.1' IDENTIFIED BY 'single-canary' WITH MAX_USER_CONNECTIONS 1;
"""
_POSTGRESQL = (
    "SET password_encryption = 'scram-sha-256'",
    "CREATE ROLE clerk LOGIN PASSWORD '{}'".format(PASSWORD.replace("'", "''")),
    "CREATE ROLE quick LOGIN PASSWORD 'quick-canary'",
    "ALTER ROLE quick SET idle_session_timeout = '2s'",
    "CREATE ROLE encrypted LOGIN PASSWORD 'encrypted-canary'",
    "CREATE ROLE stranger LOGIN PASSWORD 'stranger-canary'",
    "CREATE DATABASE shop OWNER clerk",
    "CREATE DATABASE closed OWNER owner",
    "REVOKE CONNECT ON DATABASE closed FROM PUBLIC",
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What listens on this machine greets at once, or never."""
    monkeypatch.setattr(diagnosis, "_PATIENCE", 0.7)


@dataclass(frozen=True)
class Server:
    """A server of our own on 127.0.0.1."""

    backend: str
    port: int
    log: Path

    def url(self, driver: str = "", user: str = "clerk", password: str | None = PASSWORD, database: str = "shop", query: str = "") -> str:
        """A URL as users write it."""
        secret = "" if password is None else f":{quote(password, safe='')}"
        return f"{self.backend}{driver and f'+{driver}'}://{user}{secret}@127.0.0.1:{self.port}/{database}{query and f'?{query}'}"

    @property
    def name(self) -> str:
        return f"127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB that cuts resting connections after ten minutes, interactive ones after two hours."""
    server.require(server.missing(), "MariaDB's server (Debian, Ubuntu: sudo apt-get install mariadb-server)")
    with tempfile.TemporaryDirectory(prefix="probe-") as folder, server.running(Path(folder), 600, 7200, _MARIADB) as port:
        yield Server("mysql", port, Path(folder) / "general.log")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL that cuts resting sessions after half an hour and logs every statement."""
    server.require(postgresql.missing(), "PostgreSQL's server (Debian, Ubuntu: sudo apt-get install postgresql)")
    settings = {"idle_session_timeout": "30min", "idle_in_transaction_session_timeout": "90s", "max_connections": "40", "log_statement": "all"}
    with tempfile.TemporaryDirectory(prefix="probe-") as folder, postgresql.running(Path(folder), settings, _POSTGRESQL) as port:
        yield Server("postgresql", port, Path(folder) / "log")
