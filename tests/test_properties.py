"""What holds for every input: no site is lost, fixing is at rest after one run, and any bytes end in a named outcome."""

from __future__ import annotations

import ast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_lint.files.kinds import PYTHON
from engine_lint.model.finding import Safety
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.python.parsing import decode
from engine_lint.python.project import Project
from engine_lint.python.reading import read
from engine_lint.settings import Lookup

PATH = "/nowhere/app.py"
RELAXED = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

IMPORTS = [
    ("from sqlalchemy import create_engine", "create_engine"),
    ("from sqlalchemy import create_engine as make", "make"),
    ("import sqlalchemy as sa", "sa.create_engine"),
    ("import sqlalchemy.engine", "sqlalchemy.engine.create_engine"),
    ("from sqlmodel import create_engine as sm", "sm"),
    ("from sqlalchemy.ext.asyncio import create_async_engine", "create_async_engine"),
    ("from sqlalchemy import *", "create_engine"),
]
URLS = ["'mysql+pymysql://h/d'", "'postgresql://h/d'", "'sqlite:///x.db'", "url", "f'mysql://{host}/d'", "os.environ.get('DB', 'sqlite://')"]
KEYWORDS = ["echo=True", "pool_recycle=28800", "pool_recycle=60 * 60", "pool_size=5", "pool_recycle='60'", "connect_args={'a': 1}", "pool_recycle=3"]
LAYOUTS = ["{f}({a})", "{f}({a},)", "{f}(\n    {m},\n)", "{f}(\n    {m}\n)", "{f}(  # why\n    {m},  # last\n)"]
FLASK = [
    "SQLALCHEMY_POOL_RECYCLE = 280  # below the server's",
    "SQLALCHEMY_POOL_SIZE = 5",
    "# as agreed\nSQLALCHEMY_MAX_OVERFLOW = 2",
    "SQLALCHEMY_ENGINE_OPTIONS = {'pool_recycle': 299}",
    "SQLALCHEMY_ENGINE_OPTIONS = dict(\n    pool_recycle=299,  # fine\n)",
    "SQLALCHEMY_POOL_PRE_PING = True",
    "SQLALCHEMY_DATABASE_URI = 'mysql://h/d'",
    "DEBUG = True",
]


@st.composite
def calls(draw: st.DrawFn) -> str:
    """A module with a few engine factory calls."""
    head, name = draw(st.sampled_from(IMPORTS))
    lines = ["import os", head]
    for number in range(draw(st.integers(1, 3))):
        arguments = [draw(st.sampled_from(URLS)), *draw(st.lists(st.sampled_from(KEYWORDS), unique_by=lambda each: each.partition("=")[0], max_size=3))]
        layout = draw(st.sampled_from(LAYOUTS)).format(f=name, a=", ".join(arguments), m=",\n    ".join(arguments))
        body = f"engine_{number} = {layout}"
        if draw(st.booleans()):
            body = f"def make_{number}(url, host):\n    " + body.replace("\n", "\n    ") + f"\n    return engine_{number}"
        lines.append(body)
    return "\n".join(lines) + "\n"


@st.composite
def configs(draw: st.DrawFn) -> str:
    """A module with a Flask config class."""
    members = draw(st.lists(st.sampled_from(FLASK), min_size=1, max_size=6, unique_by=lambda each: each.split(" = ")[0]))
    indented = "\n".join("    " + line for member in members for line in member.split("\n"))
    return f"class Config:\n{indented}\n"


def outcome(text: str, fixing: Fixing, *, newline: str = "\n"):  # type: ignore[no-untyped-def]
    data = text.replace("\n", newline).encode()
    return run(Request((), Lookup("/nowhere", {"pedantic": True, "idle-timeout": 300}, isolated=True), {PATH: data}, fixing, unsafe=True))


@RELAXED
@given(calls() | configs())
def test_the_prefilter_never_loses_a_site(text: str) -> None:
    reading = read(decode(PATH, text.encode()), Project("/nowhere"))
    assert PYTHON.may_hold_site(text.encode()) or not (reading.engines or reading.config_keys)


@RELAXED
@given(calls() | configs(), st.sampled_from(["\n", "\r\n"]))
def test_fixing_twice_is_fixing_once(text: str, newline: str) -> None:
    first = outcome(text, Fixing.COMPUTE, newline=newline)
    assert first.failures == ()
    after = first.patches[0].after.decode() if first.patches else text.replace("\n", newline)
    ast.parse(after)
    assert after.count("#") == text.count("#")
    assert ("\r\n" in after) == (newline == "\r\n")
    second = outcome(after.replace("\r\n", "\n"), Fixing.COMPUTE, newline=newline)
    assert second.patches == ()
    assert not [each for each in second.findings if each.fix is not None and each.fix.safety is Safety.SAFE]


@RELAXED
@given(st.binary(max_size=300) | st.builds(lambda text, tail: text.encode() + tail, calls(), st.binary(max_size=60)))
def test_any_bytes_end_in_a_named_outcome(data: bytes) -> None:
    done = run(Request((), Lookup("/nowhere", {"pedantic": True}, isolated=True), {PATH: b"# create_engine\n" + data}, Fixing.COMPUTE, unsafe=True))
    assert all("internal error" not in failure.message for failure in done.failures), done.failures


@RELAXED
@given(calls(), st.integers(0, 400), st.integers(0, 400))
def test_mangled_code_ends_in_a_named_outcome(text: str, start: int, length: int) -> None:
    mangled = text[:start] + text[start + length :]
    done = run(Request((), Lookup("/nowhere", {}, isolated=True), {PATH: mangled.encode()}, Fixing.COMPUTE, unsafe=True))
    assert all("internal error" not in failure.message for failure in done.failures), done.failures
