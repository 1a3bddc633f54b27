"""Crashes of engine-lint's own code: what they cost, what is said of them, and the report that can be made of them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine_lint.bugs.blanking import blanked
from engine_lint.bugs.report import report
from engine_lint.bugs.shrinking import shrunk
from engine_lint.cli.exits import INVALID, exit_code
from engine_lint.failures import without_data
from engine_lint.files.kinds import PYTHON
from engine_lint.model.finding import Severity
from engine_lint.model.outcome import Outcome
from engine_lint.pieces import CHECKED_AT_ONCE
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.rules import registry
from engine_lint.settings import Lookup
from tests.server.asking import Editor
from tests.shell import MENDED, MISSING_PRE_PING, REPOSITORY, engine_lint, write

PASSWORD = "hunter2correcthorse"
SHOP = f"""\
import os
from sqlalchemy import create_engine, text

# the old password was {PASSWORD}
TOKEN = "{PASSWORD}"


def load(table: str) -> list[str]:
    return [table, "{PASSWORD}"]


engine = create_engine("postgresql://app:{PASSWORD}@db.internal/shop", pool_recycle=3600)
other = create_engine(f"postgresql://app:{PASSWORD}@{{TOKEN}}/shop", pool_pre_ping=True, pool_recycle=2)
"""


def crash(*_: object) -> Any:
    """Fails as a rule or carrier with a mistake in it would."""
    raise KeyError(PASSWORD)


@pytest.fixture
def break_rule(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a rule of the real registry fail wherever it is asked."""

    def broken(code: str) -> None:
        rules = tuple(replace(rule, check=crash) if rule.code == code else rule for rule in registry.load())
        monkeypatch.setattr(registry, "load", lambda: rules)

    return broken


def checked(path: Path, fixing: Fixing = Fixing.SHOW) -> Outcome:
    return run(Request((str(path),), Lookup(path.as_posix(), isolated=True), fixing=fixing, unsafe=True))


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    return [(os.path.basename(each.place.path), each.code) for each in outcome.findings]


def test_a_rule_that_crashes_costs_its_own_findings_only(tmp_path: Path, break_rule: Callable[[str], None]) -> None:
    write(tmp_path, {"a.py": SHOP, "b.py": MISSING_PRE_PING, "c.py": "x = 1\n"})
    assert codes(checked(tmp_path)) == [("a.py", "EL101"), ("a.py", "EL204"), ("b.py", "EL101")]
    break_rule("EL101")
    outcome = checked(tmp_path)
    assert codes(outcome) == [("a.py", "EL204")]
    assert [os.path.basename(each.path) for each in outcome.failures] == ["a.py", "b.py"]
    assert "internal error in rule EL101: KeyError" in outcome.failures[0].message and "engine-lint report-bug" in outcome.failures[0].message
    assert exit_code(outcome, lambda _: Severity.ERROR, exit_zero=True, fixed_counts=False) == INVALID


def test_a_fix_that_cannot_be_written_out_for_a_mistake_costs_the_fix_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.py": SHOP})
    monkeypatch.setattr(type(PYTHON), "plan", crash)
    outcome = checked(tmp_path, Fixing.WRITE)
    assert codes(outcome) == [("a.py", "EL101"), ("a.py", "EL204")]
    assert all(each.fix is None for each in outcome.findings)
    assert {each.message.partition(":")[0] for each in outcome.failures} == {
        "internal error in writing the fix of EL101",
        "internal error in writing the fix of EL204",
    }
    assert (tmp_path / "a.py").read_text() == SHOP


def test_a_fix_that_crashes_when_it_is_carried_out_leaves_its_file_alone_and_mends_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.py": SHOP, "b.py": MISSING_PRE_PING})
    verify = type(PYTHON).verify

    def fails_on_a(self: Any, source: Any, *rest: Any) -> None:
        if source.path.endswith("a.py"):
            crash()
        verify(self, source, *rest)

    monkeypatch.setattr(type(PYTHON), "verify", fails_on_a)
    outcome = checked(tmp_path, Fixing.WRITE)
    assert (tmp_path / "a.py").read_text() == SHOP
    assert (tmp_path / "b.py").read_text() == MENDED
    (failure,) = outcome.failures
    assert failure.path.endswith("a.py") and "carrying out the fix of EL101, EL204" in failure.message
    assert codes(outcome) == [("a.py", "EL101"), ("a.py", "EL204")]


