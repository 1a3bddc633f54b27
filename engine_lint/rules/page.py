"""A rule's page: the facts of its ``Rule`` on top, its module's docstring, its examples."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any

from engine_lint.rules.rule import Example, Rule

HEADINGS = ("What", "Why", "Bad", "Good", "When not to", "Fix safety", "Configuration", "References")
"""The sections that every page has, in this order."""

EXAMPLES = "Examples"
"""The section behind those, written from the rule's own examples."""
_LANGUAGES = {".py": "python", ".yml": "yaml"}
_FIXABLE = {
    "safe": "The fix is safe.",
    "unsafe": "The fix is unsafe: it needs `--unsafe-fixes`.",
    "sometimes": "The fix is safe or unsafe, depending on the case.",
    "none": "There is no automatic fix.",
}


def missing_headings(docstring: str) -> tuple[str, ...]:
    """The sections that a docstring lacks, or that stand out of order."""
    found = [line[3:].strip() for line in docstring.splitlines() if line.startswith("## ")]
    return () if tuple(found) == HEADINGS else tuple(each for each in HEADINGS if each not in found) or ("the right order",)


def section(page: str, heading: str) -> str:
    """The text of a section of a page, without its heading; empty where it has no such section."""
    _, _, rest = f"\n{page}".partition(f"\n## {heading}\n")
    return rest.partition("\n## ")[0].strip()


def without_examples(page: str) -> str:
    """A page as far as people read it in one go: the examples at its end are many."""
    text, _, _ = page.partition(f"\n## {EXAMPLES}\n")
    return f"{text.rstrip()}\n"


def render(rule: Rule, docstring: str) -> str:
    """The page in Markdown."""
    body = docstring.strip()
    head = [
        f"# {rule.name} ({rule.code})",
        "",
        f"Severity: **{rule.severity.name.lower()}**{' (shown with `--pedantic` only)' if rule.pedantic else ''}. {_FIXABLE[rule.fixable]}",
        "",
    ]
    return "\n".join([*head, body, "", *_examples(rule.examples)]).rstrip() + "\n"


def _examples(examples: tuple[Example, ...]) -> list[str]:
    if not examples:
        return []
    lines = [f"## {EXAMPLES}", "", "Each runs as a test; the line above it says what is reported.", ""]
    for example in examples:
        lines += _example(example)
    return lines


def _example(example: Example) -> list[str]:
    finds = ", ".join(f"{find.partition(':')[0]} on line {find.partition(':')[2]}" for find in example.finds)
    lines = [f"**{example.title or 'Example'}**: {finds or 'nothing to report'}.", ""]
    if example.settings:
        lines += [f"Settings: {settings_of(example.settings)}.", ""]
    for path, text in example.files.items():
        lines += [f"`{path}`:", "", *_fenced(path, text)]
    if not example.name.endswith(".py"):
        lines += [f"`{example.name}`:", ""]
    lines += _fenced(example.name, example.source)
    if example.fixed is not None:
        lines += [f"After `--fix{' --unsafe-fixes' if example.unsafe else ''}`:", "", *_fenced(example.name, example.fixed)]
    return lines


def _fenced(path: str, text: str) -> list[str]:
    return [f"```{_LANGUAGES.get(os.path.splitext(path)[1], 'text')}", text.rstrip(), "```", ""]


def settings_of(settings: Mapping[str, Any]) -> str:
    """Settings as TOML, each as code."""
    return ", ".join(f"`{key} = {_toml(value)}`" for key, value in settings.items())


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else json.dumps(name)
