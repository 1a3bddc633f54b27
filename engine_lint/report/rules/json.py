"""``json``: rules as one object, schema version 1. Fields are only ever added to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from engine_lint import __version__
from engine_lint.report.view import rule_url
from engine_lint.rules import registry
from engine_lint.rules.page import without_examples

if TYPE_CHECKING:
    from engine_lint.report.rules import Look
    from engine_lint.rules.rule import Example, Rule

SCHEMA_VERSION = 1


def render(rules: Sequence[Rule], look: Look) -> Iterator[str]:
    """The rules as indented JSON."""
    tool = {"name": "engine-lint", "version": __version__}
    yield json.dumps({"schema_version": SCHEMA_VERSION, "tool": tool, "rules": [_rule(rule) for rule in rules]}, indent=2, ensure_ascii=True)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.name.lower(),
        "pedantic": rule.pedantic,
        "fix": rule.fixable,
        "summary": rule.summary,
        "url": rule_url(rule),
        "explanation": without_examples(registry.page(rule)),
        "examples": [_example(example) for example in rule.examples],
    }


def _example(example: Example) -> dict[str, Any]:
    return {
        "title": example.title,
        "name": example.name,
        "source": example.source,
        "finds": list(example.finds),
        "fixed": example.fixed,
        "unsafe": example.unsafe,
        "files": dict(example.files),
        "settings": dict(example.settings),
    }
