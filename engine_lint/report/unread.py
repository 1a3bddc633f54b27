"""What is told once of many files that could not be read: that they are Python 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine_lint.model.outcome import PYTHON_2, UNPARSABLE
from engine_lint.model.place import cell_of

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding
    from engine_lint.report.view import View

FEW = 3
"""So many files are told of one by one, and named where they are more."""


def in_python_2(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings about files in Python 2, where they are too many to tell of one by one."""
    found = tuple(each for each in findings if each.code == UNPARSABLE and PYTHON_2 in each.message)
    return found if len(_texts(found)) > FEW else ()


def summed_up(findings: Sequence[Finding]) -> str:
    """``15 files cannot be checked: they are Python 2``."""
    return f"{len(_texts(findings))} files cannot be checked: they are Python 2"


def told_together(findings: Sequence[Finding], view: View) -> Iterator[str]:
    """One finding for all of them, line by line, with the places of the first."""
    from engine_lint.report.view import rule_url

    painter, first = view.painter, findings[0]
    yield f"{painter.severity(f'{first.severity.name.lower()}[{first.code}]', first.severity)} {painter.paint(first.name, 'bold')}: {summed_up(findings)}"
    for each in findings[:FEW]:
        yield f"  {painter.paint('-->', 'blue')} {view.place(each.place)}"
    bullet = painter.paint("=", "blue")
    yield f"    {bullet} {len(findings) - FEW} more, which {painter.code_spans('`--output-format concise`')} names"
    yield f"    {bullet} {painter.paint(rule_url(first), 'dim')}"


def _texts(findings: Sequence[Finding]) -> frozenset[object]:
    return frozenset(cell_of(each.place) for each in findings)
