"""Which calls are engine sites, through every way a name can reach them."""

from __future__ import annotations

import pytest

from .reading_help import engines, one, option, reading

SITES = {
    "plain import": "from sqlalchemy import create_engine\ncreate_engine(u)",
    "alias": "from sqlalchemy import create_engine as ce\nce(u)",
    "module alias": "import sqlalchemy as sa\nsa.create_engine(u)",
    "module": "import sqlalchemy\nsqlalchemy.create_engine(u)",
    "submodule": "from sqlalchemy.engine import create_engine\ncreate_engine(u)",
    "submodule path": "import sqlalchemy.engine.create\nsqlalchemy.engine.create.create_engine(u)",
    "submodule as name": "from sqlalchemy import engine\nengine.create_engine(u)",
    "future": "from sqlalchemy.future import create_engine\ncreate_engine(u)",
    "sqlmodel": "from sqlmodel import create_engine\ncreate_engine(u)",
    "sqlmodel aliased": "import sqlmodel as sm\nsm.create_engine(u)",
    "async": "from sqlalchemy.ext.asyncio import create_async_engine\ncreate_async_engine(u)",
    "async submodule": "from sqlalchemy.ext import asyncio as saa\nsaa.create_async_engine(u)",
    "pool from url": "from sqlalchemy import create_pool_from_url\ncreate_pool_from_url(u)",
    "star import": "from sqlalchemy import *\ncreate_engine(u)",
    "rebinding": "from sqlalchemy import create_engine\nmake = create_engine\nmake(u)",
    "import in a function": "def f(u):\n    from sqlalchemy import create_engine\n    return create_engine(u)",
    "import in try": "try:\n    from sqlalchemy import create_engine\nexcept ImportError:\n    create_engine = None\ndef f(u):\n    return create_engine(u)",
    "import in try, module": "try:\n    import sqlalchemy as sa\nexcept ImportError:\n    sa = None\ndef f(u):\n    return sa.create_engine(u)",
    "stored on self": (
        "class Runner:\n    def __init__(self, u):\n        from sqlalchemy import create_engine\n        self.make = create_engine\n        self.engine = self.make(u)\n"
    ),
    "class attribute": "from sqlalchemy import create_engine\nclass A:\n    make = staticmethod(create_engine)\n    engine = create_engine(u)",
    "getattr": "import sqlalchemy\ngetattr(sqlalchemy, 'create_engine')(u)",
    "method": "import sqlalchemy as sa\nclass A:\n    def create_engine(self):\n        return sa.create_engine(self.url)",
    "lambda": "from sqlalchemy import create_engine\nmake = lambda u: create_engine(u)",
    "nested function": "from sqlalchemy import create_engine\ndef outer():\n    def inner(u):\n        return create_engine(u)\n    return inner",
    "partial, called": "from functools import partial\nfrom sqlalchemy import create_engine\nmake = partial(create_engine, echo=True)\nengine = make(u)",
    "argument of a call": "from sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\nSession = sessionmaker(bind=create_engine(u))",
    "conditional expression": "from sqlalchemy import create_engine\nengine = create_engine(u) if flag else None",
    "with": "from sqlalchemy import create_engine\nwith create_engine(u).connect() as c:\n    pass",
    "match": "from sqlalchemy import create_engine\nmatch kind:\n    case 'a':\n        engine = create_engine(u)",
    "chained": "from sqlalchemy import create_engine\nengine = create_engine(u).execution_options(a=1)",
    "await": "from sqlalchemy.ext.asyncio import create_async_engine\nasync def f(u):\n    async with create_async_engine(u) as e:\n        return e",
    "walrus": "from sqlalchemy import create_engine\nif (engine := create_engine(u)):\n    pass",
    "decorated function": "import functools\nfrom sqlalchemy import create_engine\n@functools.lru_cache\ndef engine(u):\n    return create_engine(u)",
    "loop": "from sqlalchemy import create_engine\nfor u in urls:\n    engines[u] = create_engine(u)",
    "dict comprehension value": "from sqlalchemy import create_engine\nengines = {n: create_engine(u) for n, u in [('a', 'b')]}",
    "engine_from_config": "from sqlalchemy import engine_from_config\nengine_from_config(settings, 'sqlalchemy.')",
    "async_engine_from_config": "from sqlalchemy.ext.asyncio import async_engine_from_config\nasync_engine_from_config(settings)",
}

