"""Kinds of files: told by their names, and none of them falls over whatever stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.discovery import discover
from engine_lint.errors import UnreadableFile
from engine_lint.files.env_syntax import read_env
from engine_lint.files.ini_syntax import read_ini
from engine_lint.files.kinds import _ROWS, PYTHON, kind_of, kinds
from engine_lint.files.toml_syntax import read_toml, tables
from engine_lint.model.source import Source
from engine_lint.python.project import Project
from engine_lint.settings import Lookup
from tests.shell import write

RELAXED = settings(deadline=None)
NAMES = ("a.ini", "airflow.cfg", "a.cfg", "a.json", "a.toml", ".env", "a.py", "my.cnf")
PIECES = st.sampled_from(
    [
        *(b"[app:main]\n", b"sqlalchemy.url = mysql://a@b/c\n", b"sqlalchemy.pool_size=%(x)s\n", b"sql_alchemy_conn=x\n", b"[database]\n", b"  more\n"),
        *(b"SQLALCHEMY_DATABASE_URI = 'mysql://a@b/c'\n", b"SQLALCHEMY_ENGINE_OPTIONS = {\n", b"}\n", b"# engine-lint: ignore[EL101]\n", b"\xff\xfe", b"\0"),
        *(b"[mysqld]\n", b"wait_timeout=5\n", b"!includedir .\n", b"\r\n", b"\r", b"%(sqlalchemy.url)s", b"[[x]]\n", b"= = :\n", b"\xef\xbb\xbf"),
    ]
)


def test_names() -> None:
    assert [kind_of(f"/p/{name}") is PYTHON for name in ("a.py", "a.pyi", "script", "a.txt", "a.ini", "setup.cfg")] == [True, True, True, True, False, False]
    assert kind_of("/p/airflow.cfg") is not kind_of("/p/other.cfg")


def test_data_files_are_not_looked_for(tmp_path: Path) -> None:
    write(tmp_path, {name: "" for name in (*NAMES, "myairflow.cfgs", "x.ini.bak")})
    found = discover((".",), Lookup(tmp_path.as_posix(), isolated=True))
    assert [file.path.rpartition("/")[2] for file in found.files] == [".env", "a.cfg", "a.ini", "a.py", "airflow.cfg", "my.cnf"]


@RELAXED
@given(st.lists(st.one_of(PIECES, st.binary(max_size=6)), max_size=10).map(b"".join), st.sampled_from(NAMES))
def test_no_bytes_are_too_odd(data: bytes, name: str) -> None:
    kind = kind_of(f"/nowhere/{name}")
    kind.may_hold_site(data)
    try:
        texts = kind.texts(f"/nowhere/{name}", data)
        for text in texts:
            list(kind.comments(text))
        kind.validate(texts)
        reading = kind.read(texts, Project("/nowhere"))
    except UnreadableFile:
        return
    for engine in reading.engines:
        assert engine.site.place.path == f"/nowhere/{name}"


@pytest.mark.parametrize(
    "text",
    [
        "[a]\nx" + " " * 200_000 + "y" + " " * 200_000 + "\n",
        "[a]\n" + "k = v\n" * 50_000,
        "".join(f"[s{number}]\nsqlalchemy.url = x\n" for number in range(20_000)),
    ],
)
def test_long_ini_files_are_read_in_one_go(text: str) -> None:
    assert read_ini(Source("/x.ini", text)).headers


def test_long_toml_and_dotenv_files_are_read_in_one_go() -> None:
    text = "".join(f"key{number} = {number}\n" for number in range(20_000))
    members = tables(read_toml(text)).members
    assert members is not None
    assert len(members) == len(read_env(Source("/.env", text)).entries) == 20_000


def test_every_kind_is_told_from_the_others() -> None:
    endings = [each for kind in kinds() for each in (*kind.suffixes, *kind.names)]
    assert len(set(endings)) == len(endings)


def test_what_is_said_of_a_kind_before_it_is_imported_is_what_it_says_itself() -> None:
    said = [(row.name, row.suffixes, row.names, row.looked_for) for row in _ROWS]
    assert said == [(type(kind).__name__, kind.suffixes, kind.names, kind.looked_for) for kind in kinds()]
