"""The passwords of a text of code or settings, and the text without them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from engine_lint.expression import expression
from engine_lint.report.hiding.chains import hide_in_chains
from engine_lint.report.hiding.findings import Hiding
from engine_lint.report.hiding.lexing import Row
from engine_lint.report.hiding.naming import hide_named
from engine_lint.report.masking import MASK, is_secret, secrets

if TYPE_CHECKING:
    from engine_lint.model.change import Edit
    from engine_lint.model.source import Source

SHORTEST = 4
"""A password of fewer characters would be found in any text."""
_SWITCHES = frozenset({"true", "false", "none", "null"})
"""Values of settings that are called after a password or token and are none: fixes write such words too."""
LONGEST = 500_000
"""Characters of a text that are read as a whole. Of a longer one its lines alone tell what is a password."""
_PYTHON = (".py", ".pyi", ".pyw", ".ipynb", ".md", ".rst")
_WORDS = expression(r"(?i)://|pass|pwd|secret|token|credential|_key|auth|\bURL\b|connect\(")
_PAIR = expression(r"(?m)^[ \t]*(?:(?:-|export|ENV|ARG)[ \t]+)?[\"']?(?P<key>[\w.-]+)[\"']?[ \t]*[:=][ \t]*(?P<secret>[^\s#][^\r\n]*)")
_NAMED_PAIR = expression(r"(?m)name[\"']?:[ \t]*[\"']?(?P<key>[\w.-]+)[\"']?[ \t,]*(?:\r?\n[ \t]*)?[\"']?value[\"']?:[ \t]*(?P<secret>[^\s}][^\r\n}]*)")
_REFERENCE = expression(r"[\"']?(?:\$\{?[^}\s]*\}?|\$\(\w+\)|\{\{.*\}\}|<[^<>]*>|%\(\w+\)s|\*+|(?:var|local|data|random_password)\.\S+)[\"']?|[{\[(|>].*")
_known: WeakKeyDictionary[Source, tuple[tuple[int, int], ...]] = WeakKeyDictionary()


def hidden_in(source: Source) -> tuple[tuple[int, int], ...]:
    """The stretches of a text that its structure tells to be passwords, in order; none reaches over a line end."""
    found = _known.get(source)
    if found is None:
        found = _known[source] = _found(source)
    return found


def hidden_in_line(source: Source, number: int) -> list[tuple[int, int]]:
    """The stretches of a line that are passwords, from the line's start."""
    line = source.line(number)
    if not line:
        return []
    start = source.line_starts[number - 1]
    spans = [*secrets(line), *((max(first - start, 0), last - start) for first, last in _between(hidden_in(source), start, start + len(line)))]
    return sorted(spans)


def without_secrets(source: Source, start: int, end: int) -> str:
    """A stretch of a text with ``***`` in the place of each password that its structure tells."""
    pieces, position = [], start
    for first, last in _between(hidden_in(source), start, end):
        pieces += [source.text[position : max(first, position)], MASK]
        position = min(last, end)
    return "".join([*pieces, source.text[position:end]])


def spans_secret(edit: Edit, source: Source) -> bool:
    """Whether an edit takes away a password that the text's structure tells, or writes one that stands elsewhere in the text."""
    start, end = source.offset(edit.span.start), source.offset(edit.span.end)
    found = hidden_in(source)
    if next(_between(found, start, end), None) is not None:
        return True
    if source.path.endswith(_PYTHON) and not ('"' in edit.text or "'" in edit.text):
        return False
    hidden = {source.text[first:last] for first, last in found if last - first >= SHORTEST}
    return any(each in edit.text for each in hidden if each.lower() not in _SWITCHES)


def _between(spans: tuple[tuple[int, int], ...], start: int, end: int) -> Iterator[tuple[int, int]]:
    number = max(bisect_left(spans, (start, start)) - 1, 0)
    while number < len(spans) and spans[number][0] < end:
        if spans[number][1] > start:
            yield spans[number]
        number += 1


def _found(source: Source) -> tuple[tuple[int, int], ...]:
    if len(source.text) > LONGEST or not _WORDS.search(source.text):
        return ()
    hiding = Hiding(source.text)
    if source.path.endswith(_PYTHON):
        row = Row(source.text)
        hide_in_chains(row, hiding)
        hide_named(row, hiding)
    else:
        _hide_settings(hiding)
    return hiding.merged()


def _hide_settings(hiding: Hiding) -> None:
    """Hide the values of keys that are called passwords, in files of settings whatever their grammar."""
    for pattern in (_PAIR, _NAMED_PAIR):
        for found in pattern.finditer(hiding.text):
            if is_secret(found["key"]) and not _REFERENCE.fullmatch(found["secret"]):
                hiding.hide(*found.span("secret"))
