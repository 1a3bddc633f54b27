"""A project with 200 findings takes engine-lint on with one command; from then on only new ones fail, in the real pre-commit too."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from engine_lint.adoption.starting import INSTALLED_THERE
from tests.inprocess import engine_lint
from tests.shell import MENDED, MISSING_PRE_PING, NOTHING_FETCHED, OLD_KEY, REPOSITORY, git, write

MODULE = "from sqlalchemy import create_engine\n\n" + "".join(f'engine_{n} = create_engine("postgresql://app@db/{{name}}_{n}")\n' for n in range(4))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of this working tree, as an index would give it."""
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(REPOSITORY)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture
def commit(release: Path, home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Commits all of a repository, with its hooks."""

    def run(root: Path, programs: Path) -> subprocess.CompletedProcess[str]:
        git("add", "-A", cwd=root)
        own = {"PRE_COMMIT_HOME": str(home), "PIP_FIND_LINKS": str(release), "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        environment = {**os.environ, **NOTHING_FETCHED, **own}
        command = ["git", "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-m", "work"]
        return subprocess.run(command, check=False, cwd=root, env=environment, capture_output=True, text=True, timeout=600)

    return run


def installed(folder: Path, *source: str) -> Path:
    """An environment with engine-lint from somewhere, and what it depends on from the environment of the tests; the folder of its programs."""
    venv.create(folder, with_pip=False)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True, timeout=60).stdout.strip()
    (Path(packages) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--ignore-installed", *source]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return programs


def init(programs: Path, *options: str, cwd: Path) -> list[str]:
    """Run ``engine-lint init`` as it is installed there, and let pre-commit install its hooks; what was said."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run([programs / "engine-lint", "init", *options], check=True, cwd=cwd, env=own, capture_output=True, text=True, timeout=300)
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=cwd, check=True, capture_output=True, timeout=60)
    return ran.stderr.splitlines()


def test_what_was_installed_from_a_folder_is_run_where_it_is(release: Path, tmp_path: Path, commit: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    programs = installed(tmp_path / "env", *map(str, release.iterdir()))
    project = write(tmp_path / "shop", {"pyproject.toml": '[project]\nname = "shop"\n', "shop/__init__.py": ""})
    git("init", "-q", ".", cwd=project)
    assert init(programs, cwd=project)[-1] == f"note: {INSTALLED_THERE}"
    assert f"language: system  # {INSTALLED_THERE}" in (project / ".pre-commit-config.yaml").read_text()
    done = commit(project, programs)
    assert done.returncode == 0, done.stdout + done.stderr
    write(project, {"shop/db.py": MISSING_PRE_PING})
    done = commit(project, programs)
    assert done.returncode == 1
    assert "shop/db.py:3:10" in done.stdout + done.stderr

    write(project, {"shop/db.py": MENDED, "shop/app.py": OLD_KEY, "requirements.txt": "Flask-SQLAlchemy==2.3.2\n"})
    assert commit(project, programs).returncode == 0
    write(project, {"requirements.txt": "Flask-SQLAlchemy==3.1.1\n"})
    done = commit(project, programs)
    assert done.returncode == 1
    assert "EL301" in done.stdout + done.stderr


def test_one_command_and_only_new_findings_fail(
    release: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, commit: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    programs = installed(tmp_path_factory.mktemp("env"), "--no-index", "--find-links", str(release), "engine-lint")
    files = {f"legacy/part_{n}/db.py": MODULE.format(name=f"shop_{n}") for n in range(50)}
    write(tmp_path, {"pyproject.toml": '[project]\nname = "shop"\n', **files})
    git("init", "-q", ".", cwd=tmp_path)
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "legacy", cwd=tmp_path)

    assert init(programs, "--baseline", cwd=tmp_path)[-1] == "note: engine-lint-baseline.json holds 200 findings now"
    done = commit(tmp_path, programs)
    assert done.returncode == 0, done.stdout + done.stderr
    assert engine_lint("check", cwd=tmp_path).code == 0

    head, *calls = MODULE.format(name="shop_7").split("\n\n")
    write(tmp_path, {"legacy/part_7/db.py": f"{head}\n\nTIMEOUT = 3\n\n" + "\n\n\n".join(calls)})
    (tmp_path / "legacy/part_8/db.py").rename(tmp_path / "legacy/part_8/database.py")
    done = commit(tmp_path, programs)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "engine-lint..." in done.stderr + done.stdout

    write(tmp_path, {"shop/new.py": MISSING_PRE_PING})
    done = commit(tmp_path, programs)
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert "shop/new.py:3:10" in told
    assert "legacy/" not in told

    assert engine_lint("check", "--add-ignore=the proxy tests connections", "shop", cwd=tmp_path).code == 0
    done = commit(tmp_path, programs)
    assert done.returncode == 0, done.stdout + done.stderr

    assert engine_lint("check", "--diff-base", "HEAD~1", "--no-ignores", "--output-format", "concise", cwd=tmp_path).text.count("EL101") == 1