NOT_SITES = {
    "own function": "def create_engine(x):\n    return x\ncreate_engine('diesel')",
    "own function shadows": "from sqlalchemy import create_engine\ndef create_engine(x):\n    return x\ncreate_engine(u)",
    "method of something": "db.create_engine(u)",
    "own method": "class A:\n    def create_engine(self):\n        return 1\n    def go(self):\n        return self.create_engine()",
    "oslo.db": "from oslo_db.sqlalchemy import session\nsession.create_engine(u)",
    "oslo.db name": "from oslo_db.sqlalchemy.enginefacade import create_engine\ncreate_engine(u)",
    "duckdb": "import duckdb\nduckdb.create_engine(u)",
    "unknown library": "from cars import create_engine\ncreate_engine(u)",
    "parameter": "from sqlalchemy import create_engine\ndef f(create_engine):\n    return create_engine(u)",
    "local from getattr": "def f(mod, name):\n    create_engine = getattr(mod, name)\n    return create_engine(u)",
    "mock": "from sqlalchemy import create_mock_engine\ncreate_mock_engine('postgresql://', f)",
    "reference only": "from sqlalchemy import create_engine\nFACTORY = create_engine",
    "type checking only": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sqlalchemy import create_engine\n    create_engine(u)",
    "string": "text = 'create_engine(u)'",
    "deleted branch": "from sqlalchemy import create_engine\nif False:\n    create_engine(u)",
    "pandas": "import pandas as pd\npd.read_sql(q, con, engine_kwargs={'pool_recycle': 3})",
}


@pytest.mark.parametrize("text", SITES.values(), ids=SITES.keys())
def test_is_a_site(text: str) -> None:
    assert len({engine.site.place for engine in engines(text)}) == 1


@pytest.mark.parametrize("text", NOT_SITES.values(), ids=NOT_SITES.keys())
def test_is_no_site(text: str) -> None:
    assert engines(text) == ()


def test_a_partial_joins_its_keywords_with_those_of_the_call() -> None:
    engine = one(
        "from functools import partial\nfrom sqlalchemy import create_engine\nmake = partial(create_engine, pool_size=3)\nmake(u, pool_pre_ping=True)\n"
    )
    assert option(engine, "pool_size") == 3
    assert option(engine, "pool_pre_ping") is True


def test_both_import_styles_in_one_file() -> None:
    assert len(engines("import sqlalchemy\nfrom sqlalchemy import create_engine\ncreate_engine(a)\nsqlalchemy.create_engine(b)\n")) == 2


def test_async_factories_are_known_to_be_async() -> None:
    assert one("from sqlalchemy.ext.asyncio import create_async_engine\ncreate_async_engine(u)").site.is_async


def test_spans_count_code_points() -> None:
    engine = one("from sqlalchemy import create_engine\nä = '€€'; engine = create_engine('mysql://ü')\n")
    assert engine.site.place.span.start.column == 20
    assert engine.site.place.span.end.column == 20 + len("create_engine('mysql://ü')")


def test_syntax_newer_than_the_interpreter_does_not_hide_a_site() -> None:
    text = "from sqlalchemy import create_engine\ntype Alias = int\ndef f[T](x: T) -> T:\n    return x\nengine = create_engine(u)\n"
    assert one(text).site.place.span.start.line == 5


def test_syntax_that_is_not_known_costs_only_its_own_statement() -> None:
    text = """
        from sqlalchemy import create_engine

        class Store:
            @property
            def url(self):
                return "mysql://h/d"

            def __init__(self):
                self.engine = create_engine(self.url)

            def go(self):
                '''Text
        that stands at the margin.
                '''
                try:
                    go()
                except A, B:
                    pass
    """
    found = reading(text)
    assert [each.site.place.span.start.line for each in found.engines] == [10]
    assert found.engines[0].backend.names == {"mysql"}
    assert not found.notes


def test_lines_at_the_margin_within_a_statement_do_not_cut_it() -> None:
    text = """\
class Config:
    TEXT = get(
        'a',
        'bc\\
d',
    )
    OPTIONS = [
1,
    ]
    def go(self):
        try:
            go()
        except A, B:
            pass
    SQLALCHEMY_DATABASE_URI = "postgresql://h/d"
    SQLALCHEMY_ENGINE_OPTIONS = {"pool_recycle": 300}
"""
    found = reading(text)
    assert [option(each, "pool_recycle") for each in found.engines] == [300]
    assert not found.notes


def test_an_engine_in_a_statement_that_cannot_be_parsed_is_said_to_be_passed_over() -> None:
    text = """
        from sqlalchemy import create_engine

        def go(url):
            try:
                return create_engine(url)
            except A, B:
                pass
    """
    found = reading(text)
    if not found.engines:  # Python 3.14 and later can parse it
        assert [place.span.start.line for place, _ in found.notes] == [5]
