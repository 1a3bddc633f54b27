"""``github``, ``azure``, ``gitlab``, ``rdjson``: what services make of findings, errors and strange texts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine_lint.model.outcome import Outcome
from engine_lint.report.view import View
from tests.reports.golden import rendered
from tests.reports.samples import VIEW, Failure, Related, Safety, Severity, finding, fix, report, span_of
from tests.reports.samples import outcome as made
from tests.shell import write

STRANGE = "a%0Ab\r\nc::d,e;f]g%\x1b[31m"
SHOWN = r"a%0Ab\u{d}\u{a}c::d,e;f]g%\u{1b}[31m"
ISSUES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)."},
                    "lines": {"type": "object", "properties": {"begin": {"type": "integer", "minimum": 1}, "end": {"type": "integer"}}, "required": ["begin"]},
                },
                "required": ["path", "lines"],
            },
        },
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
    },
}
"""What GitLab documents of its Code Quality reports."""


def closed(required: str = "", **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {"type": "object", "properties": properties, "required": required.split(), "additionalProperties": False}


TEXT, AT_LEAST_1 = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 1}
POSITION = closed("line column", line=AT_LEAST_1, column=AT_LEAST_1)
RANGE = closed("start end", start=POSITION, end=POSITION)
DIAGNOSTIC = closed(
    "message location severity",
    message=TEXT,
    location=closed("path range", path=TEXT, range=RANGE),
    severity={"enum": ["ERROR", "WARNING", "INFO"]},
    code=closed("value", value=TEXT, url=TEXT),
    suggestions={"type": "array", "items": closed("range text", range=RANGE, text={"type": "string"})},
)
DIAGNOSTICS = closed("source diagnostics", source=closed("name", name=TEXT, url=TEXT), diagnostics={"type": "array", "items": DIAGNOSTIC})
"""What of reviewdog's diagnostic format (its proto/rdf) a report uses; positions are optional there."""


