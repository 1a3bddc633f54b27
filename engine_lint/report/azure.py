"""``azure``: logging commands of Azure Pipelines.

Their form: https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.model.finding import Finding, Severity
from engine_lint.report.closing import closing
from engine_lint.report.harmless import harmless
from engine_lint.report.sentences import explanation, headline
from engine_lint.report.stored import stored

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View

TYPES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "warning"}
"""Azure Pipelines knows these two."""
_IN_TEXTS = str.maketrans({"%": "%AZP25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = {**_IN_TEXTS, **str.maketrans({";": "%3B", "]": "%5D"})}


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """A command for each finding and each error; then what the log is read for."""
    for failure in outcome.failures:
        yield _command(view.words(failure.message), type="error", sourcepath=harmless(view.path_in_repository(failure.path)))
    yield from (_issue(finding, outcome, view) for finding in outcome.findings)
    yield from closing(outcome, view)


def _issue(finding: Finding, outcome: Outcome, view: View) -> str:
    place = stored(finding.place, outcome)
    return _command(
        "\n".join([headline(finding, view), *explanation(finding, view)]),
        type=TYPES[finding.severity],
        sourcepath=harmless(view.path_in_repository(place.path)),
        linenumber=str(place.span.start.line),
        columnnumber=str(place.span.start.column),
        code=finding.code,
    )


def _command(text: str, **properties: str) -> str:
    given = "".join(f"{key}={value.translate(_IN_PROPERTIES)};" for key, value in properties.items())
    return f"##vso[task.logissue {given}]{text.translate(_IN_TEXTS)}"
