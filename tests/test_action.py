"""The GitHub Action, our own workflows and the GitLab component: valid, safe, and their shell steps run for real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine_lint.report import FORMATS
from tests.shell import MENDED, MISSING_PRE_PING, REPOSITORY, write

ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
TEMPLATE = REPOSITORY / "templates/engine-lint.yml"
EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
needs_reports = pytest.mark.skipif(not {"sarif", "github"} <= set(FORMATS), reason="formats of CI systems")


def program(name: str) -> str:
    """A tool beside the running Python."""
    return str(Path(sys.executable).parent / name)


def passes(*command: str | Path) -> None:
    done = subprocess.run([str(each) for each in command], check=False, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True)
class Step:
    code: int
    log: str
    outputs: dict[str, str]
    summary: str


def run_step(name: str, inputs: Mapping[str, str], cwd: Path, steps: Mapping[str, str] | None = None) -> Step:
    """Run a shell step of the action as GitHub's runner does: expressions filled in, the same flags, files for what it tells."""
    step = next(each for each in ACTION["runs"]["steps"] if each["name"] == name)
    given = {key: str(each["default"]) for key, each in ACTION["inputs"].items()} | dict(inputs)
    known = {f"inputs.{key}": value for key, value in given.items()} | dict(steps or {})
    own = {key: EXPRESSION.sub(lambda found: known[found[1]], value) for key, value in step["env"].items()}
    runner = cwd.parent / f"{cwd.name}-runner"
    runner.mkdir(exist_ok=True)
    files = {name: runner / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV")}
    for file in files.values():
        file.write_bytes(b"")
    script = runner / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    environment = {
        **os.environ,
        **{key: str(path) for key, path in files.items()},
        **own,
        "RUNNER_TEMP": str(runner),
        "RUNNER_OS": "Linux",
        "GITHUB_ACTION_PATH": str(REPOSITORY),
        "PYTHONPATH": str(REPOSITORY) if name == "Check" else sysconfig.get_path("purelib"),
        "PIP_NO_BUILD_ISOLATION": "0",  # which turns isolation off: nothing is downloaded that is here
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = subprocess.run(command, check=False, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)
    told = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
    return Step(done.returncode, done.stdout + done.stderr, told, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> str:
    """This tree's engine-lint as one executable file."""
    file = tmp_path_factory.mktemp("bin") / "engine-lint"
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m engine_lint "$@"\n')
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "project", {"shop/db.py": MISSING_PRE_PING, "a shop/db.py": MISSING_PRE_PING, "clean/db.py": MENDED})


def check(project: Path, command: str, **inputs: str) -> Step:
    return run_step("Check", {"annotations": "false", **inputs}, project, {"steps.install.outputs.command": command})


def test_workflows_and_action_are_valid() -> None:
    passes(program("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)
    passes(program("check-jsonschema"), "--builtin-schema", "vendor.github-actions", "action.yml")
    passes(program("check-jsonschema"), "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml")


def test_workflows_and_action_are_safe() -> None:
    passes(program("zizmor"), "--offline", "--persona", "pedantic", "--no-progress", ".github", "action.yml")


def steps_of(document: Any) -> Iterator[dict[str, Any]]:
    jobs = document["jobs"].values() if "jobs" in document else [document["runs"]]
    return (step for job in jobs for step in job["steps"])


@pytest.mark.parametrize("path", [*WORKFLOWS, REPOSITORY / "action.yml"], ids=lambda path: path.name)
def test_actions_are_pinned_by_hash_and_scripts_take_no_expressions(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for step in steps_of(yaml.safe_load(text)):
        if "uses" in step:
            assert step["uses"] == "./" or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])
        assert "${{" not in step.get("run", "")
    assert all(re.search(r"# v\d+\.\d+\.\d+$", line) for line in text.splitlines() if re.search(r"uses: .*@", line))


def test_one_action_has_one_version_everywhere() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*WORKFLOWS, REPOSITORY / "action.yml")]
    pins = {match[0] for text in texts for match in re.finditer(r"[\w-]+/[\w./-]+@[0-9a-f]{40}", text)}
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


def test_every_tested_python_is_one_that_the_project_names() -> None:
    named = set(re.findall(r"Python :: (3\.\d+)", (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")))
    jobs = yaml.safe_load((REPOSITORY / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    assert set(jobs["tests"]["strategy"]["matrix"]["python"]) == named
    oldest_and_newest = sorted(named, key=lambda version: int(version[2:]))
    for job in ("portable", "wheel"):
        assert jobs[job]["strategy"]["matrix"]["python"] == [oldest_and_newest[0], oldest_and_newest[-1]]


def test_the_action_installs_the_tree_that_it_belongs_to(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    ran = run_step("Install engine-lint", {}, tmp_path / "work")
    assert ran.code == 0, ran.log
    assert os.access(ran.outputs["command"], os.X_OK)
    python = Path(ran.outputs["command"]).parent / "python"
    where = subprocess.run([python, "-I", "-c", "import engine_lint; print(engine_lint.__file__)"], check=True, capture_output=True, text=True, env={})
    assert where.stdout.startswith(str(tmp_path))


@pytest.mark.parametrize("version", ["latest", "1.0 --index-url=https://example.com", "git+https://example.com/x", "1.0; touch x", "-r x"])
def test_the_action_installs_nothing_but_a_release(version: str, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    ran = run_step("Install engine-lint", {"version": version}, tmp_path / "work")
    assert ran.code == 2
    assert "`version` is not a release" in ran.log


def test_findings_are_told_in_the_log_and_the_summary_and_end_the_job_with_1(project: Path, command: str) -> None:
    ran = check(project, command)
    assert (ran.code, ran.outputs) == (0, {"exit-code": "1"})
    assert "warning[EL101] missing-pre-ping" in ran.log
    assert "| <code>shop/db.py:3:10</code> | warning | [EL101](" in ran.summary
    told = run_step("Tell the result", {}, project, {"steps.check.outputs.exit-code": ran.outputs["exit-code"]})
    assert told.code == 1


def test_paths_are_lines_and_options_are_words(project: Path, command: str) -> None:
    ran = check(project, command, paths="a shop\n\nclean\n", args="--output-file  found.txt\n--fail-on=error", summary="false")
    assert (ran.outputs, ran.summary) == ({"exit-code": "0"}, "")
    found = (project / "found.txt").read_text()
    assert "a shop/db.py:3:10" in found and "--> shop" not in found


def test_a_run_that_is_not_complete_ends_the_job_with_2(project: Path, command: str) -> None:
    assert check(project, command, paths="absent").outputs == {"exit-code": "2"}
    assert check(project, command, args="--no-such-option").outputs == {"exit-code": "2"}


def test_nothing_in_an_input_is_run(project: Path, command: str) -> None:
    evil = "$(touch pwned)\n`touch pwned`\n; touch pwned\n'; touch pwned #"
    ran = check(project, command, paths=evil, args="$(touch${IFS}pwned) `touch pwned` ;touch pwned", sarif="; touch pwned", summary="$(touch pwned)")
    assert ran.code == 0
    assert not (project / "pwned").exists()


def test_a_path_that_looks_like_an_option_is_a_path(project: Path, command: str) -> None:
    ran = check(project, command, paths="--version")
    assert ran.outputs == {"exit-code": "2"}
    assert "--version" in ran.log and "engine-lint 0" not in ran.log


@needs_reports
def test_annotations_and_sarif(project: Path, command: str) -> None:
    ran = check(project, command, annotations="true", sarif="true", paths="shop")
    assert ran.outputs["exit-code"] == "1"
    assert re.search(r"^::warning .*file=shop/db.py,.*line=3", ran.log, re.MULTILINE)
    assert '"2.1.0"' in Path(ran.outputs["sarif-file"]).read_text(encoding="utf-8")


def component(**inputs: str) -> dict[str, Any]:
    """The jobs of the GitLab component with its inputs filled in."""
    head, jobs = yaml.safe_load_all(TEMPLATE.read_text(encoding="utf-8"))
    given = {key: str(each["default"]) for key, each in head["spec"]["inputs"].items()} | inputs
    return {filled(name, given): filled(job, given) for name, job in jobs.items()}


def filled(node: Any, given: Mapping[str, str]) -> Any:
    """A part of a document with inputs in their places, as GitLab does that: in each text."""
    if isinstance(node, dict):
        return {key: filled(value, given) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(value, given) for value in node]
    return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: given[found[1]], node) if isinstance(node, str) else node


def test_the_gitlab_component_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "jobs.yml"
    path.write_text(yaml.safe_dump(component()), encoding="utf-8")
    passes(program("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", path)


@pytest.mark.skipif("gitlab" not in FORMATS, reason="formats of CI systems")
def test_the_gitlab_job_writes_its_report_and_fails_on_findings(project: Path, command: str) -> None:
    (job,) = component(paths="shop clean").values()
    environment = {**os.environ, "PATH": f"{Path(command).parent}:{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY), **job["variables"]}
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])], check=False, cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert "warning[EL101]" in done.stdout
    assert "shop/db.py" in (project / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8")
