"""What a run loads before it says something: no more than it needs, since most runs find nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_lint.cli.check import command
from engine_lint.cli.options import CHECK
from engine_lint.cli.plain import understood
from engine_lint.files.modules import ONLY_AST, PythonModules
from engine_lint.settings.building import build
from engine_lint.settings.model import Settings
from tests.shell import CLEAN, MISSING_PRE_PING, REPOSITORY, engine_lint, write

NEVER = ("libcst", "rich", "jinja2", "yaml", "sqlalchemy", "jsonschema")
NOT_WITHOUT_A_SITE = (*NEVER, "click", "pathspec", "tomllib", "asyncio", "multiprocessing", "concurrent", "importlib.metadata", "hashlib", "pickle")
OWN_BUT_NOT_WITHOUT_A_SITE = ("engine_lint.rules", "engine_lint.evaluation", "engine_lint.python.execute", "engine_lint.settings.building")


def loaded(*arguments: str, cwd: Path) -> set[str]:
    """The modules that the real command has loaded when it ends."""
    code = (
        "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); import runpy; runpy.run_module('engine_lint', run_name='__main__')"
    )
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"plain.py": CLEAN, "pyproject.toml": '[project]\nname = "x"\n', ".git/HEAD": ""})


@pytest.mark.parametrize("arguments", [("check", "--no-cache", "plain.py"), ("check", "--no-cache", "."), ("check", "--cache-dir", "../cache", "plain.py")])
def test_files_without_a_site_load_next_to_nothing(folder: Path, arguments: tuple[str, ...]) -> None:
    found = loaded(*arguments, cwd=folder)
    unwanted = [name for name in NOT_WITHOUT_A_SITE if name in found and not (name in ("hashlib", "pickle") and "--cache-dir" in arguments)]
    assert not unwanted
    assert not [name for name in found if name.startswith(OWN_BUT_NOT_WITHOUT_A_SITE)]


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help"), ("clean", "--cache-dir", "../cache")])
def test_no_command_loads_what_only_work_needs(folder: Path, arguments: tuple[str, ...]) -> None:
    assert not loaded(*arguments, cwd=folder) & set(NEVER)


def test_a_site_that_nothing_is_said_of_loads_no_libcst(folder: Path) -> None:
    write(folder, {"db.py": MISSING_PRE_PING.replace(")\n", ", pool_pre_ping=True)\n")})
    assert not loaded("check", "--no-cache", "db.py", cwd=folder) & set(NEVER)


def by_click(arguments: Sequence[str]) -> object:
    try:
        given = dict(command.make_context("check", list(arguments)).params)
    except (click.ClickException, click.exceptions.Exit):
        return None
    return given.pop("paths"), given


_NAMES = [name for option in CHECK for name in option.names]
_WORDS = ["a.py", "-", "--", "-j2", "-j", "3", "0", "full", "json", "warning", "-o", "=", "--no", "--fix=1", "EL101,EL2", "", "-h", "--jobs=auto"]
_ARGUMENTS = st.lists(st.sampled_from([*_NAMES, *_WORDS, *(f"{name}=high" for name in _NAMES), *(f"{name}=" for name in _NAMES)]), max_size=7)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ARGUMENTS)
def test_what_is_understood_without_click_means_the_same_to_it(arguments: list[str]) -> None:
    found = understood(["check", *arguments])
    assert found is None or found == by_click(arguments)


@pytest.mark.parametrize(
    "arguments",
    [("a.py", "b.py"), ("--no-cache", "a.py"), ("--output-format=json", "-j", "2", "a.py"), ("--select", "EL1", "--select", "EL2,EL3", "."), ("--fix", "-")],
)
def test_plain_command_lines_are_understood(arguments: tuple[str, ...]) -> None:
    assert understood(["check", *arguments]) == by_click(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--output-format", "jsn"),
        ("--no-cach", "."),
        ("-j2", "."),
        ("--jobs", "0"),
        ("--", "a.py"),
        ("--select",),
        ("--select", "--fix"),
        ("--fix=1",),
    ],
)
def test_mistakes_and_help_are_left_to_click(arguments: tuple[str, ...]) -> None:
    assert understood(["check", *arguments]) is None


def test_other_commands_and_words_are_left_to_click(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert [understood(each) for each in ([], ["engines", "."], ["chek"], ["--version"], ["-h"])] == [None] * 5
    taken = understood(["plain.py"])
    assert taken is not None and taken[0] == ("plain.py",)
    write(folder, {"check": ""})
    assert understood(["check", "plain.py"]) is None


def test_shell_completion_is_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ENGINE_LINT_COMPLETE", "bash_complete")
    assert understood(["check", "."]) is None


def test_both_ways_end_alike(folder: Path) -> None:
    write(folder, {"db.py": MISSING_PRE_PING})
    plain, through_click = engine_lint("check", "-j", "1", "db.py", cwd=folder), engine_lint("check", "-j1", "db.py", cwd=folder)
    assert plain == through_click and plain.code == 1
    wrong = engine_lint("check", "--fix", "--diff", "db.py", cwd=folder)
    assert wrong.code == 2 and wrong.err.startswith("error: --fix and --diff exclude each other")


def test_what_holds_by_default_is_what_no_settings_build() -> None:
    assert Settings.by_default("/x") == build([{}], "/x", "")


@pytest.mark.parametrize("data", [b"x = 1\n", b"", b"def f(:\n", b"x = '\xc3\xa9'\n", b"# coding: latin-1\n", b"\0", b"(" * 300, b"x = '\\d'\n", b"print 1\n"])
def test_what_is_taken_for_sound_can_be_parsed(data: bytes) -> None:
    if PythonModules().is_sound(data):
        ast.parse(data)
    assert ast.PyCF_ONLY_AST == ONLY_AST
