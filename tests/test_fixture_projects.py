"""Whole small projects: exactly the expected findings, and byte for byte the expected files. See ``fixtures/projects/README.md``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from difflib import unified_diff
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine_lint.cli.entry import engine_lint
from tests.shell import git, write

FOLDER = Path(__file__).parent / "fixtures" / "projects"
SAFE, UNSAFE = ("--fix",), ("--fix", "--unsafe-fixes")
MODES = pytest.mark.parametrize("flags", [SAFE, UNSAFE], ids=["safe", "unsafe"])
Row = tuple[str, int, str, str, "str | None"]

POOLS = """\
import contextlib, importlib, json, sys

def pool_of(target):
    module, _, expression = target.partition(":")
    names = vars(importlib.import_module(module))
    app = names["app"] if "app" in names else names["create_app"]() if "create_app" in names else None
    with app.app_context() if app is not None else contextlib.nullcontext():
        made = eval(expression, names)
    pool = getattr(made, "pool", made)
    return {"pre_ping": pool._pre_ping, "recycle": pool._recycle, "size": pool.size(), "max_overflow": pool._max_overflow}

sys.path.insert(0, "")
print(json.dumps({target: pool_of(target) for target in sys.argv[1:]}))
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: bytes

    @property
    def report(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[Row]:
        return [_row(finding) for finding in self.report["findings"]]

    @property
    def fails(self) -> bool:
        """Whether anything is left that a run has to fail on."""
        return any(finding["severity"] != "info" for finding in self.report["findings"])


@dataclass(frozen=True)
class Project:
    """One folder of ``fixtures/projects``."""

    folder: Path

    @cached_property
    def expected(self) -> dict[str, Any]:
        return json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))

    def rows(self, key: str) -> list[Row]:
        return [tuple(row) for row in self.expected[key]]

    @property
    def before(self) -> dict[str, str]:
        return contents(self.folder / "before")

    def changed(self, flags: tuple[str, ...]) -> dict[str, str]:
        """The files that fixing changes, with their new text."""
        if flags == UNSAFE or self.expected["safe_fixes"] == "all":
            return contents(self.folder / "after")
        return contents(self.folder / "after_safe")

    def after(self, flags: tuple[str, ...]) -> dict[str, str]:
        return {**self.before, **self.changed(flags)}

    def copy(self, folder: Path) -> Path:
        return Path(shutil.copytree(self.folder / "before", folder / "project"))


PROJECTS = [Project(each) for each in sorted(FOLDER.iterdir()) if each.is_dir()]
BUILDABLE = [each for each in PROJECTS if "engines" in each.expected]
each_project = pytest.mark.parametrize("project", PROJECTS, ids=lambda each: each.folder.name)
each_buildable_project = pytest.mark.parametrize("project", BUILDABLE, ids=lambda each: each.folder.name)


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder, one character per byte, so that a difference reads as text and no byte gets lost."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode("latin-1") for path in files}


def differences(found: dict[str, str], wanted: dict[str, str]) -> str:
    """What is wrong with some files, as a diff from what they have to be to what they are."""
    names = sorted({*found, *wanted})
    lines = (unified_diff(*(each.get(name, "").splitlines(True) for each in (wanted, found)), f"wanted/{name}", f"found/{name}") for name in names)
    return "".join(line if line.endswith("\n") else f"{line}\n" for file in lines for line in file) or ("" if found == wanted else "other files")


