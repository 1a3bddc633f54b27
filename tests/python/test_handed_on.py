"""Fixes in calls and dicts into which callers may hand options through ``**``."""

from __future__ import annotations

import re

import pytest

from engine_lint import check_source, fix_source
from engine_lint.model.finding import Safety

HEAD = "from sqlalchemy import create_engine\n"
IN_DICT_CALL = """
def make(url, **kwargs):
    options = dict(echo=False, **kwargs)
    return create_engine(url, **options)
engine = make("postgresql://app@db/shop")
"""
IN_DISPLAY = """
def make(url, extra=None):
    options = {"echo": False, **(extra or {})}
    return create_engine(url, **options)
engine = make("postgresql://app@db/shop")
"""
HANDED_ON = """
def make(url, **kwargs):
    return create_engine(url, **{"echo": False, **kwargs})
engine = make("postgresql://app@db/shop")
"""
IN_METHOD = """
class Store:
    def engine(self, **kwargs):
        options = dict(url=self.url(), **kwargs)
        return create_engine(**options)
    def url(self):
        return "postgresql://app@db/shop"
    def open(self):
        self.kept = self.engine()
"""
COMPUTED = """
def make(url, extra=None):
    return create_engine(url, **(extra or {}))
engine = make("postgresql://app@db/shop")
"""
ON_AN_OBJECT = """
class Store:
    def __init__(self, url, engine_args=None):
        self.engine_args = engine_args or {}
        self.engine = create_engine(url, **self.engine_args)
store = Store("postgresql://app@db/shop")
"""
SPREAD_OVER_LINES = """
def make(url, extra=None):
    return create_engine(
        url,
        **(
            extra
            or {}
        ),
    )
engine = make("postgresql://app@db/shop")
"""
A_CONSTANT = """
BASE = {"pool_size": 5}
def make(url):
    return create_engine(url, **dict(BASE))
def connect():
    return make("postgresql://app@db/shop")
"""
NO_SPREAD = """
def make(url, echo):
    options = dict(echo=echo)
    return create_engine(url, **options)
engine = make("postgresql://app@db/shop", True)
"""
AT_THE_CALLER = """
def make(url, **kwargs):
    return create_engine(url, **kwargs)
engine = make("postgresql://app@db/shop", echo=True)
"""


@pytest.fixture(autouse=True)
def _in_a_project_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def _fix(source):
    (finding,) = check_source(HEAD + source)
    assert finding.code == "EL101"
    return finding.fix


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        (IN_DICT_CALL, "**kwargs)\n    return", '**{"pool_pre_ping": True, **kwargs})\n    return'),
        (IN_METHOD, "self.url(), **kwargs)", 'self.url(), **{"pool_pre_ping": True, **kwargs})'),
        (COMPUTED, "**(extra or {})", '**{"pool_pre_ping": True, **(extra or {})}'),
        (ON_AN_OBJECT, "**self.engine_args)", '**{"pool_pre_ping": True, **self.engine_args})'),
        (IN_DISPLAY, '"echo": False, **', '"echo": False, "pool_pre_ping": True, **'),
    ],
)
def test_what_callers_hand_on_wins_over_a_new_option(source, before, after):
    fix = _fix(source)
    assert fix is not None
    assert fix.safety is Safety.SAFE
    assert fix.title == "Add pool_pre_ping=True as a default"
    assert fix_source(HEAD + source) == (HEAD + source).replace(before, after)


SHADOWED = """
def make(url, extra=None):
    options = {**(extra or {}), "echo": False}
    return create_engine(url, **options)
engine = make("postgresql://app@db/shop")
"""
TWO = """
def make(url, *, first, **kwargs):
    options = dict(**first, **kwargs)
    return create_engine(url, **options)
engine = make("postgresql://app@db/shop", first={})
"""
@pytest.mark.parametrize(
    ("source", "reason"), [(SHADOWED, "would win over"), (TWO, "may hand the same option on")]
)
def test_where_both_cannot_be_written_it_is_unsafe_and_the_reason_said(source, reason):
    fix = _fix(source)
    assert fix is not None
    assert fix.safety is Safety.UNSAFE
    assert reason in fix.reason


IN_THE_URL = """
def make(url, extra=None):
    return create_engine("mysql+pymysql://app@db/shop?pool_recycle=280&pool_use_lifo=1&charset=utf8", **(extra or {}))
engine = make("shop")
"""


def test_options_that_are_moved_give_way_to_what_callers_hand_on():
    (finding,) = check_source(HEAD + IN_THE_URL, settings={"select": ["EL205"]})
    assert finding.fix is not None
    fixed = fix_source(HEAD + IN_THE_URL, settings={"select": ["EL205"]})
    assert "shop?charset=utf8" in fixed
    assert re.sub(r"\s+", " ", fixed.partition("**")[2]).startswith('{ "pool_recycle": 280, "pool_use_lifo": True, **(extra or {}), })')


def test_two_options_come_one_after_the_other():
    fixed = fix_source(HEAD + IN_DICT_CALL, settings={"idle-timeout": 600})
    assert '**{"pool_pre_ping": True, "pool_recycle": 570, **kwargs})' in fixed


@pytest.mark.parametrize("source", [A_CONSTANT, NO_SPREAD, HANDED_ON, AT_THE_CALLER])
def test_where_callers_hand_nothing_on_it_is_safe(source):
    fix = _fix(source)
    assert fix is not None
    assert fix.safety is Safety.SAFE
