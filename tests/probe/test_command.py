"""``engine-lint probe`` as its users run it: what it prints, what it records, how it ends, and what it never shows."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest

from engine_lint.report.probe.schema import json_schema
from tests.live.server import free_port
from tests.probe.conftest import PASSWORD, Server
from tests.probe.listeners import is_silent, listening
from tests.shell import REPOSITORY, Ran, engine_lint, write

ENGINES = """\
import os

from sqlalchemy import create_engine

orders = create_engine("mysql+pymysql://shop@db/orders", pool_recycle=3600)
stock = create_engine("mysql+pymysql://shop@db/stock", pool_recycle=280)
events = create_engine("postgresql+psycopg://shop@db/events", pool_pre_ping=True)
cache = create_engine("sqlite:///cache.db")
unknown = create_engine(os.environ["URL"], pool_recycle=7200)
"""
SETTINGS = '[project]\nname = "shop"  # kept\n\n[tool.engine-lint]\nfail-on = "warning"\n'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write(tmp_path, {"db.py": ENGINES, "pyproject.toml": SETTINGS})


def probe(folder: Path, url: str, *arguments: str, stdin: bytes = b"") -> Ran:
    """Ask the server of a URL that stands in the environment; no spelling of a password comes out of that."""
    ran = engine_lint("probe", *arguments, cwd=folder, stdin=stdin, env={"DATABASE_URL": url, "COLUMNS": "100"})
    shown = [ran.text, ran.err, *(path.read_text() for path in folder.glob("*.toml"))]
    for secret in ("canary", PASSWORD, quote(PASSWORD, safe=""), PASSWORD[:6]):
        assert not any(secret in text for text in shown), (secret, shown)
    assert "Traceback" not in ran.err
    return ran


def test_the_answer_and_the_engines_that_fall_short_of_it(shop: Path, mariadb: Server) -> None:
    ran = probe(shop, mariadb.url("pymysql"), "env:DATABASE_URL")
    assert (ran.code, ran.err) == (1, "")
    lines = ran.lines
    assert lines[0].startswith("MariaDB 1") and "asked through pymysql, in a read-only transaction." in " ".join(lines[:2])
    assert ["wait_timeout", "600", "s", "600", "s", "cuts", "what", "rests"] in [line.split() for line in lines]
    assert ["max_connections", "151"] in [line.split() for line in lines]
    assert "A connection that rests is cut after 600 s (wait_timeout). `pool_recycle` must be below that: 570." in lines
    assert "1 of 2 engines for such a server falls short of it:" in lines
    assert "  db.py:5: create_engine(): recycle 3600, pre-ping off, pool QueuePool" in lines
    said = " ".join(ran.text.split())
    assert f"EL201: pool_recycle of 3600 s (1 h) is not below the idle timeout: wait_timeout of 600 s, from the server at {mariadb.name}" in said
    assert "The one engine whose backend nothing shows would fall short, if it connects to this server: db.py:9" in said
    assert "db.py:6" not in ran.text and "db.py:7" not in ran.text and "db.py:8" not in ran.text


def test_postgresql_and_a_warning_that_pre_ping_makes_information(shop: Path, postgres: Server) -> None:
    ran = probe(shop, postgres.url("asyncpg"), "env:DATABASE_URL")
    assert ran.code == 0
    said = " ".join(ran.text.split())
    assert "A connection that rests is cut after 1800 s (idle_session_timeout). `pool_recycle` must be below that: 1710." in said
    assert "The one engine for such a server falls short of it: db.py:7: create_engine(): recycle off, pre-ping on, pool QueuePool info EL202" in said


def test_paths_limit_what_is_compared_and_settings_decide_what_fails(shop: Path, mariadb: Server) -> None:
    write(shop, {"fine/db.py": 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql://db/x", pool_recycle=100)\n'})
    ran = probe(shop, mariadb.url(), "env:DATABASE_URL", "fine")
    assert ran.code == 0 and "1 engine for such a server, and none falls short." in ran.lines
    (shop / "pyproject.toml").write_text(SETTINGS.replace("warning", "error"))
    assert probe(shop, mariadb.url(), "env:DATABASE_URL").code == 0
    (shop / "pyproject.toml").write_text(SETTINGS)
    assert probe(shop, mariadb.url(), "env:DATABASE_URL", "--exit-zero").code == 0


def test_comments_that_silence_the_rule_are_heeded(shop: Path, mariadb: Server) -> None:
    (shop / "db.py").write_text(ENGINES.replace("3600)", "3600)  # engine-lint: ignore[EL201] checked"))
    assert probe(shop, mariadb.url(), "env:DATABASE_URL").code == 0


def test_a_file_that_cannot_be_read_makes_the_run_incomplete(shop: Path, mariadb: Server) -> None:
    write(shop, {"broken.py": "from sqlalchemy import create_engine\nengine = create_engine(\n"})
    ran = probe(shop, mariadb.url(), "env:DATABASE_URL")
    assert ran.code == 2 and "broken.py" in ran.err and "wait_timeout" in ran.text


def test_a_url_from_standard_input_and_from_the_command_line(shop: Path, mariadb: Server) -> None:
    assert "wait_timeout" in probe(shop, "", "-", stdin=mariadb.url("pymysql").encode() + b"\n").text
    assert "wait_timeout" in probe(shop, "", mariadb.url("pymysql")).text


def test_a_url_among_the_paths_is_refused_and_not_shown(shop: Path, mariadb: Server) -> None:
    for command in (("check",), ("engines",), ("probe", "env:DATABASE_URL", "--write")):
        ran = engine_lint(*command, "mysql://u:canary@h/db", cwd=shop, env={"DATABASE_URL": mariadb.url("pymysql")})
        assert (ran.code, ran.out) == (2, b"")
        assert ran.err.startswith("error: a URL stands among the paths") and "canary" not in ran.err
    assert (shop / "pyproject.toml").read_text() == SETTINGS


def test_json_follows_the_published_schema(shop: Path, mariadb: Server, postgres: Server) -> None:
    published = json.loads((REPOSITORY / "docs" / "schemas" / "probe.json").read_text(encoding="utf-8"))
    assert published == json_schema()
    report = probe(shop, mariadb.url("pymysql"), "env:DATABASE_URL", "--output-format", "json").report
    jsonschema.validate(report, published)
    assert (report["server"]["backend"], report["server"]["host"], report["recycle"]) == ("mariadb", mariadb.name, 570)
    assert report["idle_timeouts"] == [{"seconds": 600, "label": "wait_timeout", "timer": "server"}]
    assert [(each["start"]["line"], each["backend_assumed"], each["rule"]["code"]) for each in report["shortfalls"]] == [(5, False, "EL201"), (9, True, "EL201")]
    assert (report["rest"], report["written"], report["engines"]) == (None, None, {"known": 2, "unknown_backend": 1})
    quick = postgres.url(user="quick", password="quick-canary")
    report = probe(shop, quick, "env:DATABASE_URL", "--output-format", "json", "--watch-idle", "--write", "-o", "out.json")
    assert report.out == b""
    found = json.loads((shop / "out.json").read_text())
    jsonschema.validate(found, published)
    assert found["rest"]["cut_after"] >= 2 and found["written"] == "pyproject.toml" and found["variables"][0]["set_by"] == "user"


def test_what_was_measured_is_recorded_and_check_heeds_it(shop: Path, mariadb: Server) -> None:
    ran = probe(shop, mariadb.url("pymysql"), "env:DATABASE_URL", "--write")
    assert ran.code == 1 and ran.lines[-1] == "Recorded in pyproject.toml."
    text = (shop / "pyproject.toml").read_text()
    assert text.startswith(f'{SETTINGS}\n[[tool.engine-lint.measured]]\nbackend = "mariadb"\nhost = "{mariadb.name}"\nwait-timeout = 600\n')
    found = engine_lint("check", "--select", "EL201", "--output-format", "json", cwd=shop).report["findings"]
    assert [each["start"]["line"] for each in found] == [5] and "from pyproject.toml, measured on 20" in found[0]["message"]
    assert probe(shop, mariadb.url("pymysql"), "env:DATABASE_URL", "--write").code == 1
    assert (shop / "pyproject.toml").read_text() == text


def test_a_declared_timeout_that_is_longer_is_pointed_out(shop: Path, mariadb: Server) -> None:
    (shop / "pyproject.toml").write_text(f"{SETTINGS}idle-timeout = 7200\n")
    ran = probe(shop, mariadb.url(), "env:DATABASE_URL")
    assert ran.code == 1 and "note: pyproject.toml declares 7200 s, which comes before what was measured and is longer." in ran.lines


def test_the_real_cut_off_is_watched(shop: Path, mariadb: Server) -> None:
    ran = probe(shop, mariadb.url("pymysql", query="init_command=SET%20SESSION%20wait_timeout%3D2"), "env:DATABASE_URL", "--watch-idle", "40")
    said = " ".join(ran.text.split())
    assert re.search(r"Connections were let rest\. They were cut after [0-9]+\.[0-9] s, as the server says\.", said)
    assert "This session has another wait_timeout than new connections begin with" in said
    ran = probe(shop, mariadb.url("pymysql"), "env:DATABASE_URL", "--watch-idle=1")
    assert "Connections were let rest for 1 s, and none was cut; one still answered after 1 s." in ran.lines


def test_ctrl_c_while_connections_rest_tells_what_is_known(shop: Path, mariadb: Server) -> None:
    """On a terminal: a progress bar is drawn on stderr, and the report follows."""
    terminal, other = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "DATABASE_URL": mariadb.url("pymysql"), "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "engine_lint", "probe", "env:DATABASE_URL", "--watch-idle", "300"]
    with subprocess.Popen(command, cwd=shop, env=environment, stdout=subprocess.PIPE, stderr=other) as running:
        os.close(other)
        seen = b""
        limit = time.monotonic() + 60
        while b"letting connections rest" not in seen and time.monotonic() < limit:
            seen += os.read(terminal, 4096)
        running.send_signal(signal.SIGINT)
        out = running.stdout.read().decode() if running.stdout is not None else ""
        assert running.wait(60) == 1
    os.close(terminal)
    assert "when it was ended early, and none was cut" in out and "canary" not in out and b"canary" not in seen


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("env:NOT_SET",), "the environment variable NOT_SET is not set"),
        (("sqlite:///canary.db",), "sqlite cannot be asked"),
        (("nonsense-canary",), "the URL cannot be read"),
        (("mysql://u:canary@h/x", "--connect-timeout", "soon"), "--connect-timeout: 'soon' is not a duration"),
        (("mysql://u:canary@h/x", "--watch-idle", "long"), "--watch-idle: 'long' is not a duration"),
        (("--watch-idle", "env:DATABASE_URL"), "--watch-idle: 'env:DATABASE_URL' is not a duration"),
        (("mysql://u:canary@h/x", "--write", "--isolated"), "--write and --isolated exclude each other"),
        (("mysql+cymysql://u:canary@h/x",), "the driver cymysql is not installed"),
        (("mysql+pymysql://u:canary@no-such-host.invalid/x",), "cannot ask no-such-host.invalid: the host name is not known"),
        (("postgresql://u:canary@no-such-host.invalid/x", "--write"), "cannot ask no-such-host.invalid: the host name is not known"),
    ],
)
def test_every_error_ends_in_one_line_and_exit_code_2(shop: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = probe(shop, "", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith(f"error: {said}") and ran.err.count("\n") == 1
    assert (shop / "pyproject.toml").read_text() == SETTINGS


@pytest.mark.parametrize(("kind", "driver"), [("mariadb", "pymysql"), ("mariadb", "aiomysql"), ("postgres", "psycopg2"), ("postgres", "asyncpg")])
def test_refusals_of_real_servers_show_no_password(shop: Path, kind: str, driver: str, request: pytest.FixtureRequest) -> None:
    server: Server = request.getfixturevalue(kind)
    closed = f"{server.backend}+{driver}://clerk:{quote(PASSWORD, safe='')}@127.0.0.1:{free_port()}/shop"
    other = {"mariadb": "canary'\"%2F", "postgres": "x' canary"}[kind]
    for url in (server.url(driver, password=other), server.url(driver, database="nope"), closed):
        ran = probe(shop, url, "env:DATABASE_URL", "--write")
        assert (ran.code, ran.out) == (2, b"") and ran.err.startswith("error: cannot ask 127.0.0.1:") and ran.err.count("\n") == 1
    with listening(is_silent) as port:
        ran = probe(shop, server.url(driver).replace(f":{server.port}/", f":{port}/"), "env:DATABASE_URL", "--connect-timeout", "1")
    assert ran.code == 2 and "something listens there that says nothing" in ran.err
    assert (shop / "pyproject.toml").read_text() == SETTINGS
