"""Which files say what a folder's code depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.knowledge.dependencies.metadata import has_metadata, is_conda, is_requirements


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt", "requirements.in", "requirements.lock", "requirement.pip", "requirements-dev.txt", "requirements_prod.txt", "requirements.lite.txt",
        "dev-requirements.txt", "test_requirements.in", "requirements3.txt", "pip-reqs.txt", "deps.txt", "Requirements.txt",
    ],
)  # fmt: skip
def test_requirements_files(name: str) -> None:
    assert is_requirements(name)


@pytest.mark.parametrize(
    "name", ["requirementsheet.txt", "requirements.md", "requirements.py", "myrequirements.txt", "reqs.py", "notes.txt", "depths.txt", "requirements"]
)
def test_other_files(name: str) -> None:
    assert not is_requirements(name)


def test_conda_files() -> None:
    names = ("environment.yml", "environment.yaml", "environment-dev.yml", "conda-env.yml", "conda_environment.yml", "env.yml")
    assert all(map(is_conda, names))
    assert not any(map(is_conda, ("environments.yml", "docker-compose.yml", "envoy.yaml", "environment.txt")))


@pytest.mark.parametrize(
    ("name", "text", "declares"),
    [
        ("pyproject.toml", "[project]\n", True),
        ("pyproject.toml", "[tool.poetry.dependencies]\n", True),
        ("pyproject.toml", "[tool.ruff]\n", False),
        ("setup.cfg", "[options]\n", True),
        ("setup.cfg", "[flake8]\n", False),
        ("setup.py", "setup(name='x')\n", True),
        ("setup.py", "x = 1\n", False),
        ("environment.yml", "dependencies:\n", True),
        ("env.yml", "A: 1\n", False),
        ("requirements/base.txt", "", True),
        ("requirements/base.py", "", False),
        ("uv.lock", "", True),
        ("pixi.toml", "", True),
    ],
)
def test_what_makes_a_folder_a_project(tmp_path: Path, name: str, text: str, declares: bool) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    assert has_metadata(tmp_path.as_posix()) is declares
