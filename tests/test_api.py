"""The public functions."""

from __future__ import annotations

from pathlib import Path

import pytest

import engine_lint
from engine_lint.errors import SettingsError, UnreadableFile, UsageError
from tests.shell import MENDED, MISSING_PRE_PING, write


def test_the_public_names_are_there() -> None:
    assert sorted(engine_lint.__all__) == ["__version__", "check_paths", "check_source", "engines", "fix_source"]
    assert all(getattr(engine_lint, name) for name in engine_lint.__all__)
    with pytest.raises(AttributeError, match="no attribute 'check'"):
        _ = engine_lint.check


def test_the_version_is_that_of_the_project() -> None:
    text = (Path(engine_lint.__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{engine_lint.__version__}"\n' in text


def test_check_source() -> None:
    (finding,) = engine_lint.check_source(MISSING_PRE_PING, settings={})
    assert (finding.code, finding.place.span.start.line) == ("EL101", 3)
    assert engine_lint.check_source(MENDED, settings={}) == ()
    assert engine_lint.check_source(MISSING_PRE_PING, settings={"ignore": ["EL101"]}) == ()


def test_settings_files_count_where_no_settings_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"engine-lint.toml": 'ignore = ["EL101"]\n'})
    monkeypatch.chdir(tmp_path)
    assert engine_lint.check_source(MISSING_PRE_PING) == ()
    assert len(engine_lint.check_source(MISSING_PRE_PING, settings={})) == 1


def test_fix_source() -> None:
    assert engine_lint.fix_source(MISSING_PRE_PING, settings={}) == MENDED
    assert engine_lint.fix_source(MENDED, settings={}) == MENDED
    churn = MENDED.replace("=True", "=True, pool_recycle=2").replace("postgresql", "mysql")
    assert engine_lint.fix_source(churn, settings={}) == churn
    assert "pool_recycle=3600" in engine_lint.fix_source(churn, settings={}, unsafe=True)


def test_fix_source_keeps_line_ends_and_refuses_what_is_no_python() -> None:
    windows = MISSING_PRE_PING.replace("\n", "\r\n")
    assert engine_lint.fix_source(windows, settings={}) == MENDED.replace("\n", "\r\n")
    with pytest.raises(UnreadableFile):
        engine_lint.fix_source("create_engine(", settings={})


def test_check_paths(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": MISSING_PRE_PING, "b/c.py": MISSING_PRE_PING})
    outcome = engine_lint.check_paths([tmp_path])
    assert [finding.place.path for finding in outcome.findings] == [f"{tmp_path}/a.py", f"{tmp_path}/b/c.py"]
    assert (outcome.summary.files_checked, outcome.complete) == (2, True)


def test_wrong_settings_raise(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        engine_lint.check_source("", settings={"fail-on": "never"})
    write(tmp_path, {"engine-lint.toml": "x = 1\n", "a.py": ""})
    with pytest.raises(SettingsError):
        engine_lint.check_paths([tmp_path])
