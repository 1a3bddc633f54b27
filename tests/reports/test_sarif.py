"""``sarif``: against the official schema, through a program that reads it, and applied."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from sarif import loader

from engine_lint.model.change import Edit
from engine_lint.model.outcome import Outcome
from engine_lint.model.place import span_of
from engine_lint.model.source import Source
from engine_lint.python.edits import apply
from engine_lint.report.view import View
from engine_lint.rules import registry
from tests.inprocess import engine_lint
from tests.reports.golden import rendered
from tests.reports.samples import Failure, Related, Severity, finding, report
from tests.reports.samples import outcome as made
from tests.shell import write

SCHEMA = "shared/schemas/sarif-2.1.0.json"
"""Beside the repository, or above it. OASIS publishes it."""


def run_of(text: str) -> Any:
    (run,) = json.loads(text)["runs"]
    return run


@pytest.fixture(scope="module")
def text(outcome: Outcome, view: View) -> str:
    return rendered("sarif", outcome, view)


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft4Validator:
    found = next((path for parent in Path(__file__).parents if (path := parent / SCHEMA).exists()), None)
    if found is None:
        pytest.skip(f"the official schema is not at ../{SCHEMA}")
    return jsonschema.Draft4Validator(json.loads(found.read_text(encoding="utf-8")), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def test_the_official_schema_takes_it(validator: jsonschema.Draft4Validator, text: str) -> None:
    for sarif in (text, report("sarif", made()), report("sarif", made(finding(), failures=[Failure("x", "broken")], notes=["passed over"]))):
        assert [error.message for error in validator.iter_errors(json.loads(sarif))] == []


def test_the_official_schema_refuses_what_is_wrong(validator: jsonschema.Draft4Validator, text: str) -> None:
    for wrong in (text.replace('"level": "warning"', '"level": "bad"'), text.replace('"startLine": 6', '"startLine": 0')):
        assert list(validator.iter_errors(json.loads(wrong)))


def test_sarif_tools_opens_it(tmp_path: Path, text: str, outcome: Outcome) -> None:
    (tmp_path / "report.sarif").write_text(text, encoding="utf-8")
    opened = loader.load_sarif_file(str(tmp_path / "report.sarif"))
    records = opened.get_records()
    assert opened.get_distinct_tool_names() == ["engine-lint"]
    assert [(each["Code"], int(each["Line"])) for each in records if not each["Location"].endswith(".ipynb")] == [
        (each.code, each.place.span.start.line) for each in outcome.findings if not each.place.cell
    ]
    assert Counter(each["Severity"] for each in records) == {"error": 1, "warning": 7}


def test_fixes_mend_the_files_as_they_are_stored(tmp_path: Path, view: View, text: str) -> None:
    """Also the JSON of a notebook, with nothing but the SARIF and the files at hand."""
    changes = [change for result in run_of(text)["results"] for fix in result.get("fixes", ()) for change in fix["artifactChanges"]]
    assert {change["artifactLocation"]["uri"] for change in changes} == {"100%25%20shop/db.py", "100%25%20shop/options.py", "analysis.ipynb", "config.py"}
    paths: dict[str, list[Edit]] = {}
    for change in changes:
        path = unquote(change["artifactLocation"]["uri"])
        for each in change["replacements"]:
            region = each["deletedRegion"]
            span = span_of(region["startLine"], region["startColumn"], region["endLine"], region["endColumn"])
            paths.setdefault(path, []).append(Edit(path, span, each["insertedContent"]["text"]))
    for path, edits in paths.items():
        write(tmp_path, {path: apply(Source(path, (Path(view.cwd) / path).read_text(encoding="utf-8")), edits)})
    assert json.loads((tmp_path / "analysis.ipynb").read_text(encoding="utf-8"))["cells"][1]["source"][-1].endswith(", pool_pre_ping=True)")
    write(tmp_path, {"pyproject.toml": (Path(view.cwd) / "pyproject.toml").read_bytes()})
    assert engine_lint("check", ".", "--pedantic", "--select", "EL101,EL202", "--output-format", "json", cwd=tmp_path).codes == []


def test_regions_of_a_notebook_are_in_its_json_and_say_the_cell(view: View, text: str) -> None:
    (result,) = [each for each in run_of(text)["results"] if "logicalLocations" in each["locations"][0]]
    (location,) = result["locations"]
    region = location["physicalLocation"]["region"]
    line = (Path(view.cwd) / "analysis.ipynb").read_text(encoding="utf-8").split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == r"create_engine(\"postgresql://app:hunter2@db/größe\")"
    assert location["logicalLocations"] == [{"name": "cell 2, line 4", "kind": "cell"}]


def test_files_are_named_from_the_top_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "a b%/app/x": ""})
    view = View(f"{tmp_path.as_posix()}/a b%/app")
    inside, outside = f"{tmp_path.as_posix()}/a b%/größe.py", "/elsewhere/x.py"
    told = made(finding(path=inside), finding(path=outside), failures=[Failure("gone.py", "no such file")])
    run = run_of(report("sarif", told, view))
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in run["results"]]
    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"uri": f"{tmp_path.as_uri()}/"}}
    assert uris == [{"uri": "a%20b%25/gr%C3%B6%C3%9Fe.py", "uriBaseId": "%SRCROOT%"}, {"uri": "file:///elsewhere/x.py"}]
    (failed,) = run["invocations"][0]["toolExecutionNotifications"]
    assert failed["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%25/app/gone.py"


def test_an_incomplete_run_says_so() -> None:
    assert run_of(report("sarif", made(finding())))["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    (invocation,) = run_of(report("sarif", made(failures=[Failure("x.py", "broken")], notes=["y was passed over"])))["invocations"]
    assert not invocation["executionSuccessful"]
    assert [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]] == [
        ("error", "broken"),
        ("note", "y was passed over"),
    ]


def test_severities_become_levels() -> None:
    levels = [each["level"] for each in run_of(report("sarif", made(*map(finding, Severity))))["results"]]
    assert levels == ["note", "warning", "error"]


def test_every_rule_can_be_described(validator: jsonschema.Draft4Validator) -> None:
    from dataclasses import replace

    findings = [replace(finding(), code=rule.code, name=rule.name) for rule in registry.load()]
    told = report("sarif", made(*findings))
    rules = run_of(told)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in registry.load()]
    assert all(rule["fullDescription"]["text"] and rule["help"]["markdown"].startswith("# ") and rule["helpUri"].startswith("https://") for rule in rules)
    assert not any("security" in json.dumps(rule["properties"]) for rule in rules)
    assert list(validator.iter_errors(json.loads(told))) == []


def test_brackets_are_not_taken_for_links() -> None:
    related = (Related(finding().place, "no [link](here)"),)
    (result,) = run_of(report("sarif", made(finding(message="options['x'](y) and [z]", related=related))))["results"]
    assert result["message"]["text"] == r"options\['x'\](y) and \[z\]."
    assert result["relatedLocations"][0]["message"]["text"] == r"no \[link\](here)"


def test_fingerprints_are_those_of_the_json_report(outcome: Outcome, text: str) -> None:
    assert [each["partialFingerprints"] for each in run_of(text)["results"]] == [{"engineLint/v1": each.fingerprint} for each in outcome.findings]