def github(line: str) -> tuple[str, dict[str, str], str]:
    """A command, read as the runner reads it: properties end at commas, and escapes are undone once."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match, line
    undo = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}

    def read(text: str, names: str) -> str:
        return re.sub(names, lambda found: undo[found[0]], text)

    given = dict(part.split("=", 1) for part in match[2].split(","))
    return match[1], {name: read(value, "%0D|%0A|%3A|%2C|%25") for name, value in given.items()}, read(match[3], "%0D|%0A|%25")


def azure(line: str) -> tuple[dict[str, str], str]:
    """A command, read as the agent reads it."""
    match = re.fullmatch(r"##vso\[task\.logissue (.*?)\](.*)", line)
    assert match, line
    undo = {"%0D": "\r", "%0A": "\n", "%5D": "]", "%3B": ";", "%AZP25": "%"}

    def read(text: str) -> str:
        return re.sub("%0D|%0A|%5D|%3B|%AZP25", lambda found: undo[found[0]], text)

    return {name: read(value) for name, value in (part.split("=", 1) for part in match[1].split(";") if part)}, read(match[2])


def commands(text: str, sign: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(sign)]


def test_github_gets_back_what_was_told() -> None:
    path = "/repo/app/100% a,b:c;d].py"
    (line,) = commands(report("github", made(finding(message=STRANGE, path=path))), "::")
    name, properties, text = github(line)
    assert (name, properties["file"], properties["title"]) == ("warning", "100% a,b:c;d].py", "EL101 missing-pre-ping")
    assert text.split("\n")[0] == f"100% a,b:c;d].py:1:1: {SHOWN}"


def test_azure_gets_back_what_was_told() -> None:
    path = "/repo/app/100% a,b:c;d].py"
    (line,) = commands(report("azure", made(finding(message=STRANGE, path=path))), "##")
    properties, text = azure(line)
    assert properties == {"type": "warning", "sourcepath": "100% a,b:c;d].py", "linenumber": "1", "columnnumber": "1", "code": "EL101"}
    assert text.split("\n")[0] == SHOWN


def test_nothing_in_a_finding_begins_a_command_of_its_own() -> None:
    told = made(finding(message="x\n::stop-commands::y", help=("a\r::error::b",)), failures=[Failure("n\n::set-env::", "m\n##vso[task.complete]")])
    for name, sign in (("github", "::"), ("azure", "##")):
        lines = [line for line in report(name, told).splitlines() if sign in line[:3]]
        assert len(lines) == 2


def test_severities_are_mapped() -> None:
    told = made(*map(finding, Severity))
    assert [github(line)[0] for line in commands(report("github", told), "::")] == ["notice", "warning", "error"]
    assert [azure(line)[0]["type"] for line in commands(report("azure", told), "##")] == ["warning", "warning", "error"]
    assert [each["severity"] for each in json.loads(report("gitlab", told))] == ["info", "major", "critical"]
    assert [each["severity"] for each in json.loads(report("rdjson", told))["diagnostics"]] == ["INFO", "WARNING", "ERROR"]


def test_github_gets_columns_of_findings_on_one_line_only() -> None:
    told = made(finding(span=span_of(3, 5, 3, 9)), finding(span=span_of(3, 5, 4, 2)))
    one, several = (github(line)[1] for line in commands(report("github", told), "::"))
    assert (one["line"], one["endLine"], one["col"], one["endColumn"]) == ("3", "3", "5", "9")
    assert (several["line"], several["endLine"]) == ("3", "4") and "col" not in several


def test_github_says_how_many_it_does_not_show() -> None:
    limit = "GitHub shows 10 warnings of a step beside the code; all 11 warnings stand in this log."
    assert limit in report("github", made(*[finding()] * 11)).splitlines()
    assert "GitHub shows" not in report("github", made(*[finding()] * 10, *[finding(Severity.INFO)] * 10))


def test_gitlab_reports_are_as_documented(outcome: Outcome, view: View) -> None:
    for text in (rendered("gitlab", outcome, view), report("gitlab", made()), report("gitlab", made(failures=[Failure("x", "gone")]))):
        jsonschema.validate(json.loads(text), ISSUES)


def test_reviewdog_reports_are_as_documented(outcome: Outcome, view: View) -> None:
    for text in (rendered("rdjson", outcome, view), report("rdjson", made()), report("rdjson", made(failures=[Failure("x", "gone")]))):
        jsonschema.validate(json.loads(text), DIAGNOSTICS)


def test_gitlab_tells_issues_apart_by_fingerprint(outcome: Outcome, view: View) -> None:
    issues = json.loads(rendered("gitlab", outcome, view))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(outcome.findings) + len(outcome.failures)


def test_services_of_repositories_get_paths_from_the_top_and_reviewdog_from_here(tmp_path: Path) -> None:
    write(tmp_path, {".git": "gitdir: elsewhere", "app/x": ""})
    view, told = View(f"{tmp_path.as_posix()}/app"), made(finding(path=f"{tmp_path.as_posix()}/app/db.py"), failures=[Failure("gone.py", "no such file")])
    assert {github(line)[1]["file"] for line in commands(report("github", told, view), "::")} == {"app/db.py", "app/gone.py"}
    assert {azure(line)[0]["sourcepath"] for line in commands(report("azure", told, view), "##")} == {"app/db.py", "app/gone.py"}
    assert {each["location"]["path"] for each in json.loads(report("gitlab", told, view))} == {"app/db.py", "app/gone.py"}
    assert {each["location"]["path"] for each in json.loads(report("rdjson", told, view))["diagnostics"]} == {"db.py", "gone.py"}


def diagnostic(told: Outcome) -> Any:
    (found,) = json.loads(report("rdjson", told, VIEW))["diagnostics"]
    return found


def test_reviewdog_counts_bytes() -> None:
    found = diagnostic(made(finding(span=span_of(1, 3, 1, 4)), db="ö𐐀x\n"))
    assert found["location"]["range"] == {"start": {"line": 1, "column": 7}, "end": {"line": 1, "column": 8}}


def test_a_fix_of_several_edits_is_one_suggestion() -> None:
    mend = fix((span_of(1, 3, 1, 4), "2"), (span_of(2, 1, 2, 1), "z"), safety=Safety.UNSAFE)
    found = diagnostic(made(finding(fix=mend), db="a=1, b\nc\n"))
    assert found["suggestions"] == [{"range": {"start": {"line": 1, "column": 3}, "end": {"line": 2, "column": 1}}, "text": "2, b\nz"}]
    assert "Unsafe fix: Mend it" in found["message"]


@pytest.mark.parametrize(
    ("mend", "text"),
    [
        (fix((span_of(1, 1, 1, 2), "y"), path="/repo/app/other.py"), "x\n"),
        (fix((span_of(1, 1, 1, 2), "y"), (span_of(1, 39, 1, 39), "!")), 'x = f("mysql://shop:hunter2@db/shop", )\n'),
    ],
    ids=["another file", "a password between its edits"],
)
def test_a_fix_that_cannot_be_one_suggestion_is_told_in_words(mend: Any, text: str) -> None:
    found = diagnostic(made(finding(fix=mend), db=text, other="x\n"))
    assert "suggestions" not in found and "Fix: Mend it" in found["message"]


def test_places_elsewhere_are_told() -> None:
    told = made(finding(related=(Related(finding(path="/repo/app/options.py").place, "set here"),)))
    for name in ("github", "azure", "rdjson", "junit"):
        assert "options.py:1:1: set here" in report(name, told)
