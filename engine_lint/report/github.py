"""``github``: commands of GitHub Actions, which show findings beside the changed lines of a pull request.

Their form: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine_lint.model.finding import Finding, Severity
from engine_lint.report.closing import closing, plural
from engine_lint.report.harmless import harmless
from engine_lint.report.sentences import explanation, headline
from engine_lint.report.stored import stored

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
SHOWN_AT_MOST = 10
"""So many of each command GitHub shows for a step; the others stand in its log alone."""
_IN_TEXTS = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = {**_IN_TEXTS, **str.maketrans({":": "%3A", ",": "%2C"})}


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """A command for each finding and each error; then what the log is read for."""
    for failure in outcome.failures:
        yield _command("error", view.words(failure.message), file=harmless(view.path_in_repository(failure.path)), title="engine-lint: the run is not complete")
    yield from (_annotation(finding, outcome, view) for finding in outcome.findings)
    counts = Counter(COMMANDS[finding.severity] for finding in outcome.findings)
    for name, count in counts.items():
        if count > SHOWN_AT_MOST:
            yield f"GitHub shows {SHOWN_AT_MOST} {name}s of a step beside the code; all {plural(count, name)} stand in this log."
    yield from closing(outcome, view)


def _annotation(finding: Finding, outcome: Outcome, view: View) -> str:
    """GitHub takes columns only where a finding stands on one line."""
    place = stored(finding.place, outcome)
    start, end = place.span.start, place.span.end
    lines = {"line": start.line, "endLine": max(start.line, end.line)}
    columns = {"col": start.column, "endColumn": max(end.column, start.column)} if start.line == end.line else {}
    text = "\n".join([f"{view.place(finding.place)}: {headline(finding, view)}", *explanation(finding, view)])
    return _command(
        COMMANDS[finding.severity],
        text,
        file=harmless(view.path_in_repository(place.path)),
        **{name: str(value) for name, value in {**lines, **columns}.items()},
        title=f"{finding.code} {finding.name}",
    )


def _command(name: str, text: str, **properties: str) -> str:
    given = ",".join(f"{key}={value.translate(_IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{name} {given}::{text.translate(_IN_TEXTS)}"
