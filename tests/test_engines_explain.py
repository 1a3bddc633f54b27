"""``engine-lint engines --explain``: whole texts, one project per shape.

Each folder of ``fixtures/explained`` is a project with an ``EXPLAINED.txt``: the command, then what it prints at 80 columns. Where
a text has to change, ``ENGINE_LINT_REWRITE=1`` writes it anew, to be read before it is kept.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.inprocess import engine_lint
from tests.shell import write

EXPLAINED = Path(__file__).parent / "fixtures" / "explained"
SHAPES = sorted(path.name for path in EXPLAINED.iterdir() if path.is_dir())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_chain_of_places_is_told(shape: str, tmp_path: Path) -> None:
    project = shutil.copytree(EXPLAINED / shape, tmp_path / "project")
    golden = EXPLAINED / shape / "EXPLAINED.txt"
    command, _, text = golden.read_text(encoding="utf-8").partition("\n")
    ran = engine_lint(*command.removeprefix("$ engine-lint ").split(), cwd=project, env={"COLUMNS": "80"})
    assert ran.code == 0, ran.err
    assert "canary" not in ran.text
    if os.environ.get("ENGINE_LINT_REWRITE"):
        golden.write_text(f"{command}\n{ran.text}", encoding="utf-8")
    else:
        assert ran.text == text


def test_a_line_within_the_call_will_do(tmp_path: Path) -> None:
    project = shutil.copytree(EXPLAINED / "keyword", tmp_path / "project")
    asked = [engine_lint("engines", "--explain", f"shop/db.py:{line}", cwd=project).text for line in (4, 6, 9)]
    assert asked[0] == asked[1] == asked[2]


def test_a_place_that_options_pass_through_tells_of_the_engines_behind_it(tmp_path: Path) -> None:
    project = shutil.copytree(EXPLAINED / "wrapper_caller", tmp_path / "project")
    ran = engine_lint("engines", "--explain", "shop/engines.py:7", cwd=project)
    assert [line for line in ran.lines if line.endswith(": build()")] == ["shop/engines.py:11: build()", "shop/engines.py:12: build()"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("shop/db.py", "is not FILE:LINE"),
        ("shop/db.py:x", "is not FILE:LINE"),
        ("shop/db.py:1", "no engine stands on shop/db.py:1"),
        ("shop/nowhere.py:1", "no engine stands on shop/nowhere.py:1"),
    ],
)
def test_a_line_without_an_engine_is_an_error(target: str, said: str, tmp_path: Path) -> None:
    ran = engine_lint("engines", "--explain", target, cwd=write(tmp_path, {"shop/db.py": "x = 1\n"}))
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.err


def test_the_error_names_the_lines_that_have_engines(tmp_path: Path) -> None:
    project = shutil.copytree(EXPLAINED / "keyword", tmp_path / "project")
    assert "those of shop/db.py stand on 4" in engine_lint("engines", "--explain", "shop/db.py:1", cwd=project).err


def test_json_explains_one_engine_alone(tmp_path: Path) -> None:
    project = shutil.copytree(EXPLAINED / "wrapper_caller", tmp_path / "project")
    (engine,) = engine_lint("engines", "--explain", "shop/engines.py:12", "--output-format", "json", cwd=project).report["engines"]
    recycle = next(option for option in engine["options"] if option["name"] == "pool_recycle")
    assert [(step["path"], step["start"]["line"]) for step in recycle["steps"]] == [("shop/engines.py", line) for line in (12, 7, 5)]