def check(root: Path, *arguments: str) -> Ran:
    """``engine-lint check`` in this process, with the folder as working directory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done = CliRunner().invoke(engine_lint, ["check", *arguments], prog_name="engine-lint", catch_exceptions=False)
    return Ran(done.exit_code, done.stdout_bytes)


def _row(finding: dict[str, Any]) -> Row:
    fix = finding["fix"]
    path = f"{finding['path']}:cell {finding['cell']}" if finding["cell"] else finding["path"]
    return path, finding["start"]["line"], finding["code"], finding["confidence"], fix["safety"] if fix else None


@each_project
def test_the_findings_are_exactly_these(project: Project, tmp_path: Path) -> None:
    root = project.copy(tmp_path)
    ran = check(root, "--output-format", "json")
    assert ran.rows == project.rows("default")
    assert ran.code == ran.fails
    pedantic = check(root, "--pedantic", "--output-format", "json").rows
    assert sorted(pedantic) == sorted(project.rows("default") + project.rows("only_pedantic"))
    assert not differences(contents(root), project.before)


@each_project
@MODES
def test_fixing_writes_the_twin_and_nothing_the_second_time(project: Project, flags: tuple[str, ...], tmp_path: Path) -> None:
    root = project.copy(tmp_path)
    first = check(root, *flags, "--output-format", "json")
    assert not differences(contents(root), project.after(flags))
    if flags == UNSAFE:
        assert first.rows == project.rows("left_after_unsafe_fixes")
    assert first.code == first.fails
    second = check(root, *flags, "--output-format", "json")
    assert not differences(contents(root), project.after(flags))
    assert second.rows == first.rows
    assert second.report["summary"]["fixed"] == 0


@each_project
@MODES
def test_the_diff_does_the_same_when_git_applies_it(project: Project, flags: tuple[str, ...], tmp_path: Path) -> None:
    root = project.copy(tmp_path)
    diff = check(root, "--diff", *flags[1:])
    assert not differences(contents(root), project.before)
    assert diff.code == bool(project.changed(flags))
    if diff.out:
        git("apply", "--whitespace=nowarn", "-", cwd=root, stdin=diff.out)
    assert not differences(contents(root), project.after(flags))


@each_buildable_project
def test_the_engines_of_the_twins_work(project: Project, tmp_path: Path) -> None:
    root = write(tmp_path, {name: text.encode("latin-1") for name, text in project.after(UNSAFE).items()})
    targets = project.expected["engines"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **project.expected.get("environment", {})}
    done = subprocess.run([sys.executable, "-c", POOLS, *targets], check=False, cwd=root, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {target: {name: found[target][name] for name in wanted} for target, wanted in targets.items()} == targets


@each_project
def test_the_twins_are_sound(project: Project) -> None:
    before, kind = project.before, project.expected["safe_fixes"]
    assert kind in ("all", "some", "none")
    assert (project.folder / "after_safe").is_dir() == (kind == "some")
    for flags in (SAFE, UNSAFE):
        for name, text in project.changed(flags).items():
            assert name in before and text != before[name], f"{name} is no changed file of the project"
            if name.endswith(".ipynb"):
                json.loads(text.encode("latin-1"))
            elif name.endswith(".py"):
                compile(text.encode("latin-1"), name, "exec")
    for name in before:
        assert not Path(name).name.startswith(("test_", "conftest")), "pytest would collect it"


def test_a_dict_in_a_file_that_was_not_given_is_shown_and_left_alone(tmp_path: Path) -> None:
    project = Project(FOLDER / "shared_options_dict")
    root = project.copy(tmp_path)
    ran = check(root, *UNSAFE, "billing/invoices.py", "--output-format", "json")
    assert not differences(contents(root), project.before)
    fixes = [finding["fix"] for finding in ran.report["findings"]]
    assert {edit["path"] for fix in fixes for edit in fix["edits"]} == {"billing/options.py"}
    assert ran.report["summary"]["held_back"] == len(fixes) == 2
    assert ran.code == 1


def test_files_given_by_name_are_mended_like_the_whole_project(tmp_path: Path) -> None:
    project = Project(FOLDER / "shared_options_dict")
    root = project.copy(tmp_path)
    check(root, *UNSAFE, "billing/payments.py", "billing/invoices.py", "billing/options.py", "billing/warehouse.py")
    assert not differences(contents(root), project.after(UNSAFE))
