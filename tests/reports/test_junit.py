"""``junit``: read back by a program for such files."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from junitparser import Error, JUnitXml, Skipped
from junitparser import Failure as Failed

from engine_lint.model.outcome import Outcome
from engine_lint.report.view import View
from tests.reports.golden import rendered
from tests.reports.samples import Failure, Severity, finding, report
from tests.reports.samples import outcome as made


def results(text: str) -> list[type]:
    return [type(result) for suite in JUnitXml.fromstring(text.encode()) for case in suite for result in case.result]


def test_counts_are_those_of_the_cases(outcome: Outcome, view: View) -> None:
    read = JUnitXml.fromstring(rendered("junit", outcome, view).encode())
    told = [(suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read]
    assert (read.tests, read.failures, read.errors) == (9, 7, 2)
    read.update_statistics()
    assert [(suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read] == told


def test_severities_become_results() -> None:
    assert results(report("junit", made(*map(finding, Severity)))) == [Skipped, Failed, Failed]
    assert results(report("junit", made(failures=[Failure("x.py", "broken")]))) == [Error]


def test_nothing_found_is_one_case_that_passes() -> None:
    read = JUnitXml.fromstring(report("junit", made()).encode())
    assert (read.tests, read.failures, read.errors) == (1, 0, 0)
    assert results(report("junit", made())) == []


@pytest.mark.parametrize("message", ["]]> & <b> \" '", "größe 名", "a\nb\x00\x1b[31m\ufffe\ud800"])
def test_any_text_is_xml_in_ascii(message: str) -> None:
    text = report("junit", made(finding(message=message)))
    root = ElementTree.fromstring(text.encode("ascii"))
    failure = root.find(".//failure")
    assert failure is not None
    shown = failure.get("message") or ""
    assert shown == message if message.isprintable() else shown == "a\\u{a}b\\u{0}\\u{1b}[31m\ufffd\\u{d800}"
