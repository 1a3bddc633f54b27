"""Which conditions of a path a finding names: those without which it would not be true."""

from __future__ import annotations

from textwrap import dedent

import pytest

from engine_lint import check_source
from engine_lint.model.engine import negated

CASES = {
    "a flag that changes something else": ("opts = {'echo': True} if WIN else {'echo': False}", ()),
    "a flag that changes the size": ("opts = {'pool_size': 9} if WIN else {}", ()),
    "the flag that decides": ("opts = {'echo': True} if WIN else {'pool_pre_ping': True}", ("WIN",)),
    "the other arm": ("opts = {'pool_pre_ping': True} if WIN else {'echo': True}", ("not WIN",)),
    "one flag of two": ("opts = {'pool_pre_ping': True} if SAFE else {'echo': True} if WIN else {'pool_size': 9}", ("not SAFE",)),
    "both flags": ("opts = {'echo': True}\nif SAFE:\n    opts['pool_pre_ping'] = True\nif WIN:\n    opts['poolclass'] = NullPool", ("not SAFE", "not WIN")),
}


@pytest.mark.parametrize(("options", "named"), CASES.values(), ids=CASES.keys())
def test_only_conditions_that_decide_are_named(options: str, named: tuple[str, ...]) -> None:
    head = "from sqlalchemy import create_engine\nfrom sqlalchemy.pool import NullPool\nfrom elsewhere import SAFE, WIN\n"
    (finding,) = check_source(f"{head}{dedent(options)}\ne = create_engine('postgresql://h/d', **opts)\n")
    sentences = [line for line in finding.help if line.startswith("This is so on the path")]
    assert sentences == ([f"This is so on the path where {' and '.join(named)}."] if named else [])


@pytest.mark.parametrize("condition", ["debug", "a == b", "x in (1, 2)", "not debug"])
def test_the_opposite_of_the_opposite_is_the_condition(condition: str) -> None:
    assert negated(negated(condition)) == condition


def test_what_no_words_tell_apart_is_said_to_be_true_of_some() -> None:
    text = """
import os
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool, QueuePool

def url(settings):
    if settings.url:
        return settings.url
    if settings.mode == "file":
        return "sqlite:///shop.db"
    if settings.mode == "auto":
        if os.path.exists("/.dockerenv"):
            return "postgresql://app@db/shop"
        return "sqlite:///shop.db"
    return "postgresql://app@db/shop"

def is_sqlite(url):
    return url.startswith("sqlite") or ":memory:" in url

from config import settings
IS_SQLITE = is_sqlite(url(settings))
poolclass = NullPool if IS_SQLITE else QueuePool

def replica(address):
    return create_engine(address, poolclass=poolclass, pool_size=30, pool_pre_ping=True)
"""
    found = [each for each in check_source(text) if each.code == "EL402"]
    assert found
    for each in found:
        assert any(line.startswith("This is so o") for line in each.help)
        assert each.fix is None


def test_what_is_not_so_of_sqlite_alone_is_said_so() -> None:
    text = """
from sqlalchemy import create_engine
from config import saved

def url():
    try:
        return saved()
    except OSError:
        return "sqlite:///shop.db"

engine = create_engine(url(), pool_size=5)
"""
    (finding,) = check_source(text)
    assert finding.code == "EL101"
    assert "The code may name SQLite here too, of which this is not so." in finding.help
    assert not any(line.startswith("This is so") for line in finding.help)
