"""Every example of every rule, through the production pipeline: what it finds, what fixing makes of it, and that this is at rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine_lint.pipeline import Fixing, Request, run
from engine_lint.rules.registry import load
from engine_lint.rules.rule import Example, Rule
from engine_lint.settings import Lookup

CASES = [pytest.param(rule, example, id=f"{rule.code}-{example.title}") for rule in load() for example in rule.examples]


def request_for(root: Path, rule: Rule, example: Example, source: str, fixing: Fixing) -> Request:
    for name, text in example.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / example.name).parent.mkdir(parents=True, exist_ok=True)
    (root / example.name).write_text(source, encoding="utf-8")
    settings = {"pedantic": True, **example.settings} if rule.pedantic else dict(example.settings)
    return Request((str(root / example.name),), Lookup(root.as_posix(), settings), fixing=fixing, unsafe=example.unsafe)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example_finds_what_it_says(tmp_path: Path, rule: Rule, example: Example) -> None:
    outcome = run(request_for(tmp_path, rule, example, example.source, Fixing.SHOW))
    assert outcome.failures == ()
    found = sorted(f"{each.code}:{each.place.span.start.line}" for each in outcome.findings)
    assert found == sorted(example.finds), [each.message for each in outcome.findings]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example_becomes_what_it_says_and_stays_so(tmp_path: Path, rule: Rule, example: Example) -> None:
    outcome = run(request_for(tmp_path, rule, example, example.source, Fixing.COMPUTE))
    assert outcome.failures == ()
    after = {Path(patch.path).name: patch.after.decode("utf-8") for patch in outcome.patches}
    name = Path(example.name).name
    assert after.get(name, example.source) == (example.source if example.fixed is None else example.fixed)
    again = run(request_for(tmp_path, rule, example, after.get(name, example.source), Fixing.COMPUTE))
    assert again.patches == ()


@pytest.mark.parametrize(("rule", "example"), [case for case in CASES if case.values[1].unsafe])  # type: ignore[attr-defined]
def test_an_unsafe_fix_is_not_written_unasked(tmp_path: Path, rule: Rule, example: Example) -> None:
    outcome = run(request_for(tmp_path, rule, replace(example, unsafe=False), example.source, Fixing.COMPUTE))
    assert example.fixed not in [patch.after.decode("utf-8") for patch in outcome.patches]


def test_examples_show_near_misses() -> None:
    for rule in load():
        clean = [example for example in rule.examples if not example.finds]
        assert len(clean) >= len(rule.examples) - len(clean) - 1, rule.code
        assert all(f"{rule.code}:" in " ".join(example.finds) for example in rule.examples if example.finds), rule.code
