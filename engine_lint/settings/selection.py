"""Which rules run: ``select``, ``extend-select`` and ``ignore``, the more specific selector winning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.settings.entries import Entry

_EXACT = 99


@dataclass(frozen=True, slots=True)
class Selection:
    """``enabled`` are rule codes, None for all. ``named`` were selected, and ``ignored`` ignored, by their own code or name."""

    enabled: frozenset[str] | None
    named: frozenset[str]
    ignored: frozenset[str]


def select(chosen: Sequence[Entry], further: Sequence[Entry], ignored: Sequence[Entry]) -> Selection:
    """Resolve selectors. ``EL101`` beats ``EL1`` beats ``ALL``; between equals, ``ignore`` wins.

    Raises:
        SettingsError: a selector in a file names no rule.
        UsageError: a selector on the command line names no rule.
    """
    if not chosen and not further and not ignored:
        return Selection(None, frozenset(), frozenset())
    from engine_lint.rules.registry import load

    wanted = _strengths([*chosen, *further])
    unwanted = _strengths(ignored)
    base = -1 if chosen else 0
    enabled = frozenset(rule.code for rule in load() if max(wanted.get(rule.code, base), base) > unwanted.get(rule.code, -1))
    named = frozenset(code for code, strength in wanted.items() if strength == _EXACT)
    return Selection(enabled, named, frozenset(unwanted) - enabled)


def codes_of(selector: str, entry: Entry) -> tuple[str, ...]:
    """The rule codes that a selector means.

    Raises:
        SettingsError: it names no rule, in a file.
        UsageError: it names no rule, on the command line.
    """
    from engine_lint.rules import registry

    rules = registry.select(selector)
    if not rules:
        near = registry.closest(selector)
        raise entry.wrong(f"unknown rule `{selector}`", f"did you mean `{near}`?" if near else "`engine-lint rule --all` lists them")
    return tuple(rule.code for rule in rules)


def _strengths(entries: Sequence[Entry]) -> dict[str, int]:
    found: dict[str, int] = {}
    for selector, entry in _selectors(entries):
        codes = codes_of(selector, entry)
        strength = _EXACT if len(codes) == 1 else 0 if selector.upper() == "ALL" else len(selector)
        for code in codes:
            found[code] = max(found.get(code, -1), strength)
    return found


def _selectors(entries: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    for entry in entries:
        for word in entry.words():
            for selector in word.split(","):
                if selector.strip():
                    yield selector.strip(), entry
