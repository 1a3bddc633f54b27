"""``markdown``: a table for pages that show Markdown, as the summary of a CI job or a comment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.expression import expression
from engine_lint.model.finding import Safety
from engine_lint.model.place import cell_of
from engine_lint.report.closing import closing
from engine_lint.report.view import rule_url

if TYPE_CHECKING:
    from engine_lint.model.finding import Finding
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View

AT_MOST = 500
"""Rows; pages that show Markdown take about a megabyte."""
_FIX = {Safety.SAFE: "safe", Safety.UNSAFE: "unsafe"}
_SPECIAL = expression(r"[\\`*_{}\[\]<>()#+!|~&]")


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report, line by line."""
    yield "### engine-lint"
    yield ""
    if outcome.findings:
        yield "| where | severity | rule | what | fix |"
        yield "| --- | --- | --- | --- | --- |"
        yield from (_row(finding, view) for finding in outcome.findings[:AT_MOST])
        yield ""
    if len(outcome.findings) > AT_MOST:
        yield f"{len(outcome.findings) - AT_MOST} more are not listed here."
        yield ""
    for failure in outcome.failures:
        yield f"- error: {_code(view.name(failure.path))}: {_text(view.words(failure.message))}"
    if outcome.failures:
        yield ""
    yield from closing(outcome, view)


def _row(finding: Finding, view: View) -> str:
    start = finding.place.span.start
    where = _code(f"{view.text(cell_of(finding.place))}:{start.line}:{start.column}")
    rule = f"[{finding.code}]({rule_url(finding)}) {finding.name}"
    fix = _FIX[finding.fix.safety] if finding.fix is not None else ""
    return f"| {where} | {finding.severity.name.lower()} | {rule} | {_text(view.words(finding.message))} | {fix} |"


def _text(text: str) -> str:
    """A phrase in which only its own `code` keeps a meaning."""
    pieces = " ".join(text.split()).split("`")
    if len(pieces) % 2 == 0:
        return _escaped("`".join(pieces))
    return "".join(_code(piece) if number % 2 else _escaped(piece) for number, piece in enumerate(pieces))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", text)


def _code(text: str) -> str:
    return f"<code>{_escaped(' '.join(text.split()))}</code>" if text else ""
