"""Whose pins hold where a folder's own metadata does not speak of SQLAlchemy."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.knowledge.dependencies.project import project_pins
from engine_lint.model.versions import VersionRange


def sqlalchemy(root: Path, folder: str, files: dict[str, str]) -> VersionRange:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return project_pins((root / folder).as_posix(), root.as_posix()).of("sqlalchemy")


@pytest.mark.parametrize("place", ["deploy/requirements.txt", "install/requirements.txt", "docker/pyproject.toml", "build/requirements/run.txt"])
def test_a_repository_without_metadata_at_its_top_is_told_by_a_folder_in_it(tmp_path: Path, place: str) -> None:
    text = '[project]\nname = "x"\ndependencies = ["sqlalchemy==1.4.46"]\n' if place.endswith(".toml") else "sqlalchemy==1.4.46\n"
    found = sqlalchemy(tmp_path, ".", {place: text})
    assert (str(found), found.source) == ("1.4.46", place)


def test_a_member_that_names_nothing_of_sqlalchemy_is_told_by_its_siblings(tmp_path: Path) -> None:
    files = {"packages/a/pyproject.toml": '[project]\nname = "a"\ndependencies = ["core"]\n', "packages/core/requirements.txt": "sqlalchemy==2.0.30\n"}
    assert str(sqlalchemy(tmp_path, "packages/a", files)) == "2.0.30"


def test_siblings_that_disagree_leave_all_possible(tmp_path: Path) -> None:
    files = {"one/requirements.txt": "sqlalchemy==1.4.46\n", "two/requirements.txt": "sqlalchemy==2.0.30\n", "three/requirements.txt": "sqlalchemy\n"}
    assert str(sqlalchemy(tmp_path, ".", files)) == ">=1.4.46,<2.0.31"


def test_the_folder_above_comes_before_those_beside(tmp_path: Path) -> None:
    files = {"requirements.txt": "sqlalchemy==2.0.30\n", "app/requirements.txt": "flask\n", "old/requirements.txt": "sqlalchemy==1.4.46\n"}
    assert str(sqlalchemy(tmp_path, "app", files)) == "2.0.30"


def test_the_nearest_folders_come_first(tmp_path: Path) -> None:
    files = {"a/x/requirements.txt": "flask\n", "a/y/requirements.txt": "sqlalchemy==2.0.30\n", "b/requirements.txt": "sqlalchemy==1.4.46\n"}
    assert str(sqlalchemy(tmp_path, "a/x", files)) == "2.0.30"


@pytest.mark.parametrize("folder", ["docs", "tests", "examples", ".github", "node_modules", "vendor"])
def test_folders_that_do_not_speak_for_the_project(tmp_path: Path, folder: str) -> None:
    assert not sqlalchemy(tmp_path, ".", {f"{folder}/requirements.txt": "sqlalchemy==1.4.46\n"}).known


def test_its_own_word_is_enough_even_without_a_version(tmp_path: Path) -> None:
    files = {"app/requirements.txt": "sqlalchemy\n", "other/requirements.txt": "sqlalchemy==1.4.46\n", "requirements.txt": "sqlalchemy==1.4.46\n"}
    assert not sqlalchemy(tmp_path, "app", files).known


def test_nothing_is_looked_for_beside_a_lone_file(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/requirements.txt").write_text("sqlalchemy==1.4.46\n")
    assert project_pins(tmp_path.as_posix(), tmp_path.as_posix(), beside=False).ranges == {}
