"""Each format, byte for byte. ``python -m tests.reports.golden`` writes these files anew; look at the diff before you commit it."""

from __future__ import annotations

import pytest

from engine_lint.model.outcome import Outcome
from engine_lint.report import FORMATS
from engine_lint.report.view import View
from tests.reports.golden import GOLDEN, neutral, path_of, rendered


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_what_it_was(name: str, outcome: Outcome, view: View) -> None:
    written = neutral(rendered(name, outcome, view), view).encode("utf-8")
    assert written == path_of(name).read_bytes(), "where this is meant: python -m tests.reports.golden"


def test_no_report_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {path_of(name).name for name in FORMATS}


def test_the_project_shows_what_formats_find_hard(outcome: Outcome) -> None:
    findings = outcome.findings
    assert {finding.fix.safety.value for finding in findings if finding.fix} == {"safe", "unsafe"}
    assert any(related.place.path != finding.place.path for finding in findings for related in finding.related)
    assert any(finding.place.cell for finding in findings)
    assert any(finding.code == "EL902" for finding in findings)
    assert outcome.summary.suppressed and outcome.failures
    assert any("100% shop" in finding.place.path for finding in findings)
    assert any("]]>" in finding.message and "\\n" in finding.message for finding in findings)


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_shows_a_password(name: str, outcome: Outcome, view: View) -> None:
    assert "hunter2" in "".join(source.text for source in outcome.sources.values())
    assert "hunter2" not in rendered(name, outcome, view)
