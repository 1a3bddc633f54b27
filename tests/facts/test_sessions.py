"""The suite runs with the newest releases that nox has a session for, so that CI need not run that session again."""

from __future__ import annotations

import ast
import os
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

NOXFILE = Path(__file__).parents[2] / "noxfile.py"


def newest() -> list[str]:
    tree = ast.parse(NOXFILE.read_text(encoding="utf-8"))
    assigned = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    return list(ast.literal_eval(assigned["NEWEST"]))


@pytest.mark.skipif("NOX_CURRENT_SESSION" in os.environ, reason="a session has the releases of its own")
@pytest.mark.parametrize("text", newest())
def test_the_suite_has_the_newest_releases(text: str) -> None:
    requirement = Requirement(text)
    assert requirement.specifier.contains(version(requirement.name), prereleases=True)
