"""What docs/comparison.md and the README claim beside other tools, each claim run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from benchmarks.comparing import CODE, DAMAGE, damage, rows
from engine_lint import check_source, fix_source
from engine_lint.model.finding import Safety
from engine_lint.timeouts.resolve import recycle_below

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = {"report": "EL101", "report the value": "EL201", "report, fix unsafe": "EL101", "silent": "", 'tell it apart from "forgotten"': ""}
"""What the page calls right, as the code that is found."""


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


def test_each_row_of_the_page_has_code() -> None:
    assert {name for name, cells in rows().items() if cells and cells[0] in EXPECTED} == set(CODE)


@pytest.mark.parametrize("name", CODE)
def test_code_that_plain_matching_gets_wrong(name: str) -> None:
    right, _, ours = rows()[name]
    found = codes(CODE[name])
    assert (EXPECTED[right] in found) if EXPECTED[right] else found == []
    assert ours.partition(",")[0] in {"EL101": ("reports",), "EL201": ("reports",), "": ("silent", "EL102")}[EXPECTED[right]]


def test_an_unsafe_fix_and_a_decision_are_told_apart() -> None:
    (asynchronous,) = (finding for finding in check_source(CODE['`create_async_engine("mysql+aiomysql://...")`'], settings={}) if finding.code == "EL101")
    assert asynchronous.fix is not None and asynchronous.fix.safety is Safety.UNSAFE
    assert "EL102" in [finding.code for finding in check_source(CODE["`pool_pre_ping=False`"], settings={"pedantic": True})]


def test_nothing_is_said_of_other_libraries() -> None:
    assert codes('import requests\nrequests.get("https://example.org", timeout=60).json()\n') == []


def test_the_page_says_of_our_fixes_what_they_do() -> None:
    (said,) = (cells for name, cells in rows().items() if name.startswith("engine-lint `--fix`"))
    assert [cell.partition(",")[0] for cell in said] == damage(fix_source(DAMAGE, settings={}))


def test_only_the_call_itself_is_rewritten_in_a_chain() -> None:
    source = 'from sqlalchemy import create_engine\n\nwith create_engine("postgresql://db/shop").connect() as connection:\n    pass\n'
    assert fix_source(source, settings={"pedantic": True}) == source.replace('shop")', 'shop", pool_pre_ping=True)')


def test_the_limits_page_gives_the_values_that_fixes_write() -> None:
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    timers, written = (re.findall(r"\d+", line) for line in re.findall(r"^\| (?:T|written) \|.*$", text, re.MULTILINE))
    assert len(timers) > 3
    assert [recycle_below(int(timer), None) for timer in timers] == [int(value) for value in written]
