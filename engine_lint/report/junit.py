"""``junit``: JUnit's XML as Jenkins, GitLab, Azure Pipelines and CircleCI read it: a suite for each file, a case for each finding."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from engine_lint.expression import expression
from engine_lint.model.finding import Finding, Severity
from engine_lint.model.outcome import UNPARSABLE
from engine_lint.report.sentences import explanation, headline

if TYPE_CHECKING:
    from engine_lint.model.outcome import Failure, Outcome
    from engine_lint.report.view import View

RESULTS = {Severity.ERROR: "failure", Severity.WARNING: "failure", Severity.INFO: "skipped"}
"""What is only worth a look does not fail; what could not be checked is an ``error``."""
_NOT_XML = expression("[\ufffe\uffff]")


def render(outcome: Outcome, view: View) -> Iterator[str]:
    """The report as indented XML, in ASCII."""
    root = Element("testsuites", name="engine-lint")
    for failure in outcome.failures:
        _failed(_suite(root, view.name(failure.path)), failure, view)
    for path, findings in groupby(outcome.findings, key=lambda finding: finding.place.path):
        suite = _suite(root, view.name(path))
        for finding in findings:
            _found(suite, finding, view)
    if not len(root):
        SubElement(_suite(root, "engine-lint"), "testcase", name="no findings", classname="engine-lint")
    for suite in root:
        _count(suite, [suite])
    _count(root, list(root))
    ElementTree.indent(root)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield ElementTree.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")


def _suite(root: Element, name: str) -> Element:
    return SubElement(root, "testsuite", name=_xml(name))


def _found(suite: Element, finding: Finding, view: View) -> None:
    result = "error" if finding.code == UNPARSABLE else RESULTS[finding.severity]
    name = f"{finding.code} {finding.name} ({view.place(finding.place)})"
    text = "\n".join([f"{view.place(finding.place)}: {headline(finding, view)}", *explanation(finding, view)])
    _case(suite, name, result, finding.severity.name.lower(), headline(finding, view), text)


def _failed(suite: Element, failure: Failure, view: View) -> None:
    message = view.words(failure.message)
    _case(suite, "checked", "error", "incomplete", message, message)


def _case(suite: Element, name: str, result: str, kind: str, message: str, text: str) -> None:
    case = SubElement(suite, "testcase", name=_xml(name), classname=suite.attrib["name"])
    SubElement(case, result, type=kind, message=_xml(message)).text = _xml(text)


def _count(element: Element, suites: list[Element]) -> None:
    """Write how many cases there are, and of which result."""
    element.set("tests", str(sum(len(suite) for suite in suites)))
    for result, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        count = sum(len(suite.findall(f"testcase/{result}")) for suite in suites)
        if element.tag == "testsuite" or result != "skipped":
            element.set(name, str(count))


def _xml(text: str) -> str:
    """A text without the two characters that neither XML can hold nor anybody writes; control characters are written out already."""
    return _NOT_XML.sub("\ufffd", text)
