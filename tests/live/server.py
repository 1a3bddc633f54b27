"""A MariaDB server of our own: in a folder of its own, on a free loopback port, with nothing read from the machine's settings."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql

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


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """A server with the shop's database, from when it answers until the block ends.

    Args:
        folder: An empty folder for its data. Its path has to be short, since the server's socket stands in it.

    Yields:
        The port on 127.0.0.1.
    """
    own = ["--no-defaults", f"--datadir={folder / 'data'}", "--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M"]
    own += ["--user=root"] if os.geteuid() == 0 else []
    install = [str(program("mariadb-install-db")), *own, "--skip-test-db"]
    installed = subprocess.run(install, check=False, capture_output=True, text=True, timeout=_START)
    if installed.returncode != 0:
        raise RuntimeError(f"mariadb-install-db failed:\n{installed.stdout}{installed.stderr}")
    (folder / "shop.sql").write_text(_SHOP)
    port = _free_port()
    network = ["--skip-networking=0", "--bind-address=127.0.0.1", f"--port={port}", f"--socket={folder / 'socket'}", "--skip-name-resolve"]
    timers = [f"--wait-timeout={WAIT_TIMEOUT}", f"--interactive-timeout={WAIT_TIMEOUT}"]
    files = [f"--init-file={folder / 'shop.sql'}", f"--pid-file={folder / 'pid'}", f"--log-error={folder / 'log'}"]
    server = subprocess.Popen([str(program("mariadbd")), *own, *network, *timers, *files], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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


def _free_port() -> int:
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
