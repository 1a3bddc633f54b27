"""A real database server for the tests in this folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.server import missing, require, running


@pytest.fixture(scope="session")
def database_port() -> Iterator[int]:
    """The port of a MariaDB that cuts resting connections after two seconds.

    Where its programs are missing, the tests are skipped, and under CI (the variable is set and not empty) they fail.
    """
    require(missing(), "MariaDB's server (Debian, Ubuntu: sudo apt-get install mariadb-server)")
    with tempfile.TemporaryDirectory(prefix="live-") as folder, running(Path(folder)) as port:
        yield port
