"""Functions are followed in proportion to the length of a file, and what is not followed is said."""

from __future__ import annotations

import ast
from itertools import count

import pytest

from engine_lint.python import budget
from engine_lint.python.budget import CUT_SHORT, FRUITLESS_RUNS, FRUITLESS_STATEMENTS, Budget
from engine_lint.python.values import Opaque, Scalar
from tests.python.reading_help import engines, reading

IMPORT = "from sqlalchemy import create_engine\n"
NESTED = "".join(
    f"    def f{number}(self, t):\n        create_engine('mysql://h/d{number}')\n" + "".join(f"        self.f{other}(t)\n" for other in range(8) if other != number)
    for number in range(8)
)
"""Methods that all call each other: 8! ways lead through them."""


def _spending(left: Budget, statements: int) -> Scalar:
    return Scalar([left.spend() for _ in range(statements)])


def test_a_function_that_was_run_in_vain_often_and_for_long_is_fruitless() -> None:
    left, function = Budget(), ast.Pass()
    for _ in range(FRUITLESS_RUNS):
        assert not left.is_fruitless(function)
        left.watched(function, lambda: _spending(left, FRUITLESS_STATEMENTS), lambda: 0)
    assert left.is_fruitless(function)
    left.refill(0)
    assert not left.is_fruitless(function)


def test_a_short_function_and_one_that_showed_something_are_not_fruitless() -> None:
    left, short, long, shown = Budget(), ast.Pass(), ast.Pass(), count()
    for _ in range(10):
        left.watched(short, lambda: _spending(left, 1), lambda: 0)
        left.watched(long, lambda: _spending(left, FRUITLESS_STATEMENTS), lambda: next(shown))
    assert not left.is_fruitless(short) and not left.is_fruitless(long)


def test_what_runs_for_a_value_beyond_its_share_is_unknown_and_cuts_nothing_short() -> None:
    left = Budget()
    found = left.on_demand(lambda: _spending(left, budget.ON_DEMAND + 1))
    assert found == Opaque(CUT_SHORT) == left.on_demand(lambda: Scalar(1))
    assert not left.cut_short


def test_engines_in_methods_that_all_call_each_other_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "STATEMENTS", 500)
    monkeypatch.setattr(budget, "STATEMENTS_PER_LINE", 0)
    found = reading(f"{IMPORT}class R:\n{NESTED}engine = create_engine('mysql://h/d', pool_pre_ping=True)\n")
    assert {each.site.place.span.start.line for each in found.engines} == {*range(4, 3 + len(NESTED.splitlines()), 9), 3 + len(NESTED.splitlines())}
    assert found.remarks == ("app.py leads to more calls than are followed: what the rest of them does is taken for unknown",)


def test_an_engine_met_after_the_budget_may_have_other_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "STATEMENTS", 100)
    monkeypatch.setattr(budget, "STATEMENTS_PER_LINE", 0)
    last = f"{IMPORT}class R:\n{NESTED}R().f0(1)\nengine = create_engine('mysql://h/d')\n"
    cut = [each for each in engines(last) if CUT_SHORT in each.unseen]
    assert len(last.splitlines()) in {each.site.place.span.start.line for each in cut}


def test_statements_of_a_module_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "STATEMENTS", 5)
    monkeypatch.setattr(budget, "STATEMENTS_PER_LINE", 0)
    found = reading(IMPORT + "".join(f"e{number} = create_engine('mysql://h/d{number}')\n" for number in range(50)))
    assert len(found.engines) == 50 and not found.remarks and not any(each.is_open for each in found.engines)


def test_a_name_in_a_docstring_makes_no_function_worth_running() -> None:
    found = engines(f"{IMPORT}def f():\n    '''As create_engine does.'''\n    return 1\nengine = create_engine('mysql://h/d')\n")
    assert len(found) == 1 and not found[0].is_open
