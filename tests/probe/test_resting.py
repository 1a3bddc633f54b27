"""When connections that rest are really cut, found out without touching them."""

from __future__ import annotations

import _thread
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from engine_lint.errors import CannotProbe
from engine_lint.model.answer import Rest
from engine_lint.probe import resting, sockets
from engine_lint.probe.address import address_of
from engine_lint.probe.resting import rest, rests
from tests.probe.conftest import Server

PATIENCE = 20
LONG = 60
SHORT = "init_command=SET%20SESSION%20wait_timeout%3D2"


def rested(url: str, seconds: float = LONG, patience: float = PATIENCE) -> Rest:
    return rest(address_of(url), seconds, patience, lambda passed: None)


@pytest.mark.parametrize("driver", ["pymysql", "mysqldb", "mysqlconnector"])
def test_the_cut_off_of_mariadb_is_seen(mariadb: Server, driver: str) -> None:
    found = rested(mariadb.url(driver, query=SHORT))
    assert found.cut_after is not None and 2 <= found.cut_after < LONG and not found.silent and not found.ended_early
    assert found.limit is not None and found.limit >= 2


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2", "pg8000", "asyncpg"])
def test_the_cut_off_of_postgresql_is_seen(postgres: Server, driver: str) -> None:
    found = rested(postgres.url(driver, user="quick", password="quick-canary"))
    assert found.cut_after is not None and 2 <= found.cut_after < LONG and not found.silent


def test_the_cut_off_is_seen_where_the_system_does_not_tell_of_it_by_itself(mariadb: Server, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "_HANG_UP", 0)
    for url in (mariadb.url("pymysql", query=SHORT), postgres.url("psycopg", user="quick", password="quick-canary")):
        found = rested(url)
        assert found.cut_after is not None and 2 <= found.cut_after < LONG


def test_a_connection_that_outlives_the_rest_answers(mariadb: Server, postgres: Server) -> None:
    for url in (mariadb.url("pymysql"), postgres.url("psycopg")):
        found = rested(url, 1)
        assert found.cut_after is None and found.limit is None and found.alive_after >= 1


def test_resting_does_not_reset_the_timer(mariadb: Server) -> None:
    """A look at the socket every quarter of a second would keep it alive, if looks counted."""
    found = rested(mariadb.url("pymysql", query=SHORT), 8)
    assert found.cut_after is not None and found.cut_after < 8


def test_connections_are_asked_after_rests_that_double() -> None:
    assert rests(600) == [75, 150, 300, 600]
    assert rests(40) == [20, 40]
    assert rests(5) == [5]
    assert len(rests(86400)) == 4


@contextmanager
def silent_path(port: int, lives: float) -> Iterator[int]:
    """A path to a server that forwards, until nothing has come for so many seconds; from then on it drops everything and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=forward, args=(client,), daemon=True).start()

        def forward(client: socket.socket) -> None:
            with client, socket.create_connection(("127.0.0.1", port)) as server, suppress(OSError):
                while True:
                    ready, _, _ = select.select([client, server], [], [], lives)
                    if not ready:
                        time.sleep(LONG)
                        return
                    for each in ready:
                        data = each.recv(65536)
                        if not data:
                            return
                        (server if each is client else client).sendall(data)

        threading.Thread(target=serve, daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("kind", ["mariadb", "postgres"])
def test_a_path_that_drops_packets_silently_shows_when_a_connection_is_asked(kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    server: Server = request.getfixturevalue(kind)
    monkeypatch.setattr(resting, "SHORTEST_REST", 1.0)
    with silent_path(server.port, 6.0) as port:
        driver = "pymysql" if kind == "mariadb" else "psycopg2"
        found = rested(server.url(driver).replace(f":{server.port}/", f":{port}/"), 16, 10)
    assert found.silent and found.alive_after >= 1 and found.cut_after is not None and found.cut_after > found.alive_after
    assert found.limit == int(found.alive_after)


def test_ctrl_c_gives_what_is_known_so_far(mariadb: Server) -> None:
    seen: list[float] = []

    def interrupt(passed: float) -> None:
        if passed > 1 and not seen:
            seen.append(passed)
            _thread.interrupt_main()

    found = rest(address_of(mariadb.url("pymysql")), LONG, PATIENCE, interrupt)
    assert found.ended_early and found.cut_after is None and 1 < found.rested < LONG


def test_a_server_that_cannot_be_reached_is_told_as_ever(mariadb: Server) -> None:
    with pytest.raises(CannotProbe, match="it refuses the user or the password"):
        rested(mariadb.url("pymysql", password="wrong-canary"))
