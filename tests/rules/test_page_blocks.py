"""The code blocks of the rule pages, as they stand there: bad code is reported, good code is clean, and the examples are the rule's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine_lint.knowledge.tables import parse_toml
from engine_lint.model.outcome import Outcome
from engine_lint.pipeline import Request, run
from engine_lint.rules.page import EXAMPLES, section, settings_of
from engine_lint.rules.registry import load
from engine_lint.rules.rule import Rule
from engine_lint.settings import Lookup
from tests.inprocess import engine_lint
from tests.shell import REPOSITORY, write

BESIDE = {"EL101", "EL202"}
"""An engine without a recycle is reported beside one without pre-ping, and the other way round."""
IMPORTS = """\
import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import NullPool, QueuePool, create_engine, engine_from_config

from shop.settings import connect, settings, url

"""
ABOVE = {
    "EL305": 'db = SQLAlchemy()\napp = Flask(__name__)\napp.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://app@db/shop"\n',
    "EL405": 'config = {"sqlalchemy.url": "postgresql://app@db/shop"}\n',
}
"""What pages leave out above their code, beside imports."""
SETTINGS: Mapping[str, Mapping[str, Any]] = {"EL201": {"idle-timeout": 600}, "EL202": {"idle-timeout": "8h"}, "EL503": {"max-connections": 151}}
"""What pages say of the server, in words."""
FILES = {"EL503": {"Procfile": "web: gunicorn shop:app --workers 8 --threads 40\n"}}
NAMES = {"python": "shop.py", "ini": "my.cnf"}
RULES = [pytest.param(rule, id=rule.code) for rule in load()]


def page(rule: Rule) -> str:
    """A rule's page as it is published."""
    return (REPOSITORY / "docs" / "rules" / f"{rule.code.lower()}-{rule.name}.md").read_text(encoding="utf-8")


def blocks(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def checked(rule: Rule, language: str, code: str, folder: Path) -> Outcome:
    """What checking a block gives, with what its page says around it."""
    text = f"{IMPORTS}{ABOVE.get(rule.code, '')}{code}" if language == "python" else code
    write(folder, {".git/HEAD": "", NAMES[language]: text, **FILES.get(rule.code, {})})
    lookup = Lookup(folder.as_posix(), {"pedantic": rule.pedantic, **SETTINGS.get(rule.code, {})})
    return run(Request((str(folder / NAMES[language]),), lookup))


@pytest.mark.parametrize("rule", RULES)
def test_bad_code_is_reported(rule: Rule, tmp_path: Path) -> None:
    shown = blocks(section(page(rule), "Bad"))
    assert shown
    for number, (language, code) in enumerate(shown):
        found = {finding.code for finding in checked(rule, language, code, tmp_path / str(number)).findings}
        assert rule.code in found
        assert found <= {rule.code, *BESIDE}


@pytest.mark.parametrize("rule", RULES)
def test_good_code_is_clean(rule: Rule, tmp_path: Path) -> None:
    shown = blocks(section(page(rule), "Good"))
    assert shown
    for number, (language, code) in enumerate(shown):
        outcome = checked(rule, language, code, tmp_path / str(number))
        assert (outcome.findings, outcome.failures) == ((), ())


@pytest.mark.parametrize("rule", RULES)
def test_the_examples_of_a_page_are_those_that_run_as_tests(rule: Rule) -> None:
    ran = [text for each in rule.examples for text in (*each.files.values(), each.source, each.fixed) if text is not None]
    assert [text for _, text in blocks(section(page(rule), EXAMPLES))] == [f"{text.rstrip()}\n" for text in ran]


@pytest.mark.parametrize("rule", RULES)
def test_code_stands_in_no_other_section(rule: Rule) -> None:
    elsewhere = re.sub(r"^## (?:Bad|Good|Examples)$.*?(?=^## |\Z)", "", page(rule), flags=re.MULTILINE | re.DOTALL)
    assert {language for language, _ in blocks(elsewhere)} <= {"text"}


@pytest.mark.parametrize(("code", "above"), [("EL901", "from sqlalchemy import create_engine\nfrom shop.settings import url\n\n"), ("EL902", "from sqlalchemy import create_engine\n\n")])
def test_a_report_that_a_page_shows_is_that_of_its_bad_code(code: str, above: str, tmp_path: Path) -> None:
    (rule,) = (each for each in load() if each.code == code)
    ((_, bad),) = blocks(section(page(rule), "Bad"))
    ((_, shown),) = blocks(section(page(rule), "Why"))
    write(tmp_path, {"shop/db.py": above + bad})
    ran = engine_lint("check", "--output-format", "concise", "shop/db.py", cwd=tmp_path)
    assert shown.strip() in [line.removesuffix(" [fix]") for line in ran.lines]


def test_settings_are_shown_as_toml() -> None:
    for each in (example for rule in load() for example in rule.examples if example.settings):
        assert parse_toml("\n".join(re.findall(r"`(.*?)`", settings_of(each.settings)))) == each.settings


@pytest.mark.parametrize("rule", RULES)
def test_a_page_says_how_safe_its_fixes_are(rule: Rule, tmp_path: Path) -> None:
    """``sometimes`` where both kinds turn up; else every fix that an example gets is of the kind that the page names, none included."""
    found: set[str] = set()
    for number, example in enumerate(rule.examples):
        folder = write(tmp_path / str(number), {**example.files, example.name: example.source})
        outcome = run(Request((str(folder / example.name),), Lookup(folder.as_posix(), {"pedantic": rule.pedantic, **example.settings})))
        found |= {finding.fix.safety.name.lower() for finding in outcome.findings if finding.code == rule.code and finding.fix}
    assert found == {"safe": {"safe"}, "unsafe": {"unsafe"}, "sometimes": {"safe", "unsafe"}, "none": set()}[rule.fixable]
