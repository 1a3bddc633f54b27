"""Who listens at a port, when a driver could not connect to it."""

from __future__ import annotations

import pytest

from engine_lint.probe.diagnosis import Diagnosis, diagnose
from tests.live.server import free_port
from tests.probe.conftest import Server
from tests.probe.listeners import Behaviour, answers, closes, is_silent, listening, says

HTTP = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (says(b"SSH-2.0-OpenSSH_9.2\r\n"), Diagnosis.SSH),
        (says(b"220 mail.example.com ESMTP\r\n"), Diagnosis.OTHER),
        (answers(HTTP), Diagnosis.HTTP),
        (answers(b"S"), Diagnosis.POSTGRESQL),
        (answers(b"N"), Diagnosis.POSTGRESQL),
        (says(b"\x15\x00\x00\x00\xff\x10\x04#08004Too many"), Diagnosis.MYSQL),
        (says(b"S\x00\x00\x00\x0a8.4.0\x00"), Diagnosis.MYSQL),
        (is_silent, Diagnosis.SILENT),
        (closes, Diagnosis.CLOSES),
    ],
)
def test_what_listens_is_told_by_what_it_says(behaviour: Behaviour, expected: Diagnosis) -> None:
    with listening(behaviour) as port:
        assert diagnose("127.0.0.1", port, 10) is expected


def test_real_servers_are_recognised(mariadb: Server, postgres: Server) -> None:
    assert diagnose("127.0.0.1", mariadb.port, 10) is Diagnosis.MYSQL
    assert diagnose("127.0.0.1", postgres.port, 10) is Diagnosis.POSTGRESQL


def test_where_nothing_listens(mariadb: Server) -> None:
    assert diagnose("127.0.0.1", free_port(), 10) is Diagnosis.REFUSED
    assert diagnose("no-such-host.invalid", mariadb.port, 10) is Diagnosis.UNKNOWN_HOST
    assert diagnose("x" * 80 + ".invalid", mariadb.port, 10) is Diagnosis.UNKNOWN_HOST
