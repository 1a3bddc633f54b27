"""``json``: the shape that other programs rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.inprocess import engine_lint
from tests.shell import REPOSITORY, write

SCHEMAS = REPOSITORY / "docs" / "schemas"


def closed(schema: Any) -> Any:
    """A published schema that takes no field beside those it describes, so that none is left out of it."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(each) for name, each in schema.items()}
    return {**inner, "additionalProperties": False} if inner.get("type") == "object" and "properties" in inner else inner


def published(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(closed(schema))


SOURCE = """\
from sqlalchemy import create_engine

OPTIONS = {"pool_size": 5}
one = create_engine("mysql+pymysql://shop:hunter2@db/one", **OPTIONS)
two = create_engine("postgresql://app@db/two", pool_pre_ping=True)  # engine-lint: ignore[EL101] old
名 = create_engine("postgresql://app@db/three")  # noqa: EL101
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("json")
    return write(root, {"app/db.py": SOURCE, "tests/test_db.py": SOURCE, "bad.py": "create_engine(\n"})


ARGUMENTS = ((), ("--pedantic", "--statistics"), ("nowhere",), ("--idle-timeout", "60"))


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=" ".join)
def test_the_shape_is_the_published_one_and_lines_say_the_same(folder: Path, arguments: tuple[str, ...]) -> None:
    report = engine_lint("check", ".", "--output-format", "json", *arguments, cwd=folder).report
    lines = [json.loads(line) for line in engine_lint("check", ".", "--output-format", "json-lines", *arguments, cwd=folder).lines]
    published("check.json").validate(report)
    for line in lines:
        published("check-lines.json").validate(line)
    told: dict[str, list[Any]] = {"finding": [], "error": [], "count": [], "summary": []}
    for line in lines:
        told[line.pop("type")].append(line)
    assert {**told["summary"][-1], "findings": told["finding"], "errors": told["error"], "statistics": told["count"]} == {"statistics": [], **report}
    assert lines[-1] is told["summary"][0]


def test_the_published_schema_refuses_other_shapes(folder: Path) -> None:
    report = engine_lint("check", ".", "--output-format", "json", cwd=folder).report
    for wrong in ({**report, "schema_version": 2}, {**report, "more": 1}, {**report, "findings": [{**report["findings"][0], "severity": "bad"}]}):
        assert not published("check.json").is_valid(wrong)


def test_figures(folder: Path) -> None:
    summary = engine_lint("check", "app", "--output-format", "json", cwd=folder).report["summary"]
    assert {name: count for name, count in summary.items() if count} == {
        "files_checked": 1,
        "files_with_sites": 1,
        "sites": 3,
        "findings": 3,
        "fixable_safe": 3,
        "suppressed": 1,
    }


def test_positions_count_code_points_and_ends_are_exclusive(folder: Path) -> None:
    report = engine_lint("check", "app", "--no-ignores", "--output-format", "json", cwd=folder).report
    lines = SOURCE.splitlines()
    (last,) = [finding for finding in report["findings"] if finding["start"]["line"] == 6]
    assert lines[5][last["start"]["column"] - 1 : last["end"]["column"] - 1] == 'create_engine("postgresql://app@db/three")'


def test_edits_mend_the_file_as_fix_does(folder: Path, tmp_path: Path) -> None:
    from engine_lint.model.change import Edit
    from engine_lint.model.place import span_of
    from engine_lint.model.source import Source
    from engine_lint.python.rewriting import apply

    write(tmp_path, {"db.py": SOURCE})
    report = engine_lint("check", "--select", "EL101", "--output-format", "json", cwd=tmp_path).report
    edits = [
        Edit("db.py", span_of(edit["start"]["line"], edit["start"]["column"], edit["end"]["line"], edit["end"]["column"]), edit["text"])
        for finding in report["findings"]
        for edit in finding["fix"]["edits"]
    ]
    engine_lint("check", "--select", "EL101", "--fix", cwd=tmp_path)
    assert apply(Source("db.py", SOURCE), edits) == (tmp_path / "db.py").read_text()


def test_paths_are_relative_below_the_working_directory_and_absolute_outside(folder: Path) -> None:
    (first, *_) = engine_lint("check", "../db.py", "--output-format", "json", cwd=folder / "app").report["errors"]
    assert first["path"] == str(folder / "db.py")
    assert {finding["path"] for finding in engine_lint("check", "app", "--output-format", "json", cwd=folder).report["findings"]} == {"app/db.py"}


def test_passwords_do_not_appear(folder: Path) -> None:
    for name in ("json", "full", "concise"):
        ran = engine_lint("check", "app", "--output-format", name, cwd=folder)
        assert "hunter2" not in ran.text + ran.err
        assert "EL101" in ran.text


def test_fingerprints_survive_edits_elsewhere_and_tell_twins_apart(tmp_path: Path) -> None:
    call = 'create_engine("postgresql://app@db/shop")\n'
    source = f"from sqlalchemy import create_engine\na = {call}b = {call}"
    moved = f"from sqlalchemy import create_engine\n\n\nx = 1\na = {call.replace('(', '(  ')}b = {call}"

    def fingerprints(text: str, name: str = "db.py") -> list[str]:
        stdin = text.encode()
        report = json.loads(engine_lint("check", "-", "--stdin-filename", name, "--output-format", "json", cwd=tmp_path, stdin=stdin).out)
        return [finding["fingerprint"] for finding in report["findings"]]

    before = fingerprints(source)
    assert len(set(before)) == 2
    assert fingerprints(moved)[1] in before
    assert fingerprints(f"# top\n{source}") == before
    assert not set(fingerprints(source, "other.py")) & set(before)
