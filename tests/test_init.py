"""``engine-lint init``: settings, hook and baseline in one command, beside what is there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from engine_lint import __version__
from engine_lint.adoption.installed import requirement_of
from engine_lint.adoption.starting import INSTALLED_THERE, entry_lines, with_hook, with_settings
from engine_lint.errors import UsageError
from engine_lint.settings import Lookup
from tests.inprocess import engine_lint
from tests.shell import MISSING_PRE_PING, REPOSITORY, git, write

PYPROJECT = '[project]\nname = "shop"  # ours\n\n[tool.black]\nline-length = 100\n'
HOOKS = """\
# ours
repos:
  - repo: https://github.com/psf/black   # format
    rev: 24.1.0
    hooks:
      - id: black
        args: [--fast]

# the end
ci:
  autofix_prs: false
"""


ALONE = "for changed files alone; `- id: engine-lint-project` instead tells what a changed setting, pin or constant means elsewhere"
RELEASE = f"engine-lint=={__version__}"


@pytest.fixture(autouse=True)
def release(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine-lint that runs be one that came from an index."""
    monkeypatch.setattr("engine_lint.cli.init.requirement", lambda: RELEASE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, {"pyproject.toml": PYPROJECT, ".pre-commit-config.yaml": HOOKS, "shop/db.py": MISSING_PRE_PING})
    git("init", "-q", ".", cwd=tmp_path)
    return tmp_path


def test_one_command_writes_all_and_the_next_nothing(project: Path) -> None:
    ran = engine_lint("init", "--baseline", cwd=project)
    assert ran.code == 0
    assert ran.err.splitlines() == ["Wrote pyproject.toml.", "Wrote .pre-commit-config.yaml.", "note: engine-lint-baseline.json holds 1 finding now"]
    text = (project / "pyproject.toml").read_text()
    assert text.startswith(f"{PYPROJECT}\n[tool.engine-lint]\n")
    assert 'baseline = "engine-lint-baseline.json"\n' in text
    assert engine_lint("check", cwd=project).code == 0
    before = {path: path.read_bytes() for path in project.iterdir() if path.is_file()}
    again = engine_lint("init", "--baseline", cwd=project)
    there = ["note: pyproject.toml has settings already", "note: .pre-commit-config.yaml has engine-lint-project already"]
    assert (again.code, again.err.splitlines()) == (0, [*there, "Nothing to do."])
    assert {path: path.read_bytes() for path in project.iterdir() if path.is_file()} == before


def test_without_a_baseline_the_findings_are_told(project: Path) -> None:
    ran = engine_lint("init", cwd=project)
    assert ran.err.splitlines()[-1].startswith("1 finding today. `engine-lint init --baseline` takes them for known; ")
    assert not (project / "engine-lint-baseline.json").exists()
    assert engine_lint("check", cwd=project).code == 1
    assert engine_lint("init", "--baseline", cwd=project).err.splitlines() == [
        "note: .pre-commit-config.yaml has engine-lint-project already",
        "Wrote pyproject.toml.",
        "note: engine-lint-baseline.json holds 1 finding now",
    ]
    assert engine_lint("check", cwd=project).code == 0


@pytest.mark.parametrize("option", ["--diff", "--dry-run"])
def test_a_dry_run_prints_a_patch_that_does_the_same(project: Path, option: str) -> None:
    ran = engine_lint("init", "--baseline", option, cwd=project)
    assert (project / "pyproject.toml").read_text() == PYPROJECT
    assert ran.err == "1 finding today would go into the baseline.\n"
    git("apply", "-", cwd=project, stdin=ran.out)
    patched = {name: (project / name).read_bytes() for name in ("pyproject.toml", ".pre-commit-config.yaml")}
    write(project, {"pyproject.toml": PYPROJECT, ".pre-commit-config.yaml": HOOKS})
    engine_lint("init", "--baseline", cwd=project)
    assert {name: (project / name).read_bytes() for name in patched} == patched


