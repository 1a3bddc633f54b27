"""The LibCST codemods, in LibCST's own tool."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from libcst import Expr, Name, SimpleStatementLine, parse_module
from libcst.codemod import CodemodContext, SkipFile

from engine_lint.codemods import FixEngineOptions, MoveRemovedFlaskKeys
from engine_lint.errors import UsageError
from tests.shell import MENDED, MISSING_PRE_PING, REPOSITORY, write

CHURN = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql://app@db/shop", pool_pre_ping=True, pool_recycle=2)\n'
FLASK = """\
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "mysql://app@db/shop"
app.config["SQLALCHEMY_POOL_RECYCLE"] = 280
db = SQLAlchemy(app)
"""


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of any project, whose pins would count."""
    monkeypatch.chdir(tmp_path)


def tool(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "libcst.tool", "codemod", *arguments]
    return subprocess.run(command, check=False, cwd=cwd, input=stdin, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120)


def mend(source: str, codemod: type[FixEngineOptions] = FixEngineOptions, **options: object) -> str:
    context = CodemodContext(filename="db.py")
    return codemod(context, isolated=True, **options).transform_module(parse_module(source)).code  # type: ignore[arg-type]


def test_the_tool_mends_a_tree_in_parallel_and_keeps_encodings_and_line_ends(tmp_path: Path) -> None:
    latin = "# -*- coding: latin-1 -*-\n" + MISSING_PRE_PING.replace("shop", "caf\xe9")
    windows = MISSING_PRE_PING.replace("\n", "\r\n")
    files = {"a.py": MISSING_PRE_PING, "b/c.py": latin.encode("latin-1"), "b/windows.py": windows, "other.py": "x = 1\n", "churn.py": CHURN}
    write(tmp_path, files)
    ran = tool("-x", "engine_lint.codemods.FixEngineOptions", "--no-format", "--hide-progress", "-j", "2", ".", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "a.py").read_text() == MENDED
    assert (tmp_path / "b/c.py").read_bytes() == latin.replace('")', '", pool_pre_ping=True)').encode("latin-1")
    assert (tmp_path / "b/windows.py").read_bytes() == MENDED.replace("\n", "\r\n").encode()
    assert (tmp_path / "churn.py").read_text() == CHURN, "its fix is unsafe"


def test_the_tool_finds_the_class_through_its_own_settings_file(tmp_path: Path) -> None:
    write(tmp_path, {".libcst.codemod.yaml": "modules: [engine_lint]\n", "db.py": CHURN})
    ran = tool("codemods.FixEngineOptions", "--no-format", "-j", "1", "--unsafe-fixes", "--idle-timeout", "10m", "db.py", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "pool_recycle=570" in (tmp_path / "db.py").read_text()


def test_standard_input(tmp_path: Path) -> None:
    ran = tool("-x", "engine_lint.codemods.FixEngineOptions", "--no-format", "-", cwd=tmp_path, stdin=MISSING_PRE_PING)
    assert ran.stdout == MENDED + "\n", ran.stderr


def test_settings_files_and_suppression_comments_count(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": 'exclude = ["old"]\n'})
    for name, expected in (("old/db.py", MISSING_PRE_PING), ("new/db.py", MENDED)):
        codemod = FixEngineOptions(CodemodContext(filename=str(tmp_path / name)))
        assert codemod.transform_module(parse_module(MISSING_PRE_PING)).code == expected
    silenced = MISSING_PRE_PING.rstrip("\n") + "  # engine-lint: ignore[EL101] behind a proxy\n"
    assert mend(silenced) == silenced


def test_options() -> None:
    assert mend(MISSING_PRE_PING, select=["EL2"]) == MISSING_PRE_PING
    assert mend(MISSING_PRE_PING, ignore=["missing-pre-ping"]) == MISSING_PRE_PING
    assert "pool_recycle=300" in mend(CHURN, unsafe_fixes=True, recycle="300")
    assert "pool_recycle=330" in mend(CHURN, unsafe_fixes=True, platform=["aws-nlb-tcp"])
    with pytest.raises(UsageError, match="did you mean `EL206`"):
        mend(MISSING_PRE_PING, select=["EL210"])


def test_removed_flask_keys_alone() -> None:
    both = MISSING_PRE_PING + FLASK
    mended = mend(both, MoveRemovedFlaskKeys)
    assert mended.startswith(MISSING_PRE_PING)
    assert "SQLALCHEMY_POOL_RECYCLE" not in mended
    assert 'app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_recycle": 280}' in mended


def test_a_module_that_cannot_be_judged_is_skipped() -> None:
    tree = parse_module(MISSING_PRE_PING)
    broken = tree.with_changes(body=[*tree.body, SimpleStatementLine([Expr(Name("class"))])])
    with pytest.raises(SkipFile, match="cannot be checked"):
        FixEngineOptions(CodemodContext(filename="db.py"), isolated=True).transform_module(broken)


def test_a_fix_that_belongs_into_another_file_is_told(tmp_path: Path) -> None:
    files = {"options.py": 'OPTIONS = {"echo": False}\n', "db.py": MISSING_PRE_PING.replace('shop")', 'shop", **OPTIONS)')}
    files["db.py"] = "from options import OPTIONS\n" + files["db.py"]
    write(tmp_path, files)
    context = CodemodContext(filename=str(tmp_path / "db.py"))
    assert FixEngineOptions(context).transform_module(parse_module(files["db.py"])).code == files["db.py"]
    (warning,) = context.warnings
    assert warning.startswith("line 4: EL101") and "options.py" in warning and "engine-lint check --fix" in warning
