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
