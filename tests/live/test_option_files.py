"""Option files as a real MariaDB reads them, value for value.

``OPTION_FILES=2000 pytest tests/live/test_option_files.py`` compares that many generated files; by default it is a few hundred, always the same.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine_lint.files.optionfile.groups import Server
from engine_lint.files.optionfile.includes import Unfolded
from engine_lint.files.optionfile.outcome import grouped, outcome
from engine_lint.files.optionfile.syntax import Form
from engine_lint.files.servers import Around, decoded
from tests.live.server import program

COUNT = int(os.environ.get("OPTION_FILES", "240"))
BATCH = 8
DEFAULTS = {"wait_timeout": 28800, "interactive_timeout": 28800, "max_connections": 151}
MAIN, PARTS = "main.cnf", ("part.cnf", "conf.d/a.cnf", "conf.d/b.cnf", "conf.d/c.ini", "other.txt")
_PRINTED = re.compile(rb"^([a-z-]+) +(\d+)$", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def _mariadb() -> None:
    if program("mariadbd") is None:
        reason = "mariadbd not found: install MariaDB's server (Debian, Ubuntu: sudo apt-get install mariadb-server)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@cache
def version() -> str:
    """The server's own series (``10.11``)."""
    told = subprocess.run([str(program("mariadbd")), "--no-defaults", "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"Ver (\d+\.\d+)", told)
    assert found is not None
    return found[1]


@dataclass(frozen=True)
class Told:
    """What comes out of a file: the values, or that the server does not start. None for a value that is not told."""

    refused: bool
    values: Mapping[str, int | None]


def by_server(path: Path) -> Told:
    """What the server itself makes of a file."""
    root = ["--user=root"] if os.geteuid() == 0 else []
    command = [str(program("mariadbd")), f"--defaults-file={path}", *root, "--verbose", "--help"]
    done = subprocess.run(command, check=False, capture_output=True, cwd=path.parent, timeout=60)
    printed = {name.decode().replace("-", "_"): int(value) for name, value in _PRINTED.findall(done.stdout)}
    return Told(done.returncode != 0, {name: printed.get(name) for name in DEFAULTS})


def by_reader(path: Path) -> Told:
    """What our reader makes of it, for this very server."""
    unfolded = Unfolded(Around(path.parent.as_posix(), _bytes))
    unfolded.take(decoded(path.as_posix(), path.read_bytes()))
    fault = next((line for line in unfolded.lines if line.form is Form.FAULT), None)
    found = outcome(tuple(grouped(unfolded.lines)), fault, Server("mariadb", version()))
    return Told(bool(found.refusal), {**DEFAULTS, **{name: each.held.value for name, each in found.assigned.items()}})


def _bytes(path: str) -> bytes | None:
    return Path(path).read_bytes() if os.path.isfile(path) else None


def disagreement(files: Mapping[str, bytes]) -> str:
    """How server and reader differ about some files, or an empty string."""
    with tempfile.TemporaryDirectory(prefix="options-") as folder:
        for name, data in files.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        theirs, ours = by_server(Path(folder, MAIN)), by_reader(Path(folder, MAIN))
    if theirs.refused or ours.refused:
        return "" if theirs.refused == ours.refused else f"{files}: server {theirs}, reader {ours}"
    agree = all(value is None or _same(name, value, theirs.values[name] or 0) for name, value in ours.values.items())
    return "" if agree else f"{files}: server {theirs}, reader {ours}"


def _same(name: str, ours: int, theirs: int) -> bool:
    """Whether two values are equal. A server that may not open so many files takes fewer connections than it is told."""
    return ours == theirs or (name == "max_connections" and ours > theirs > 1_000)


_SERIES = "10.11"
GROUPS = st.sampled_from(
    [
        *(b"mysqld", b"mysqld", b"mysqld", b"server", b"mariadb", b"mariadbd", b"client-server", b"galera", f"mysqld-{_SERIES}".encode()),
        *(f"mariadb-{_SERIES}".encode(), b"mariadb-10", b"mysqld-8.0", b"MySQLd", b" mysqld", b"mysqld ", b"mysqld\t", b"client", b"mysql"),
        *(b"mysqld_safe", b"mysqld1", b"mysqld_replica", b"", b"mysqld x", b"#mysqld", b"[mysqld"),
    ]
)
PREFIXES = st.sampled_from([b"", b"", b"", b"", b"loose-", b"loose_", b"skip-", b"disable_", b"enable-", b"maximum-", b"LOOSE-", b"autoset-", b"x."])
NAMES = st.sampled_from(
    [
        *(b"wait_timeout", b"wait_timeout", b"wait-timeout", b"interactive_timeout", b"interactive-timeout", b"Wait_Timeout", b"WAIT-TIMEOUT"),
        *(b"wait_time", b"wait", b"wa", b"int", b"interactive", b"interactive_t", b"max_connections", b"max-connections", b"max_conn", b"max_c"),
    ]
)
NUMBERS = st.one_of(
    st.integers(0, 10**5).map(lambda number: str(number).encode()),
    st.integers(0, 2**66).map(lambda number: str(number).encode()),
    st.tuples(st.integers(0, 99), st.sampled_from("kKmMgGtTpPeEsh.x ")).map(lambda parts: f"{parts[0]}{parts[1]}".encode()),
    st.sampled_from([b"", b"0", b"-1", b"+5", b"007", b"1e3", b"0x258", b"600.5", b"600s", b"10Kx", b"16E", b"k", b"+", b"31536000", b"31536001", b" "]),
)
QUOTED = st.sampled_from(
    [*(b"%s", b"%s", b"%s", b'"%s"', b"'%s'", b"\"%s'", b'"%s', b"`%s`", b'" %s"', b'"%s#"', b'"\\%s"', b"%s\\n", b'"\\s%s"', b'"\\n%s"', b"\xa0%s")]
)
ENDS = st.sampled_from([b"", b"", b"", b" # note", b"#note", b" ; note", b";", b" // note", b"  ", b"\t", b"\r", b"\x0c", b"\xa0", b"\0junk", b' # "', b"="])
SIGNS = st.sampled_from([b"=", b"=", b"=", b" = ", b"\t=", b"= ", b": ", b" ", b"=="])
OPTIONS = st.tuples(PREFIXES, PREFIXES, NAMES, SIGNS, QUOTED, NUMBERS, ENDS).map(
    lambda part: b"".join(part[:4]).replace(b"x.x.", b"x.") + part[4].replace(b"%s", part[5]) + part[6],
)
PLAIN = st.tuples(NAMES, SIGNS, st.integers(0, 40_000)).map(lambda part: b"%s%s%d" % part)
INCLUDES = st.sampled_from(
    [
        *(b"!include part.cnf", b"!include other.txt", b"!include missing.cnf", b"!include part.cnf # note", b'!include "part.cnf"', b"!include=part.cnf"),
        *(b"!includedir conf.d", b"! include part.cnf", b"!include\tpart.cnf  ", b"!INCLUDE part.cnf", b"!include main.cnf", b"!include", b"!foo"),
    ]
)
OTHERS = st.sampled_from(
    [
        *(b"", b"   ", b"# wait_timeout=3", b"; wait_timeout=3", b"  # x", b"port=3307", b"skip-name-resolve", b"// note", b"-- note", b"--wait_timeout=3"),
        *(
            b"wait_timeout",
            b"set-variable=wait_timeout=600",
            b"-O wait_timeout=600",
            b"loose-unheard_of=3",
            b"wait timeout=3",
            b"[mysqld",
            b"key_buffer_size=16M",
        ),
    ]
)
INDENTS = st.sampled_from([b"", b"", b"", b"  ", b"\t", b"\x0b"])
HEADERS = GROUPS.map(lambda name: b"[%s]" % name)
LINES = st.tuples(INDENTS, st.one_of(PLAIN, PLAIN, PLAIN, OPTIONS, HEADERS, INCLUDES, OTHERS)).map(b"".join)


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """The bytes of one file. A server does not start where a folder does not exist; whether it does there, we do not know, so each one does here."""
    first = draw(st.sampled_from([b"[mysqld]", b"[mysqld]", b"[mysqld]", b"[server]", b"[mariadb]", b"[client]", b"", b"\xef\xbb\xbf[mysqld]"]))
    end = draw(st.sampled_from([b"\n", b"\n", b"\r\n"]))
    lines = [first, *draw(st.lists(LINES, max_size=7))]
    last = end if lines[-1].lstrip().startswith(b"!includedir") else draw(st.sampled_from([end, end, b""]))
    return end.join(lines) + last


TREES = st.fixed_dictionaries({MAIN: texts()}, optional={name: texts() for name in PARTS}).map(lambda files: {"conf.d/z.txt": b"", **files})


RELAXED = settings(deadline=None, derandomize="OPTION_FILES" not in os.environ, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
"""Failures are not made smaller: each step of that would ask the server."""


@settings(RELAXED, max_examples=-(-COUNT // BATCH))
@given(st.lists(TREES, min_size=BATCH, max_size=BATCH))
def test_every_value_is_the_one_that_the_server_holds(trees: list[dict[str, bytes]]) -> None:
    with ThreadPoolExecutor(BATCH) as threads:
        assert [each for each in threads.map(disagreement, trees) if each] == []


def cases() -> Iterator[tuple[str, int | None]]:
    """Lines in ``[mysqld]`` and the ``wait_timeout`` they make, None where the server does not start."""
    yield from {"wait_timeout=600": 600, "wait-timeout = '600'": 600, "wait_timeout=600#note": 600, "skip-wait_timeout": 1, "enable-wait_timeout=5": 1}.items()
    yield from {
        "wait_timeout=1K": 1024,
        "wait_timeout=0": 1,
        "wait_timeout=1e3": 31536000,
        "wait_timeout=": 1,
        "WAIT_TIMEOUT=600": 600,
        "wait=600": 600,
    }.items()
    yield from {"loose-wait_timeout=600": 600, "maximum-wait_timeout=600": 28800, "wait_timeout=5\nwait-timeout=6": 6, "x.wait_timeout=7": 7}.items()
    yield from dict.fromkeys(
        ("wait_timeout=600 ; note", "wait_timeout", "wait_timeout 600", "wait_timeout=600s", "wait_timeout=-1", "--wait_timeout=5")
    ).items()
    yield from dict.fromkeys(("set-variable=wait_timeout=600", "// note", "wait_timeout=`600`", "wait_timeout=18446744073709551616")).items()


@pytest.mark.parametrize(("line", "expected"), list(cases()))
def test_the_server_agrees_with_what_is_written_here(line: str, expected: int | None, tmp_path: Path) -> None:
    path = tmp_path / MAIN
    path.write_text(f"[mysqld]\n{line}\n")
    for told in (by_server(path), by_reader(path)):
        assert told.refused is (expected is None)
        assert expected is None or told.values["wait_timeout"] == expected