def test_a_reader_that_crashes_costs_its_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.py": SHOP, "b.py": MISSING_PRE_PING})
    read = type(PYTHON).read
    monkeypatch.setattr(type(PYTHON), "read", lambda self, texts, project: crash() if texts[0].path.endswith("a.py") else read(self, texts, project))
    outcome = checked(tmp_path)
    assert codes(outcome) == [("b.py", "EL101")]
    assert [os.path.basename(each.path) for each in outcome.failures] == ["a.py"]


@pytest.mark.parametrize(
    "text", [f"no '{PASSWORD}'", f'no "{PASSWORD}"', f"no Options(url='{PASSWORD}', 'a\\'b'", f"no (url='mysql://app:{PASSWORD}@d", f"no \"it's {PASSWORD}"]
)
def test_what_an_error_quotes_is_kept_out(text: str) -> None:
    assert without_data(ValueError(text)).startswith("no ") and PASSWORD not in without_data(ValueError(text))


def test_a_crash_of_the_whole_run_is_told_without_secrets_and_exits_with_2(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": SHOP})
    code = f"""\
import sys
from engine_lint import merging
from engine_lint.cli import main

def crash(*_):
    raise ValueError("postgresql://app:{PASSWORD}@db/shop")

merging.merge = crash
sys.argv = ["engine-lint", "check", "--no-cache", "."]
main()
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, capture_output=True, text=True
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith("error: internal error in this run: ValueError: postgresql://app:***@db/shop\n  at ")
    assert "pipeline.py:" in ran.stderr and "engine-lint report-bug" in ran.stderr
    assert PASSWORD not in ran.stderr and "Traceback" not in ran.stderr


def test_a_report_of_a_crash_is_small_and_holds_no_secret(tmp_path: Path, break_rule: Callable[[str], None]) -> None:
    path = write(tmp_path, {"shop.py": SHOP}) / "shop.py"
    break_rule("EL204")
    lines = report(path.as_posix(), path.read_bytes(), Lookup(tmp_path.as_posix()))
    text = "\n".join(lines)
    assert lines[0] == "Internal error in rule EL204: KeyError"
    assert "in crash" in lines[2]
    start = lines.index("```python")
    code = lines[start + 1 : lines.index("```", start)]
    assert len(code) == 2 and code[0].startswith("from sqlalchemy import create_engine") and code[1].startswith("engine = create_engine(")
    assert "The file alone shows it, without any settings." in text
    assert PASSWORD not in text and "db.internal" not in text and str(tmp_path) not in text


def test_a_report_of_a_crash_in_a_fix_or_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, {"shop.py": SHOP}) / "shop.py"
    for stage in ("verify", "read"):
        with monkeypatch.context() as patched:
            patched.setattr(type(PYTHON), stage, crash)
            lines = report(path.as_posix(), path.read_bytes(), Lookup(tmp_path.as_posix()))
        assert lines[0].startswith("Internal error in ") and lines[0].endswith(": KeyError")
        assert PASSWORD not in "\n".join(lines)
        assert lines.index("```") - lines.index("```python") <= 3


def test_a_report_of_a_wrong_finding(tmp_path: Path) -> None:
    path = write(tmp_path, {"shop.py": SHOP}) / "shop.py"
    lines = report(path.as_posix(), path.read_bytes(), Lookup(tmp_path.as_posix()), "EL204")
    assert lines[0].startswith("EL204 is reported")
    assert any(line.startswith("other = create_engine(") and "pool_recycle=2" in line for line in lines)
    assert PASSWORD not in "\n".join(lines)


def test_a_finding_that_other_files_bring_about_is_said_to_need_them(tmp_path: Path) -> None:
    files = {"options.py": "OPTIONS = {'pool_pre_ping': True, 'pool_recycle': 3}\n", "db.py": MISSING_PRE_PING.replace('shop")', 'shop", **OPTIONS)')}
    path = write(tmp_path, {**files, "db.py": "from options import OPTIONS\n" + files["db.py"]}) / "db.py"
    lines = report(path.as_posix(), path.read_bytes(), Lookup(tmp_path.as_posix()), "EL204")
    assert "It shows only beside the other files of the project." in lines


def test_the_command(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": MISSING_PRE_PING, "engine-lint.toml": 'idle-timeout = "10m"\n'})
    made = engine_lint("report-bug", "a.py", "--rule", "missing-pre-ping", "-o", "report.md", cwd=tmp_path)
    assert (made.code, made.text) == (0, "")
    assert "EL101 is reported" in (tmp_path / "report.md").read_text()
    nothing = engine_lint("report-bug", "a.py", cwd=tmp_path)
    assert (nothing.code, nothing.text, nothing.err) == (1, "", "Nothing to report: no internal error in a.py.\n")
    wrong = engine_lint("report-bug", "a.py", "--rule", "EL111", cwd=tmp_path)
    assert wrong.code == 2 and "did you mean `EL101`?" in wrong.err
    absent = engine_lint("report-bug", "b.py", cwd=tmp_path)
    assert absent.code == 2 and "b.py cannot be read" in absent.err


@pytest.mark.parametrize(
    ("parts", "needed"),
    [("abcdefgh", "c"), ("abcdefgh", "ah"), ("abcdefghi", ""), ("a", "a"), ("", ""), ("abcdefghijklmnop", "abcdefghijklmnop"), ("xxaxxbxxcxx", "abc")],
)
def test_shrinking_keeps_what_is_needed_and_nothing_else(parts: str, needed: str) -> None:
    def holds(some: Sequence[str]) -> bool:
        return set(needed) <= set(some)

    assert shrunk(parts, holds) == list(needed)


@pytest.mark.parametrize(
    ("text", "needed", "expected"),
    [
        ('url = "mysql://u:secret@h/d"  # mine\n', "", 'url = "x"  #\n'.replace('"x"', '"mysql://x"')),
        ("url = 'secret1'\n", "''", "url = 'xxxxxx0'\n"),
        ('options["pool_size"] = "secret"\n', "pool_size", 'options["pool_size"] = "x"\n'),
        ("f(r'secret', '''a\nsecret''')\n", "", "f(r'x', '''x''')\n"),
        ('f("secret", 5)  # engine-lint: ignore[EL101] for secret\n', "ignore[EL101]", 'f("x", 5)  # engine-lint: ignore[EL101]\n'),
        ("broken = 'secret\nf('secret'\n", "", "broken = x\nx\n"),
        ("broken = 'secret\n", "", "broken = x\n"),
    ],
)
def test_strings_and_comments_of_code_are_masked(text: str, needed: str, expected: str) -> None:
    found = blanked(text, lambda some: needed in some, python=True)
    assert found.text == expected


@pytest.mark.parametrize(
    ("text", "needed", "expected"),
    [
        ("[alembic]\nsqlalchemy.url = mysql://u:secret@h/d\npool_size = 5\n", "[alembic]", "[alembic]\nsqlalchemy.url = mysql://x\npool_size = x\n"),
        ("wait_timeout=600\npassword=secret\n", "wait_timeout=600", "wait_timeout=600\npassword=x\n"),
        ("  - secret\n  KEY: 'secret'\n", "KEY", "  - x\n  KEY: x\n"),
        ("connect('secret', password='secret')\n", "", "x\n"),
        ('{"uri": "secret"}\n', "", "x\n"),
    ],
)
def test_values_of_settings_are_masked(text: str, needed: str, expected: str) -> None:
    found = blanked(text, lambda some: needed in some, python=False)
    assert (found.text, found.holds) == (expected, True)


def test_a_secret_that_is_needed_is_masked_all_the_same_and_that_is_said() -> None:
    found = blanked('f("secret")\n', lambda some: "secret" in some, python=True)
    assert (found.text, found.holds) == ('f("xxxxxx")\n', False)


@pytest.mark.skipif(sys.platform != "linux", reason="other processes would not know of the broken rule")
def test_a_rule_that_crashes_in_another_process_is_told_of_alike(
    tmp_path: Path, break_rule: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine_lint.spreading._context", lambda: multiprocessing.get_context("fork"))  # Threads of other tests would have it begin anew.
    write(tmp_path, {f"m{number}.py": SHOP for number in range(2 * CHECKED_AT_ONCE)})
    break_rule("EL101")
    request = Request((str(tmp_path),), Lookup(tmp_path.as_posix(), isolated=True))
    alone, spread = run(request), run(request._replace(jobs=2))
    assert (spread.findings, spread.failures) == (alone.findings, alone.failures)
    assert len(alone.failures) == 2 * CHECKED_AT_ONCE and {each.code for each in alone.findings} == {"EL204"}


def test_a_rule_that_crashes_in_an_editor_leaves_the_other_findings(tmp_path: Path, break_rule: Callable[[str], None]) -> None:
    write(tmp_path, {"shop.py": SHOP})
    break_rule("EL101")
    editor = Editor(tmp_path)
    editor.show("shop.py")
    diagnosis = editor.diagnosis("shop.py")
    assert [each.code for each in diagnosis.problems] == ["EL204"]
    (failure,) = diagnosis.failures
    assert "internal error in rule EL101: KeyError" in failure and "engine-lint report-bug" in failure and PASSWORD not in failure
