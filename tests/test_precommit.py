"""The pre-commit hooks, run by the real pre-commit in a scratch repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.shell import MENDED, MISSING_PRE_PING, REPOSITORY, git, write


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


def run_hook(home: Path, hook: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--verbose"]
    return subprocess.run(command, check=False, cwd=cwd, env={**os.environ, "PRE_COMMIT_HOME": str(home)}, capture_output=True, text=True, timeout=600)


def test_the_hooks_fail_fix_and_pass(hooks: Path, home: Path, tmp_path: Path) -> None:
    write(tmp_path, {"shop/db.py": MISSING_PRE_PING, "shop/readme.txt": "create_engine(", "legacy/db.py": MISSING_PRE_PING})
    write(tmp_path, {"engine-lint.toml": 'extend-exclude = ["legacy"]\n'})
    revision = git("rev-parse", "HEAD", cwd=hooks).decode().strip()
    used = {"repo": str(hooks), "rev": revision, "hooks": [{"id": "engine-lint"}, {"id": "engine-lint-fix"}]}
    write(tmp_path, {".pre-commit-config.yaml": yaml.safe_dump({"repos": [used]})})
    git("init", "-q", ".", cwd=tmp_path)
    git("add", "-A", cwd=tmp_path)

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
