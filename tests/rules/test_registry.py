"""The registry, the pages and the rule table."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from engine_lint.model.finding import Severity
from engine_lint.rules import registry
from engine_lint.rules.page import HEADINGS
from engine_lint.rules.registry import MalformedRule
from engine_lint.rules.rule import Rule

ROOT = Path(__file__).resolve().parents[2]
PAGE = "A page.\n\n" + "\n\n".join(f"## {heading}\n\ntext" for heading in HEADINGS)
RULE = Rule("EL999", "made-up", Severity.INFO, "a rule", None, None)


def module(name: str = "el999_made_up", rule: object = RULE, page: str = PAGE) -> ModuleType:
    made = ModuleType(f"engine_lint.rules.{name}", page)
    if rule is not None:
        made.RULE = rule  # type: ignore[attr-defined]
    return made


def test_every_file_of_the_folder_is_a_rule() -> None:
    files = sorted(path.stem for path in (ROOT / "engine_lint" / "rules").glob("el*.py"))
    assert [f"el{rule.code[2:]}_{rule.name.replace('-', '_')}" for rule in registry.load()] == files


def test_the_rules_of_the_specification_are_there() -> None:
    codes = {rule.code for rule in registry.load()}
    assert codes >= {"EL101", "EL102", "EL201", "EL202", "EL204", "EL301", "EL302", "EL401", "EL402", "EL901", "EL902"}


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (module(rule=None), "no RULE"),
        (module(rule="EL999"), "no RULE"),
        (module("made_up"), "not named like"),
        (module("el998_made_up"), "its RULE is EL999"),
        (module("el999_other"), "its RULE is EL999"),
        (module(page=""), "lacks What, Why"),
        (module(page=PAGE.replace("## When not to\n", "")), "lacks When not to"),
        (module(page=PAGE.replace("## What", "## x").replace("## Why", "## What").replace("## x", "## Why")), "the right order"),
        (module(rule=replace(RULE, check=lambda subject, context: iter(()))), "neither"),
    ],
)
def test_a_malformed_file_is_refused(broken: ModuleType, message: str) -> None:
    with pytest.raises(MalformedRule, match=re.escape(message)):
        registry.collect([broken])


def test_two_rules_of_one_code_or_name_are_refused() -> None:
    for other in (module(), module("el998_made_up", replace(RULE, code="EL998"))):
        with pytest.raises(MalformedRule, match="exists already"):
            registry.collect([module(), other])


def test_rules_come_sorted() -> None:
    rules = registry.collect([module(), module("el998_other", replace(RULE, code="EL998", name="other"))])
    assert [rule.code for rule, _ in rules] == ["EL998", "EL999"]


@pytest.mark.parametrize("wanted", ["EL101", "el101", "missing-pre-ping", "Missing-Pre-Ping", " EL101 "])
def test_rules_go_by_code_and_by_name(wanted: str) -> None:
    rule = registry.find(wanted)
    assert rule is not None
    assert rule.code == "EL101"


@pytest.mark.parametrize("unknown", ["EL999", "EL1", "", "missing"])
def test_other_words_are_no_rule(unknown: str) -> None:
    assert registry.find(unknown) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("EL1001", "EL101"), ("missing-preping", "missing-pre-ping"), ("mising_recycle", "missing-recycle"), ("zzz", None)]
)
def test_a_slip_is_answered_with_what_was_meant(typed: str, meant: str | None) -> None:
    assert registry.closest(typed) == meant


def test_a_page_says_what_the_rule_is_and_shows_its_examples() -> None:
    for rule in registry.load():
        page = registry.page(rule)
        assert page.startswith(f"# {rule.name} ({rule.code})\n")
        assert f"**{rule.severity.name.lower()}**" in page
        assert all(f"\n## {heading}\n" in page for heading in HEADINGS)
        assert all(example.source.rstrip() in page for example in rule.examples)


def test_every_page_is_honest_about_checkout() -> None:
    for rule in registry.load():
        if rule.code not in ("EL203", "EL206", "EL901", "EL902"):  # they say nothing of what pre-ping and recycle would do
            assert "checkout" in registry.page(rule), rule.code


def test_examples_are_many_and_titled() -> None:
    for rule in registry.load():
        assert len(rule.examples) >= 5, rule.code
        titles = [example.title for example in rule.examples]
        assert all(titles), rule.code
        assert len(set(titles)) == len(titles), rule.code


def test_no_rule_reads_syntax_or_another_rule() -> None:
    for path in (ROOT / "engine_lint" / "rules").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(?:from|import) (?:libcst|ast|tokenize)\b", text, re.MULTILINE), path.name
        assert not re.search(r"^\s*from engine_lint\.rules\.el\d", text, re.MULTILINE), path.name


def test_the_generated_documentation_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "tools" / "docs.py"), "--check"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
