"""``-o FILE`` and stdout: each report whole, in an encoding that its readers know."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine_lint.cli.output import write_lines
from engine_lint.errors import UsageError
from engine_lint.model.outcome import Outcome
from engine_lint.report import FORMATS, renderer
from engine_lint.report.view import View
from tests.reports.golden import rendered
from tests.shell import MISSING_PRE_PING, engine_lint, write


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(name: str, tmp_path: Path, outcome: Outcome, view: View) -> None:
    write(tmp_path, {"report": "old" * 100_000})
    (tmp_path / "report").chmod(0o640)
    write_lines(renderer(name)(outcome, view), "report", tmp_path.as_posix())
    assert (tmp_path / "report").read_bytes() == rendered(name, outcome, view).encode("utf-8")
    assert os.listdir(tmp_path) == ["report"]
    assert os.name == "nt" or (tmp_path / "report").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_that_cannot_be_rendered_leaves_the_old_one(name: str, tmp_path: Path, outcome: Outcome, view: View) -> None:
    def broken() -> object:
        yield from renderer(name)(outcome, view)
        raise RuntimeError

    write(tmp_path, {"report": "old"})
    with pytest.raises(RuntimeError):
        write_lines(broken(), "report", tmp_path.as_posix())  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="cannot write nowhere/report: No such file"):
        write_lines(renderer(name)(outcome, view), "nowhere/report", tmp_path.as_posix())
    assert (tmp_path / "report").read_text() == "old" and os.listdir(tmp_path) == ["report"]


@pytest.mark.parametrize("name", ["json", "json-lines", "sarif", "gitlab", "junit", "rdjson"])
def test_what_programs_read_is_ascii_and_so_the_same_in_every_encoding(name: str, outcome: Outcome, view: View) -> None:
    assert rendered(name, outcome, view).isascii()


def test_stdout_has_what_the_file_has(tmp_path: Path) -> None:
    write(tmp_path, {"größe/db.py": MISSING_PRE_PING})
    printed = engine_lint("check", "--output-format", "junit", cwd=tmp_path, env={"PYTHONIOENCODING": "cp1252"})
    written = engine_lint("check", "--output-format", "junit", "-o", "report.xml", cwd=tmp_path)
    assert (printed.code, written.code, written.out) == (1, 1, b"")
    assert (tmp_path / "report.xml").read_bytes() == printed.out


def test_an_unknown_format_is_refused_with_all_there_are(tmp_path: Path) -> None:
    ran = engine_lint("check", "--output-format", "sarfi", cwd=tmp_path)
    assert ran.code == 2
    assert all(name in ran.err for name in FORMATS)


def test_the_cache_sees_that_a_repository_came_to_be(tmp_path: Path) -> None:
    write(tmp_path, {"app/db.py": MISSING_PRE_PING, "cache/x": ""})

    def file() -> str:
        ran = engine_lint("check", "--output-format", "github", "--cache-dir", str(tmp_path / "cache"), "db.py", cwd=tmp_path / "app")
        return ran.text.partition("file=")[2].partition(",")[0]

    assert file() == file() == "db.py"
    (tmp_path / ".git").mkdir()
    assert file() == "app/db.py"
