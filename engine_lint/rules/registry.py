"""Finds the rules: one per file of this folder. Anything malformed, missing or double is refused."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from types import ModuleType

import engine_lint.rules
from engine_lint.expression import expression
from engine_lint.rules.page import missing_headings, render
from engine_lint.rules.rule import Rule

_MODULE = expression(r"el(\d{3})_(\w+)")


class MalformedRule(Exception):
    """A rule file that cannot be used: a mistake in this package, never the user's."""


@cache
def load() -> tuple[Rule, ...]:
    """All rules, sorted by code.

    Raises:
        MalformedRule: a file has no rule, a rule that does not fit its file's name or page, or one that exists already.
    """
    names = sorted(info.name for info in pkgutil.iter_modules(engine_lint.rules.__path__) if info.name.startswith("el"))
    if not names:
        raise MalformedRule("engine_lint/rules holds no rule")
    return tuple(rule for rule, _ in collect(importlib.import_module(f"engine_lint.rules.{name}") for name in names))


def collect(modules: Iterable[ModuleType]) -> tuple[tuple[Rule, str], ...]:
    """The rules of some modules with their docstrings, sorted by code, each checked."""
    found: dict[str, tuple[Rule, str]] = {}
    for module in modules:
        rule = _rule_of(module)
        clash = next((code for code, (other, _) in found.items() if code == rule.code or other.name == rule.name), None)
        if clash:
            raise MalformedRule(f"{module.__name__}: {rule.code} {rule.name} exists already as {clash} {found[clash][0].name}")
        found[rule.code] = (rule, module.__doc__ or "")
    return tuple(found[code] for code in sorted(found))


def _rule_of(module: ModuleType) -> Rule:
    name = module.__name__.rpartition(".")[2]
    rule = getattr(module, "RULE", None)
    match = _MODULE.fullmatch(name)
    if match is None:
        raise MalformedRule(f"{module.__name__}: the file is not named like el101_missing_pre_ping.py")
    if not isinstance(rule, Rule):
        raise MalformedRule(f"{module.__name__}: no RULE in it")
    if (rule.code, rule.name) != (f"EL{match[1]}", match[2].replace("_", "-")):
        raise MalformedRule(f"{module.__name__}: its RULE is {rule.code} {rule.name}")
    missing = missing_headings(module.__doc__ or "")
    if missing:
        raise MalformedRule(f"{module.__name__}: its page lacks {', '.join(missing)}")
    if (rule.subject is None) is not (rule.check is None):
        raise MalformedRule(f"{module.__name__}: a rule has both a subject and a check, or neither")
    return rule


def page(rule: Rule) -> str:
    """The rule's page in Markdown."""
    name = f"engine_lint.rules.el{rule.code[2:]}_{rule.name.replace('-', '_')}"
    return render(rule, importlib.import_module(name).__doc__ or "")


def find(code_or_name: str) -> Rule | None:
    """The rule of that code (in any case) or name, or None."""
    wanted = code_or_name.strip()
    return next((rule for rule in load() if wanted.upper() == rule.code or wanted.lower() == rule.name), None)


def select(prefix: str) -> tuple[Rule, ...]:
    """The rules meant by a code, a name, ``ALL`` or the start of codes (``EL1``); none where nothing fits."""
    if prefix.upper() == "ALL":
        return load()
    exact = find(prefix)
    if exact is not None:
        return (exact,)
    start = prefix.strip().upper()
    return tuple(rule for rule in load() if len(start) >= 2 and rule.code.startswith(start))


def closest(code_or_name: str) -> str | None:
    """The code or name that was probably meant."""
    from difflib import get_close_matches

    names = [name for rule in load() for name in (rule.code, rule.name)]
    folded = {name.lower(): name for name in names}
    close = get_close_matches(code_or_name.strip().lower(), folded, n=1, cutoff=0.5)
    return folded[close[0]] if close else None
