"""A project with 200 findings takes engine-lint on with one command; from then on only new ones fail, in the real pre-commit too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.inprocess import engine_lint
from tests.shell import MISSING_PRE_PING, REPOSITORY, git, write

MODULE = "from sqlalchemy import create_engine\n\n" + "".join(f'engine_{n} = create_engine("postgresql://app@db/{{name}}_{n}")\n' for n in range(4))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of this working tree, as an index would give it."""
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(REPOSITORY)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture
def commit(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Commits all of a repository, with its hooks."""
    home = tmp_path_factory.mktemp("pre-commit-home")

    def run(root: Path) -> subprocess.CompletedProcess[str]:
        git("add", "-A", cwd=root)
        environment = {**os.environ, "PRE_COMMIT_HOME": str(home), "PIP_FIND_LINKS": str(release)}
        command = ["git", "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-m", "work"]
        return subprocess.run(command, check=False, cwd=root, env=environment, capture_output=True, text=True, timeout=600)

    return run


def test_one_command_and_only_new_findings_fail(tmp_path: Path, commit: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    files = {f"legacy/part_{n}/db.py": MODULE.format(name=f"shop_{n}") for n in range(50)}
    write(tmp_path, {"pyproject.toml": '[project]\nname = "shop"\n', **files})
    git("init", "-q", ".", cwd=tmp_path)
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "legacy", cwd=tmp_path)

    adopted = engine_lint("init", "--baseline", cwd=tmp_path)
    assert adopted.err.splitlines()[-1] == "note: engine-lint-baseline.json holds 200 findings now"
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    done = commit(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert engine_lint("check", cwd=tmp_path).code == 0

    head, *calls = MODULE.format(name="shop_7").split("\n\n")
    write(tmp_path, {"legacy/part_7/db.py": f"{head}\n\nTIMEOUT = 3\n\n" + "\n\n\n".join(calls)})
    (tmp_path / "legacy/part_8/db.py").rename(tmp_path / "legacy/part_8/database.py")
    done = commit(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "engine-lint..." in done.stderr + done.stdout

    write(tmp_path, {"shop/new.py": MISSING_PRE_PING})
    done = commit(tmp_path)
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert "shop/new.py:3:10" in told
    assert "legacy/" not in told

    assert engine_lint("check", "--add-ignore=the proxy tests connections", "shop", cwd=tmp_path).code == 0
    done = commit(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr

    assert engine_lint("check", "--diff-base", "HEAD~1", "--no-ignores", "--output-format", "concise", cwd=tmp_path).text.count("EL101") == 1
