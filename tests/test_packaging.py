"""The wheel: the same bytes from the same tree, and nothing in it but the package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.shell import REPOSITORY

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def built(root: Path, epoch: str, touched: int) -> Path:
    """The wheel of a copy of this tree whose files have some other date."""
    tree = root / "tree"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "engine_lint", tree / "engine_lint", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, tree / name)
    for path in (tree, *tree.rglob("*")):
        os.utime(path, (touched, touched))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(root / "dist")]
    subprocess.run(command, check=True, cwd=tree, env={**os.environ, "SOURCE_DATE_EPOCH": epoch}, capture_output=True, timeout=120)
    (wheel,) = (root / "dist").iterdir()
    return wheel


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    first, second = (built(tmp_path_factory.mktemp("built"), "1700000000", touched) for touched in (1_600_000_000, 1_650_000_000))
    return first, second


def test_two_builds_of_one_tree_are_the_same_byte_for_byte(wheels: tuple[Path, Path]) -> None:
    first, second = wheels
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_the_wheel_holds_the_package_and_nothing_else(wheels: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(wheels[0]) as wheel:
        names = wheel.namelist()
    assert {name.partition("/")[0] for name in names} == {"engine_lint", f"engine_lint-{PROJECT['project']['version']}.dist-info"}
    assert "engine_lint/py.typed" in names
    assert not [name for name in names if name.endswith(".pyc")]


def required() -> dict[str, str]:
    """Each package that an install may bring along, with the versions that do."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    texts = [*PROJECT["project"]["dependencies"], *(each for extra in extras for each in extra)]
    found = {}
    for text in texts:
        match = re.match(r"(?P<name>[\w.-]+)(?:\[[\w,]+\])?\s*(?P<bound>[^;\s]*)", text)
        assert match
        found[match["name"]] = match["bound"]
    return found


def test_every_dependency_has_a_lower_bound_and_a_reason() -> None:
    page = (REPOSITORY / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = {match["name"]: match["bound"] for match in re.finditer(r"^\| (?P<name>[\w.-]+) \| `(?P<bound>[^`]+)` \| \S.+\|$", page, re.MULTILINE)}
    assert rows == required()
    assert all(bound.startswith(">=") for bound in rows.values())
