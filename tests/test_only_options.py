"""Fixes change the options that they are about and nothing else: by a comparison of their own, and by what the real SQLAlchemy makes of the result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_lint.pipeline import Fixing, Request, run
from engine_lint.rules.registry import load
from engine_lint.settings import Lookup
from tests.only_options import differences
from tests.test_fixture_projects import PROJECTS, UNSAFE, Project

PATH = "/nowhere/app.py"
EXAMPLES = [(rule, example) for rule in load() for example in rule.examples if example.fixed is not None]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.code}-{example.title}" for rule, example in EXAMPLES])
def test_examples(rule: Any, example: Any) -> None:
    codes = {entry.partition(":")[0] for entry in example.finds}
    assert differences(example.name, example.source.encode(), example.fixed.encode(), codes) == []


@pytest.mark.parametrize("project", PROJECTS, ids=lambda each: each.folder.name)
def test_fixture_projects(project: Project) -> None:
    rows = [*project.rows("default"), *project.rows("only_pedantic")]
    codes = {row[2] for row in rows if row[4] is not None}
    before, changed = project.before, project.changed(UNSAFE)
    assert bool(changed) <= bool(codes)
    for name, text in changed.items():
        assert differences(name, before[name].encode("latin-1"), text.encode("latin-1"), codes) == [], name


CALL = b"from sqlalchemy import create_engine\n\nengine = create_engine('mysql://h/d', pool_size=5)  # why\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"pool_size=5", b"pool_size=6"),
        (b"pool_size=5)", b"pool_size=5, pool_pre_ping=False)"),
        (b"pool_size=5)", b"pool_size=5, pool_recycle=30)"),
        (b"pool_size=5)", b"pool_size=5, echo=True)"),
        (b"pool_size=5)", b"pool_size=5, pool_pre_ping=True, echo=True)"),
        (b"h/d", b"h/e"),
        (b"  # why", b""),
        (b"# why", b"# why not"),
        (b"engine =", b"motor ="),
        (b"\n\n", b"\r\n\r\n"),
        (b"why\n", b"why"),
        (b"from sqlalchemy", b"import os\nfrom sqlalchemy"),
        (b"create_engine('", b"create_engine(('"),
        (b"from", b"\xef\xbb\xbffrom"),
        (b"# why\n", b"# why\n# and why\n"),
    ],
)
def test_the_comparison_notices_everything_else(old: bytes, new: bytes) -> None:
    assert differences("db.py", CALL, CALL.replace(old, new, 1), {"EL101"})


def test_the_comparison_lets_pass_what_was_meant() -> None:
    handed = CALL.replace(b"pool_size=5", b"**options")
    assert differences("db.py", handed, handed.replace(b"**options", b"**{'pool_pre_ping': True, **options}"), {"EL101"}) == []
    assert differences("db.py", handed, handed.replace(b"**options", b"**{'pool_pre_ping': True, **others}"), {"EL101"})
    assert differences("db.py", CALL, CALL.replace(b"=5", b"=5, pool_pre_ping=True"), {"EL101"}) == []
    assert differences("db.py", CALL, CALL, {"EL101"}) == []
    assert differences("db.py", CALL, CALL.replace(b"=5", b"=5, pool_pre_ping=True, pool_recycle=280"), {"EL101", "EL202"}) == []


URLS = ("sqlite:///shop.db", "mysql+pymysql://app@db/shop", "postgresql+psycopg2://app@db/shop", "mysql+pymysql://app@db/shop?charset=utf8mb4")
OPTIONS = (
    "pool_recycle=28800",
    "pool_recycle=60 * 60 * 9",
    "pool_recycle=-1",
    "pool_size=3",
    "pool_pre_ping=True",
    "pool_timeout=7",
    "echo=False",
    "pool_recycle=3",
)
SHAPES = (
    "engine = create_engine({url!r}{options})  # made here\n",
    "def make():\n    # first\n    return create_engine(\n        {url!r}{options},  # last\n    )\n\n\nengine = make()\n",
    "OPTIONS = dict({first})\nengine = create_engine({url!r}, **OPTIONS)\n",
    "OPTIONS = {{}}\nOPTIONS.update({first})  # later\nengine = create_engine({url!r}, **OPTIONS)\n",
    "from functools import partial\n\nmake = partial(create_engine, {url!r})\nengine = make({first})\n",
    "class Database:\n\t'''The shop's.'''\n\n\turl = {url!r}\n\n\tdef __init__(self):\n\t\tself.engine = create_engine(self.url{options})\n\n\nengine = Database().engine\n",
    "import os\n\nif os.environ.get('NEVER'):\n    engine = create_engine('sqlite://')\nelse:\n    engine = create_engine({url!r}{options})\n",
)


@st.composite
def modules(draw: st.DrawFn) -> str:
    """A module that makes one engine, which can be run."""
    options = draw(st.lists(st.sampled_from(OPTIONS), unique_by=lambda each: each.partition("=")[0], max_size=4))
    text = draw(st.sampled_from(SHAPES)).format(url=draw(st.sampled_from(URLS)), options="".join(f", {each}" for each in options), first=", ".join(options))
    return draw(st.sampled_from(("", '"""The database."""\n\n', "# coding: utf-8\n\n"))) + "from sqlalchemy import create_engine\n\n" + text


def pool_of(text: str) -> Any:
    """The pool of the engine that a module makes."""
    names: dict[str, Any] = {}
    exec(compile(text, "app.py", "exec"), names)
    return names["engine"].pool


def facts(pool: Any) -> Iterator[Any]:
    """What fixes must not change."""
    yield type(pool)
    yield getattr(pool, "_timeout", None)
    yield pool.size() if hasattr(pool, "size") else None
    yield pool.echo


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(modules())
def test_generated_modules_make_engines_that_are_protected_and_else_the_same(text: str) -> None:
    pytest.importorskip("psycopg2")
    pytest.importorskip("pymysql")
    request = Request((), Lookup("/nowhere", {"idle-timeout": 300}, isolated=True), {PATH: text.encode()}, Fixing.COMPUTE, unsafe=True)
    outcome = run(request)
    assert outcome.failures == ()
    after = outcome.patches[0].after.decode() if outcome.patches else text
    assert differences("app.py", text.encode(), after.encode(), {each.code for each in outcome.fixed}) == []
    old, new = pool_of(text), pool_of(after)
    assert list(facts(old)) == list(facts(new))
    if "sqlite:///" not in text:
        assert new._pre_ping
        assert 0 < new._recycle < 300 or new._recycle == old._recycle
    assert run(request._replace(texts={PATH: after.encode()})).patches == ()


def test_the_projects_have_every_kind_of_text() -> None:
    names = {Path(name).suffix for project in PROJECTS for name in project.changed(UNSAFE)}
    assert {".py", ".ini", ".ipynb", ".cfg"} <= names, json.dumps(sorted(names))
