"""Why no connection came about, asked of the network itself: drivers put it into too many words."""

from __future__ import annotations

import socket
import struct
import time
from enum import Enum

from engine_lint.probe.deadline import GivenUp, within

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""What a PostgreSQL client may ask first; the server answers with one byte."""
_GREETING_HEADER = 4
_VERSIONS = (9, 10, 0xFF)
"""How a MySQL server's greeting begins after its header: the protocol's version, or an error."""
_PATIENCE = 3.0
"""Seconds within which a server greets."""


class Diagnosis(Enum):
    """What is found at a host and port, as the end of a sentence."""

    UNKNOWN_HOST = "the host name is not known"
    REFUSED = "nothing listens there: the connection was refused"
    TIMEOUT = "it does not answer"
    UNREACHABLE = "it cannot be reached"
    SILENT = "something listens there that says nothing"
    CLOSES = "something listens there that closes the connection at once"
    MYSQL = "a MySQL or MariaDB server listens there"
    POSTGRESQL = "a PostgreSQL server listens there"
    HTTP = "a web server listens there"
    SSH = "an SSH server listens there"
    OTHER = "something listens there that speaks another protocol"


def diagnose(host: str, port: int, seconds: float) -> Diagnosis:
    """Look who listens at a port. A server notices no more than a connection that is closed again.

    Args:
        host: name or address.
        port: the TCP port.
        seconds: how long to wait for name and connection.
    """
    try:
        return within(seconds + 2 * _PATIENCE + 1, lambda: _diagnose(host, port, seconds))
    except GivenUp:
        return Diagnosis.TIMEOUT
    except socket.gaierror:
        return Diagnosis.UNKNOWN_HOST
    except UnicodeError:
        return Diagnosis.UNKNOWN_HOST
    except ConnectionRefusedError:
        return Diagnosis.REFUSED
    except TimeoutError:
        return Diagnosis.TIMEOUT
    except OSError:
        return Diagnosis.UNREACHABLE


def _diagnose(host: str, port: int, seconds: float) -> Diagnosis:
    greeting = _said(host, port, seconds, b"")
    if greeting is None:
        answer = _said(host, port, seconds, SSL_REQUEST)
        return Diagnosis.SILENT if answer is None else _kind(answer)
    return _kind(greeting)


def _said(host: str, port: int, seconds: float, request: bytes) -> bytes | None:
    """What the other side says first; None where it says nothing."""
    with socket.create_connection((host, port), timeout=seconds) as connection:
        connection.settimeout(_PATIENCE)
        try:
            if request:
                connection.sendall(request)
            said = connection.recv(256)
            time.sleep(0.05)
            connection.setblocking(False)
            try:
                return said + connection.recv(256) if said else said
            except OSError:
                return said
        except TimeoutError:
            return None
        except ConnectionError:
            return b""


def _kind(said: bytes) -> Diagnosis:
    if not said:
        return Diagnosis.CLOSES
    if said in (b"S", b"N"):
        return Diagnosis.POSTGRESQL
    if said.startswith(b"SSH-"):
        return Diagnosis.SSH
    if said.startswith(b"HTTP/") or b"<html" in said.lower():
        return Diagnosis.HTTP
    if len(said) > _GREETING_HEADER and said[2:_GREETING_HEADER] == b"\0\0" and said[_GREETING_HEADER] in _VERSIONS:
        return Diagnosis.MYSQL
    return Diagnosis.OTHER
