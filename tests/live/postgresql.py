"""A PostgreSQL server of our own: in a folder of its own, on a free loopback port. It refuses to run as root, so root starts it as another user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from tests.live.server import free_port

_START = 120.0
"""Seconds within which a starting server has to answer."""
_USERS = ("postgres", "nobody")
_ACCESS = """\
local all owner trust
host all owner 127.0.0.1/32 trust
hostssl all encrypted 127.0.0.1/32 scram-sha-256
host all encrypted 127.0.0.1/32 reject
host all stranger 127.0.0.1/32 reject
host all all 127.0.0.1/32 scram-sha-256
"""


def program(name: str) -> str | None:
    """Where a program of the server stands; Debian keeps them in a folder for each version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders)))


def missing() -> tuple[str, ...]:
    """The names of the server's programs that this machine lacks."""
    return tuple(name for name in ("postgres", "initdb") if program(name) is None)


@contextmanager
def running(folder: Path, settings: dict[str, str], statements: tuple[str, ...]) -> Iterator[int]:
    """A server, from when it answers until the block ends.

    Args:
        folder: An empty folder for its data. Its path has to be short, since the server's socket stands in it.
        settings: Variables of the server.
        statements: SQL that its owner executes, each in a transaction of its own.

    Yields:
        The port on 127.0.0.1. ``owner`` may do everything without a password.
    """
    user = _user()
    folder.chmod(0o755)
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    install = [str(program("initdb")), "-D", str(data), "-U", "owner", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    installed = subprocess.run(install, check=False, capture_output=True, text=True, timeout=_START, user=_name(user), cwd=folder)
    if installed.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{installed.stdout}{installed.stderr}")
    (data / "pg_hba.conf").write_text(_ACCESS)
    port = free_port()
    own = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "fsync": "off", **settings}
    command = [str(program("postgres")), "-D", str(data), "-p", str(port), *(part for name, value in own.items() for part in ("-c", f"{name}={value}"))]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=_name(user), cwd=folder)
    try:
        _prepare(server, port, folder / "log", statements)
        yield port
    finally:
        server.send_signal(signal.SIGINT)  # which waits for no client
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    names = {each.pw_name: each for each in pwd.getpwall()}
    return next(names[name] for name in _USERS if name in names)


def _name(user: pwd.struct_passwd | None) -> str | None:
    return user.pw_name if user is not None else None


def _prepare(server: subprocess.Popen[bytes], port: int, log: Path, statements: tuple[str, ...]) -> None:
    limit = time.monotonic() + _START
    while True:
        try:
            connection = psycopg2.connect(host="127.0.0.1", port=port, user="owner", dbname="postgres")
            break
        except psycopg2.OperationalError as error:
            if server.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"postgres does not answer on port {port}: {error}\n{log.read_text()}") from error
        time.sleep(0.1)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()
