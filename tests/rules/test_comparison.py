"""What docs/comparison.md and the README claim beside other tools, each claim run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from engine_lint import check_source, fix_source
from engine_lint.timeouts.resolve import recycle_below

ROOT = Path(__file__).resolve().parents[2]
DAMAGE = """\
import sqlalchemy as sa
from sqlalchemy import create_engine

primary = create_engine(
    "postgresql://app@db/shop",  # primary
    echo=True,
)
replica = sa.create_engine("postgresql://app@replica/shop")
audit = create_engine("postgresql://app@audit/shop", echo=True, )
"""


def codes(source: str) -> list[str]:
    return [finding.code for finding in check_source(source, settings={})]


def test_a_fix_keeps_comments_layout_callee_and_trailing_commas() -> None:
    after = fix_source(DAMAGE, settings={})
    ast.parse(after)
    assert after == (
        DAMAGE.replace("    echo=True,\n", "    echo=True,\n    pool_pre_ping=True,\n")
        .replace('replica/shop")', 'replica/shop", pool_pre_ping=True)')
        .replace("echo=True, )", "echo=True, pool_pre_ping=True, )")
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('import sqlalchemy as sa\nengine = sa.create_engine("postgresql://db/shop")\n', "EL101"),
        ('from sqlalchemy import create_engine as ce\nengine = ce("postgresql://db/shop")\n', "EL101"),
        ('from sqlmodel import create_engine as sm_create\nengine = sm_create("postgresql://db/shop")\n', "EL101"),
        ('from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine("mysql+aiomysql://db/shop")\n', "EL101"),
        (
            "from sqlalchemy import engine_from_config\n"
            'engine = engine_from_config({"sqlalchemy.url": "mysql://db/shop", "sqlalchemy.pool_recycle": "28800", "sqlalchemy.pool_pre_ping": True})\n',
            "EL201",
        ),
        ('from sqlalchemy import create_engine\nHOUR = 3600\nengine = create_engine("mysql://db/shop", pool_recycle=8 * HOUR, pool_pre_ping=True)\n', "EL201"),
        ('from sqlalchemy import create_engine\nOPTS = {"pool_pre_ping": True}\nengine = create_engine("postgresql://db/shop", **OPTS)\n', ""),
        ('from sqlalchemy import create_engine\nPING = True\nengine = create_engine("postgresql://db/shop", pool_pre_ping=PING)\n', ""),
        ('def create_engine(x):\n    return x\n\n\nengine = create_engine("diesel")\n', ""),
        ('from sqlalchemy import create_engine\nengine = create_engine("postgresql://db/shop", pool_pre_ping=False)\n', ""),
        ('from sqlalchemy import create_engine\nengine = create_engine("sqlite:///shop.db")\n', ""),
        ('from sqlalchemy import NullPool, create_engine\nengine = create_engine("postgresql://db/shop", poolclass=NullPool)\n', ""),
        ('import requests\nrequests.get("https://example.org", timeout=60).json()\n', ""),
    ],
)
def test_code_that_plain_matching_gets_wrong(source: str, expected: str) -> None:
    found = codes(source)
    assert (expected in found) if expected else found == []


def test_only_the_call_itself_is_rewritten_in_a_chain() -> None:
    source = 'from sqlalchemy import create_engine\n\nwith create_engine("postgresql://db/shop").connect() as connection:\n    pass\n'
    assert fix_source(source, settings={"pedantic": True}) == source.replace('shop")', 'shop", pool_pre_ping=True)')


def test_the_limits_page_gives_the_values_that_fixes_write() -> None:
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    timers, written = (re.findall(r"\d+", line) for line in re.findall(r"^\| (?:T|written) \|.*$", text, re.MULTILINE))
    assert len(timers) > 3
    assert [recycle_below(int(timer), None) for timer in timers] == [int(value) for value in written]
