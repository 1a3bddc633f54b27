"""Whatever stands in names and texts, each report can be read back, and nothing in it is a control character."""

from __future__ import annotations

import json
import os
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine_lint.model.outcome import Outcome
from engine_lint.report import FORMATS
from tests.reports.samples import VIEW, Failure, Related, finding, fix, report, span_of
from tests.reports.samples import outcome as made
from tests.reports.test_services import azure, commands, github

TEXTS = st.text(st.characters(blacklist_categories=()), min_size=1, max_size=30).filter(lambda text: not text.endswith("."))
PATHS = st.binary(min_size=1, max_size=20).map(lambda name: f"/repo/app/x{os.fsdecode(name.translate(None, b'/')).replace(chr(0), '')}")
STRANGE = "::error::%0A##vso[x];]]>\x1b[31m\u202e\udc80\ufffe&<\r\n|`"


def told(message: str, path: str) -> Outcome:
    """The text in all places where one can stand."""
    mend = fix((span_of(1, 1, 1, 2), "y"), path=path)
    each = finding(message=f"x{message}", path=path, help=(message,), related=(Related(finding(path=path).place, message),), fix=mend)
    return made(each, failures=[Failure(path, message)], notes=[message])


@settings(max_examples=60, deadline=None)
@given(message=TEXTS, path=PATHS)
@example(message=STRANGE, path=f"/repo/app/{STRANGE.replace('/', '')}")
def test_it_comes_back(message: str, path: str) -> None:
    outcome = told(message, path)
    words, file, shown = VIEW.words(f"x{message}"), VIEW.path(path), VIEW.name(path)
    assert [github(line)[1]["file"] for line in commands(report("github", outcome), "::")] == [shown, shown]
    assert github(commands(report("github", outcome), "::")[1])[2].split("\n")[0].endswith(f": {words}")
    assert azure(commands(report("azure", outcome), "##")[1])[1].split("\n")[0] == words
    assert {each["location"]["path"] for each in json.loads(report("gitlab", outcome))} == {file}
    assert {each["location"]["path"] for each in json.loads(report("rdjson", outcome))["diagnostics"]} == {file}
    failure = ElementTree.fromstring(report("junit", outcome)).find(".//failure")
    assert failure is not None
    assert failure.get("message") == words.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    assert {azure(line)[0]["sourcepath"] for line in commands(report("azure", outcome), "##")} == {shown}
    (result,) = json.loads(report("sarif", outcome))["runs"][0]["results"]
    assert result["message"]["text"].replace("\\[", "[").replace("\\]", "]").startswith(words.replace("\\[", "[").replace("\\]", "]"))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_acts_on_a_terminal(name: str) -> None:
    shown = report(name, told(STRANGE, f"/repo/app/{STRANGE.replace('/', '')}"))
    acting = {character for character in shown if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert acting <= {"\n"}
