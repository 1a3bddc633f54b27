"""Things that listen on a port and are no database: each a real socket on 127.0.0.1."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]


def says(text: bytes) -> Behaviour:
    """Says something at once, and then waits for the other side to go."""

    def act(connection: socket.socket) -> None:
        connection.sendall(text)
        while connection.recv(1024):
            pass

    return act


def answers(text: bytes) -> Behaviour:
    """Says something as soon as it has heard anything, and goes."""

    def act(connection: socket.socket) -> None:
        connection.recv(1024)
        connection.sendall(text)

    return act


def is_silent(connection: socket.socket) -> None:
    """Listens, and says nothing."""
    while connection.recv(1024):
        pass


def closes(connection: socket.socket) -> None:
    """Goes at once."""


@contextmanager
def listening(behaviour: Behaviour) -> Iterator[int]:
    """Something that listens on a free port, from now until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, behaviour), daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, behaviour: Behaviour) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_act, args=(connection, behaviour), daemon=True).start()


def _act(connection: socket.socket, behaviour: Behaviour) -> None:
    with connection, suppress(OSError):
        behaviour(connection)
