"""While code is checked, none of it runs, no process starts and nothing is asked of the network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine_lint.cli.commands import COMMANDS
from engine_lint.rules.registry import load
from tests.secrecy import forbidding
from tests.secrecy.forms import FILES, PASSWORD
from tests.shell import REPOSITORY, git, write
from tests.test_shapes import SHAPES

MARK = 'open({path!r}, "w").write("ran")\n'
LEAVES_A_MARK = """{mark}
from sqlalchemy import create_engine
from shop.settings import URL, OPTIONS

engine = create_engine(URL, **OPTIONS)
"""


def acts(*folders: Path) -> tuple[list[str], list[int]]:
    """What was done that must not be, and how many files were checked, engines and findings found."""
    command = [sys.executable, "-P", forbidding.__file__, *map(str, folders)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=900, cwd=REPOSITORY)
    *found, figures = done.stdout.splitlines()
    return found, list(map(int, figures.split()))


def marking(root: Path) -> Path:
    """A project whose every module, its settings, its ``conftest.py`` and ``setup.py`` leave a mark when they run."""
    mark = MARK.format(path=str(root / "MARK"))
    settings = f'{mark}URL = "mysql+pymysql://db/shop"\nOPTIONS = {{"pool_recycle": 30000}}\n'
    plain = {name: mark for name in ("shop/__init__.py", "conftest.py", "setup.py", "usercustomize.py", "env.py", "config.py")}
    return write(root, {**plain, "shop/settings.py": settings, "shop/db.py": LEAVES_A_MARK.format(mark=mark)})


def test_nothing_of_a_project_runs(tmp_path: Path) -> None:
    project = marking(tmp_path / "project")
    found, (files, engines, findings) = acts(project)
    assert (found, files, engines) == ([], 8, 1) and findings > 0
    assert not (project / "MARK").exists()


def corpus(root: Path) -> list[Path]:
    """All that the suite checks: every fixture project with its mended twin, every shape, every example of every rule, and every place for a password."""
    shutil.copytree(REPOSITORY / "tests" / "fixtures" / "projects", root / "projects")
    folders = [write(path, {".git/HEAD": ""}) for path in (root / "projects").iterdir() if path.is_dir()]
    folders += [shape.write(root / f"shape{number}") for number, shape in enumerate(SHAPES.values())]
    examples = [example for rule in load() for example in rule.examples]
    folders += [write(root / f"example{number}", {**each.files, each.name: each.source, ".git/HEAD": ""}) for number, each in enumerate(examples)]
    shutil.copytree(REPOSITORY / "engine_lint" / "bundled", root / "bundled")
    return [
        *folders,
        write(root / "bundled", {".git/HEAD": ""}),
        write(root / "forms", {**{name: text.replace(PASSWORD, "hunter2") for name, text in FILES.items()}, ".git/HEAD": ""}),
    ]


def test_nothing_runs_or_is_asked_for_over_all_that_the_suite_checks(tmp_path: Path) -> None:
    folders = corpus(tmp_path)
    found, (files, engines, findings) = acts(*folders)
    assert found == [] and len(folders) > 450 and files > 1_000 and engines > 500 and findings > 500


def test_a_module_that_runs_is_noticed(tmp_path: Path) -> None:
    """The hook itself works: what it forbids is noted."""
    code = (
        f"import sys; sys.argv = ['', {str(tmp_path)!r}]; sys.path[:0] = [{str(REPOSITORY)!r}, {str(tmp_path)!r}]\n"
        "from tests.secrecy import forbidding\nsys.addaudithook(forbidding.watch)\nimport socket, subprocess, marked\n"
        "socket.socket().close(); subprocess.run(['true'])\nprint(*forbidding.acts, sep='\\n')\n"
    )
    (tmp_path / "marked.py").write_text("x = 1\n")
    told = subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True, timeout=60, cwd=tmp_path).stdout
    assert "marked.py" in told and "socket.__new__" in told and "subprocess.Popen" in told


@pytest.mark.skipif(sys.platform == "win32", reason="git is asked by its name")
def test_a_revision_to_compare_with_asks_git_and_nothing_else(tmp_path: Path) -> None:
    marking(tmp_path)
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        git(*arguments, cwd=tmp_path)
    code = (
        "import sys\nran = []\n"
        "def watch(event, arguments):\n"
        "    if event == 'subprocess.Popen': ran.append(str(arguments[0]))\n"
        "    elif event.startswith('socket.') or event in ('os.system', 'os.exec', 'os.fork'): ran.append(event)\n"
        "sys.addaudithook(watch)\nfrom engine_lint.cli import main\nsys.argv = ['engine-lint', 'check', '--no-cache', '--diff-base', 'HEAD']\n"
        "try: main()\nfinally: print(*sorted(set(ran)), file=sys.stderr)\n"
    )
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60, cwd=tmp_path, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY)}
    )
    assert [Path(each).name for each in done.stderr.splitlines()[-1].split()] == ["git"]
    assert not (tmp_path / "MARK").exists()


ALL_BUT_ASKING = {
    "check": ["--no-cache", "--fix", "--diff", "."],
    "engines": ["--output-format", "html", "-o", "engines.html", "."],
    "timeouts": [],
    "rule": ["--all"],
    "config": [],
    "init": [],
    "demo": [],
    "completion": ["bash"],
    "report-bug": ["shop/db.py"],
    "clean": ["--cache-dir", "nothing"],
}
"""Each command that neither asks a server nor waits for an editor, and what it is called with."""


def test_no_command_but_the_one_that_asks_servers_opens_a_connection(tmp_path: Path) -> None:
    """There is no telemetry: nothing is sent, nor looked up to send it to."""
    marking(tmp_path)
    code = (
        "import contextlib, json, sys\nacts = []\n"
        "sys.addaudithook(lambda event, arguments: acts.append([event, *sys.argv]) if event.startswith(('socket.', 'urllib.', 'http.')) else None)\n"
        "from engine_lint.cli import main\n"
        "for arguments in json.loads(sys.argv[1]):\n"
        "    sys.argv = ['engine-lint', *arguments]\n"
        "    with contextlib.suppress(SystemExit): main()\n"
        "print(acts, file=sys.stderr)\n"
    )
    arguments = json.dumps([[name, *rest] for name, rest in ALL_BUT_ASKING.items()])
    command = [sys.executable, "-P", "-c", code, arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300, cwd=tmp_path, env=environment)
    assert done.stderr.splitlines()[-1] == "[]" and "</html>" in (tmp_path / "engines.html").read_text()
    assert {*COMMANDS} - {*ALL_BUT_ASKING} == {"probe", "server"}