def test_a_project_without_any_of_the_files(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": "x = 1\n"})
    git("init", "-q", ".", cwd=tmp_path)
    patch = engine_lint("init", "--diff", cwd=tmp_path).out
    assert engine_lint("init", cwd=tmp_path).err.splitlines() == ["Wrote engine-lint.toml.", "Wrote .pre-commit-config.yaml."]
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert Lookup(tmp_path.as_posix()).for_folder(tmp_path.as_posix()).file == f"{tmp_path}/engine-lint.toml"
    for name in ("engine-lint.toml", ".pre-commit-config.yaml"):
        (tmp_path / name).unlink()
    git("apply", "-", cwd=tmp_path, stdin=patch)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == written
    assert engine_lint("init", cwd=tmp_path).err.splitlines()[-1] == "Nothing to do."


def test_outside_of_a_repository_no_hook_is_written(tmp_path: Path) -> None:
    ran = engine_lint("init", cwd=tmp_path)
    assert "no hook for pre-commit is written" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["engine-lint.toml"]
    assert "hook" not in engine_lint("init", "--no-pre-commit", cwd=tmp_path).err


def test_hosts_in_the_code_hint_at_platforms(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": 'URL = "mysql://u@u.mysql.pythonanywhere-services.com/u$default"\n'})
    engine_lint("init", cwd=tmp_path)
    text = (tmp_path / "engine-lint.toml").read_text()
    assert '# platform = ["pythonanywhere-mysql"]  # files of this project hint at it\n' in text
    write(tmp_path, {"engine-lint.toml": text.replace("# platform", "platform")})
    assert engine_lint("check", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    "old",
    [
        HOOKS,
        HOOKS.replace("\n", "\r\n"),
        "repos:\n- repo: local\n  hooks:\n  - {id: x, name: x, entry: x, language: system}",
        "repos: []\n",
        "repos: []  # none yet\ndefault_stages: [pre-commit]\n",
        "default_stages: [pre-commit]\n",
        "# nothing\n",
        "",
    ],
)
def test_the_hook_goes_behind_the_others_and_all_else_stays(old: str) -> None:
    new = with_hook(old, RELEASE)
    data = yaml.safe_load(new)
    assert data["repos"][:-1] == ((yaml.safe_load(old) or {}).get("repos") or [])
    (hook,) = data["repos"][-1]["hooks"]
    assert (hook["id"], hook["additional_dependencies"]) == ("engine-lint-project", [RELEASE])
    rest = iter(new.splitlines())
    assert all(line in rest for line in old.splitlines() if "repos: []" not in line)
    assert with_hook(new, RELEASE) == new
    assert ("\r\n" in new) == ("\r\n" in old)
    assert new.count("\r\n") in (0, new.count("\n"))


@pytest.mark.parametrize("old", ["repos: [{repo: meta, hooks: [{id: identity}]}]\n", "repos: {\n", "- a\n", "repos: 3\n"])
def test_a_configuration_that_nothing_can_be_added_to_is_left_alone(old: str) -> None:
    with pytest.raises(UsageError, match=r"add this by hand:\n\n- repo: local"):
        with_hook(old, RELEASE)


def test_the_hook_is_one_of_the_repository() -> None:
    published = {hook["id"]: hook for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())}
    (entry,) = yaml.safe_load("\n".join(entry_lines(RELEASE)))
    for hook in entry["hooks"]:
        del hook["additional_dependencies"]
        assert published[hook["id"]].items() >= hook.items()


@pytest.mark.parametrize(
    ("hooks", "told"),
    [
        ("[{id: engine-lint}]", f"has engine-lint already, {ALONE}"),
        ("[{id: engine-lint-fix}, {id: engine-lint}]", f"has engine-lint-fix and engine-lint already, {ALONE}"),
        ("[{id: engine-lint-project, args: [--fix]}]", "has engine-lint-project already"),
        ("[{id: engine-lint, entry: engine-lint, pass_filenames: false}]", "has engine-lint already"),
    ],
)
def test_hooks_that_are_there_stay_and_what_they_do_not_see_is_told(project: Path, hooks: str, told: str) -> None:
    old = f"repos:\n  - repo: https://example.com/engine-lint\n    rev: v1\n    hooks: {hooks}\n"
    write(project, {".pre-commit-config.yaml": old})
    assert engine_lint("init", cwd=project).err.splitlines()[:2] == [f"note: .pre-commit-config.yaml {told}", "Wrote pyproject.toml."]
    assert (project / ".pre-commit-config.yaml").read_text() == old


@pytest.mark.parametrize(
    ("direct_url", "wanted"),
    [
        (None, RELEASE),
        ('{"url": "file:///src/engine-lint", "dir_info": {"editable": true}}', ""),
        ('{"url": "file:///src/engine-lint", "dir_info": {}}', ""),
        ('{"url": "file:///tmp/engine_lint-1.0-py3-none-any.whl", "archive_info": {}}', ""),
        (
            '{"url": "https://example.com/engine_lint-1.0-py3-none-any.whl", "archive_info": {}}',
            "engine-lint @ https://example.com/engine_lint-1.0-py3-none-any.whl",
        ),
        (
            '{"url": "https://example.com/e.git", "vcs_info": {"vcs": "git", "requested_revision": "main", "commit_id": "c0ffee"}}',
            "engine-lint @ git+https://example.com/e.git@c0ffee",
        ),
        (
            '{"url": "ssh://git@example.com/e", "subdirectory": "lint", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}',
            "engine-lint @ git+ssh://git@example.com/e@c0ffee#subdirectory=lint",
        ),
    ],
)
def test_the_hook_installs_what_runs_where_that_can_be_had_elsewhere(direct_url: str | None, wanted: str) -> None:
    assert requirement_of(direct_url) == wanted
    assert not wanted or Requirement(wanted).name == "engine-lint"


def test_what_came_from_a_folder_is_run_where_it_is_and_that_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine_lint.cli.init.requirement", lambda: "")
    ran = engine_lint("init", cwd=project)
    assert ran.err.splitlines()[1:3] == ["Wrote .pre-commit-config.yaml.", f"note: {INSTALLED_THERE}"]
    text = (project / ".pre-commit-config.yaml").read_text()
    assert text.count(f"language: system  # {INSTALLED_THERE}\n") == 1
    assert not any("additional_dependencies" in hook for hook in yaml.safe_load(text)["repos"][-1]["hooks"])


@pytest.mark.parametrize(
    ("old", "shared"),
    [
        (PYPROJECT, True),
        (PYPROJECT.replace("\n", "\r\n"), True),
        ("[tool.engine-lint]  # ours\nselect = ['EL1']\n\n[tool.x]\n", True),
        ("select = ['EL1']\n[per-file-ignores]\n'a.py' = ['EL101']\n", False),
        ("[tool.engine-lint]\n", False),
        ("", False),
    ],
)
def test_settings_are_added_to_and_never_changed(old: str, shared: bool) -> None:
    new = with_settings(old, shared=shared, baseline="b.json", platforms=[])
    rest = iter(new.splitlines())
    assert all(line in rest for line in old.splitlines())
    assert new.count('baseline = "b.json"') == 1
    assert with_settings(new, shared=shared, baseline="b.json", platforms=[]) == new
    assert new.count("\r\n") in (0, new.count("\n"))


@pytest.mark.parametrize("old", ["tool.engine-lint.select = ['EL1']\n", "[tool]\nengine-lint = {select = ['EL1']}\n", "[tool.engine-lint\n"])
def test_settings_that_nothing_can_be_added_to_are_left_alone(old: str) -> None:
    with pytest.raises(UsageError, match="init: the settings file is"):
        with_settings(old, shared=True, baseline="b.json", platforms=[])


def test_on_a_terminal_it_asks(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine_lint.cli import init

    monkeypatch.setattr(init.sys, "stdin", type("Terminal", (), {"isatty": staticmethod(lambda: True)})())
    asked = []
    monkeypatch.setattr(init.click, "confirm", lambda text, default: asked.append(text) or True)
    monkeypatch.chdir(project)
    with pytest.raises(SystemExit):
        init.command.main([], standalone_mode=True)
    assert asked == ["1 finding today. Take them for known, so that only new ones fail?"]
    assert (project / "engine-lint-baseline.json").exists()
    assert sys.stdin is not None
