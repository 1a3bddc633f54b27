"""A MariaDB server of our own: in a folder of its own, on a free loopback port, with nothing read from the machine's settings."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pymysql
import pytest

WAIT_TIMEOUT = 2
"""Seconds after which the server cuts a connection that rests."""
_START = 120.0
"""Seconds within which a starting server has to answer."""
_SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin", "/opt/homebrew/bin")
_SHOP = """\
CREATE DATABASE shop;
CREATE TABLE shop.orders (id INT PRIMARY KEY);
INSERT INTO shop.orders VALUES (1), (2);
CREATE USER app@'127.0.0.1' IDENTIFIED BY 'app';
GRANT ALL ON shop.* TO app@'127.0.0.1';
"""


def program(name: str) -> str | None:
    """Where a program of the server stands; ``sbin`` folders count too, which users often have not on their path."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", os.defpath), *_SYSTEM_FOLDERS)))


def missing() -> tuple[str, ...]:
    """The names of the server's programs that this machine lacks."""
    return tuple(name for name in ("mariadbd", "mariadb-install-db") if program(name) is None)


def require(absent: Sequence[str], package: str) -> None:
    """Skip the test where programs are missing, or fail it under CI (the variable is set and not empty), saying what to install."""
    if absent:
        reason = f"{' and '.join(absent)} not found: install {package}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@contextmanager
def running(folder: Path, wait_timeout: int = WAIT_TIMEOUT, interactive_timeout: int = WAIT_TIMEOUT, sql: str = "") -> Iterator[int]:
    """A server with the shop's database, from when it answers until the block ends.

    Args:
        folder: An empty folder for its data. Its path has to be short, since the server's socket stands in it.
        wait_timeout: Seconds after which it cuts connections that rest.
        interactive_timeout: The same for interactive clients.
        sql: Statements that it executes as it starts, beside those that make the shop; one a line.

    Yields:
        The port on 127.0.0.1.
    """
    own = ["--no-defaults", f"--datadir={folder / 'data'}", "--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M"]
    own += ["--user=root"] if os.geteuid() == 0 else []
    install = [str(program("mariadb-install-db")), *own, "--skip-test-db"]
    environment = {**os.environ, "TMPDIR": str(folder)}  # a server removes the temporary tables of others from a folder that it shares
    installed = subprocess.run(install, check=False, capture_output=True, text=True, timeout=_START, env=environment)
    if installed.returncode != 0:
        raise RuntimeError(f"mariadb-install-db failed:\n{installed.stdout}{installed.stderr}")
    (folder / "shop.sql").write_text(_SHOP + sql)
    port = free_port()
    network = ["--skip-networking=0", "--bind-address=127.0.0.1", f"--port={port}", f"--socket={folder / 'socket'}", "--skip-name-resolve"]
    timers = [f"--wait-timeout={wait_timeout}", f"--interactive-timeout={interactive_timeout}"]
    files = [f"--init-file={folder / 'shop.sql'}", f"--pid-file={folder / 'pid'}", f"--log-error={folder / 'log'}"]
    command = [str(program("mariadbd")), *own, *network, *timers, *files]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        _wait_until_it_answers(server, port, folder / "log")
        yield port
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    limit = time.monotonic() + _START
    while True:
        try:
            pymysql.connect(host="127.0.0.1", port=port, user="app", password="app", database="shop").close()
            return
        except pymysql.err.OperationalError as error:
            if server.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"mariadbd does not answer on port {port}: {error}\n{log.read_text() if log.exists() else ''}") from error
        time.sleep(0.1)
