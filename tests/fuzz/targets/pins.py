"""What pins the project's dependencies."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import APP, in_project

TARGET = in_project(
    (
        "requirements.txt",
        "pyproject.toml",
        "uv.lock",
        "poetry.lock",
        "Pipfile",
        "Pipfile.lock",
        "setup.cfg",
        "setup.py",
        "environment.yml",
        "pylock.toml",
        "pdm.lock",
        "constraints.txt",
    ),
    lambda: [*files("requirements*.txt", "pyproject.toml", "Pipfile*", "*.lock", "setup.*"), *strings("knowledge/dependencies/*.py")],
    {"app.py": APP},
)
