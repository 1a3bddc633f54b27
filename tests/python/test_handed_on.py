"""Fixes in calls and dicts into which callers may hand options through ``**``."""

from __future__ import annotations

import pytest

from engine_lint import check_source
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
    def read(self):
        return self.engine().connect()
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


def _fix(source):
    (finding,) = check_source(HEAD + source)
    assert finding.code == "EL101"
    return finding.fix


@pytest.mark.parametrize(
    ("source", "reason"), [(IN_DICT_CALL, "may hand the same option on"), (IN_METHOD, "may hand the same option on"), (IN_DISPLAY, "would win over")]
)
def test_an_option_beside_a_spread_parameter_is_unsafe_and_the_reason_said(source, reason):
    fix = _fix(source)
    assert fix is not None
    assert fix.safety is Safety.UNSAFE
    assert reason in fix.reason


@pytest.mark.parametrize("source", [A_CONSTANT, NO_SPREAD, HANDED_ON, AT_THE_CALLER])
def test_where_callers_hand_nothing_on_it_is_safe(source):
    fix = _fix(source)
    assert fix is not None
    assert fix.safety is Safety.SAFE
