"""``markdown``: the pages of rules one behind the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine_lint.rules import registry
from engine_lint.rules.page import without_examples

if TYPE_CHECKING:
    from engine_lint.report.rules import Look
    from engine_lint.rules.rule import Rule


def render(rules: Sequence[Rule], look: Look) -> Iterator[str]:
    """The pages, line by line."""
    for index, rule in enumerate(rules):
        if index:
            yield ""
        yield from page(rule, look).splitlines()


def page(rule: Rule, look: Look) -> str:
    """A rule's page, with its examples where they are asked for."""
    text = registry.page(rule)
    return text if look.examples else without_examples(text)
