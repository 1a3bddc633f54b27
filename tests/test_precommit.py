"""The pre-commit hooks, run by the real pre-commit in a scratch repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.shell import MENDED, MISSING_PRE_PING, NOTHING_FETCHED, OLD_KEY, REPOSITORY, git, write


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as it stands, as a repository that pre-commit can clone."""
    root = tmp_path_factory.mktemp("hooks")
    shutil.copytree(REPOSITORY / "engine_lint", root / "engine_lint", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(REPOSITORY / name, root / name)
    git("init", "-q", ".", cwd=root)
    git("add", "-A", "-f", ".", cwd=root)
    git("commit", "-q", "-m", "hooks", cwd=root)
    return root


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-home")


def repository(root: Path, hooks: Path, *used: dict[str, object]) -> None:
    """Make a folder a repository that uses some of the hooks."""
    revision = git("rev-parse", "HEAD", cwd=hooks).decode().strip()
    write(root, {".pre-commit-config.yaml": yaml.safe_dump({"repos": [{"repo": str(hooks), "rev": revision, "hooks": list(used)}]})})
    git("init", "-q", ".", cwd=root)
    git("add", "-A", cwd=root)


def run_hook(home: Path, hook: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--verbose"]
    environment = {**os.environ, **NOTHING_FETCHED, "PRE_COMMIT_HOME": str(home)}
    return subprocess.run(command, check=False, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600)


def test_the_hooks_fail_fix_and_pass(hooks: Path, home: Path, tmp_path: Path) -> None:
    write(tmp_path, {"shop/db.py": MISSING_PRE_PING, "shop/readme.txt": "create_engine(", "legacy/db.py": MISSING_PRE_PING})
    write(tmp_path, {"engine-lint.toml": 'extend-exclude = ["legacy"]\n'})
    repository(tmp_path, hooks, {"id": "engine-lint"}, {"id": "engine-lint-fix"})

    failed = run_hook(home, "engine-lint", tmp_path)
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "warning[EL101] missing-pre-ping" in failed.stdout
    assert "shop/db.py:3:10" in failed.stdout
    assert (tmp_path / "shop/db.py").read_text() == MISSING_PRE_PING

    fixed = run_hook(home, "engine-lint-fix", tmp_path)
    assert fixed.returncode == 1, fixed.stdout + fixed.stderr
    assert "files were modified by this hook" in fixed.stdout
    assert (tmp_path / "shop/db.py").read_text() == MENDED
    assert (tmp_path / "legacy/db.py").read_text() == MISSING_PRE_PING

    git("add", "-A", cwd=tmp_path)
    for hook in ("engine-lint", "engine-lint-fix"):
        passed = run_hook(home, hook, tmp_path)
        assert passed.returncode == 0, passed.stdout + passed.stderr
        assert "Passed" in passed.stdout


def test_one_hook_tells_once_of_code_and_of_pins_and_mends(hooks: Path, home: Path, tmp_path: Path) -> None:
    write(tmp_path, {"shop/db.py": MISSING_PRE_PING, "shop/app.py": OLD_KEY, "requirements.txt": "Flask-SQLAlchemy==3.1.1\n"})
    repository(tmp_path, hooks, {"id": "engine-lint-project"})
    failed = run_hook(home, "engine-lint-project", tmp_path)
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert [failed.stdout.count(f"{code}] ") for code in ("EL101", "EL301")] == [1, 1]

    repository(tmp_path, hooks, {"id": "engine-lint-project", "args": ["--fix"]})
    fixed = run_hook(home, "engine-lint-project", tmp_path)
    assert "files were modified by this hook" in fixed.stdout
    assert (tmp_path / "shop/db.py").read_text() == MENDED
    git("add", "-A", cwd=tmp_path)
    passed = run_hook(home, "engine-lint-project", tmp_path)
    assert passed.returncode == 0, passed.stdout + passed.stderr
