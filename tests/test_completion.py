"""``engine-lint completion``, in the real shells."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine_lint.report import FORMATS
from engine_lint.rules import registry
from tests.shell import REPOSITORY, engine_lint, write

SHELLS = ("bash", "zsh", "fish")
CASES = [
    ("engine-lint ti", ["timeouts"]),
    ("engine-lint check --output-format js", ["json", "json-lines"]),
    ("engine-lint check --select EL10", ["EL101", "EL102"]),
    ("engine-lint rule missing-p", ["missing-pre-ping"]),
    ("engine-lint check --select EL201,EL10", ["EL201,EL101", "EL201,EL102"]),
    ("engine-lint --platform aws-nlb", ["aws-nlb-tcp", "aws-nlb-tls"]),
    ("engine-lint timeouts aws-nlb-tl", ["aws-nlb-tls"]),
    ("engine-lint check --exit-n", ["--exit-non-zero-on-fix"]),
    ("engine-lint --exit-n", ["--exit-non-zero-on-fix"]),
    ("engine-lint completion fi", ["fish"]),
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """With this tree's engine-lint on the path, and nothing of the user's own shells."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "engine-lint").write_text(f'#!/bin/sh\nPYTHONPATH="{REPOSITORY}" exec "{sys.executable}" -m engine_lint "$@"\n')
    (folder / "engine-lint").chmod(0o755)
    home = tmp_path_factory.mktemp("home")
    return {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(home), "TERM": "dumb", "LC_ALL": "C.UTF-8"}


def completed(words: str, environment: dict[str, str], cwd: Path) -> list[str]:
    """What engine-lint itself offers, asked as the shells' functions ask."""
    asked = {**environment, "_ENGINE_LINT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run(["engine-lint"], env=asked, cwd=cwd, check=True, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_what_is_offered(words: str, expected: Sequence[str], environment: dict[str, str], tmp_path: Path) -> None:
    assert completed(words, environment, tmp_path) == list(expected)


def test_all_formats_and_rules_are_offered(environment: dict[str, str], tmp_path: Path) -> None:
    assert completed("engine-lint check --output-format ", environment, tmp_path) == list(FORMATS)
    assert completed("engine-lint check --ignore ", environment, tmp_path) == [rule.code for rule in registry.load()]


def test_a_folder_that_is_called_like_a_command_brings_no_note_into_the_middle_of_a_line(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    assert "--isolated" in completed("engine-lint config --iso", environment, tmp_path)


def script(shell: str, tmp_path: Path) -> Path:
    ran = engine_lint("completion", shell, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    write(tmp_path, {f"completion.{shell}": ran.out})
    return tmp_path / f"completion.{shell}"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shells_are_there_and_accept_the_script(shell: str, tmp_path: Path) -> None:
    assert shutil.which(shell), f"{shell} is missing; .ci/system installs it"
    subprocess.run([shell, "-n", str(script(shell, tmp_path))], check=True, capture_output=True, timeout=60)


def test_bash(environment: dict[str, str], tmp_path: Path) -> None:
    code = f"""
source {script("bash", tmp_path)}
complete -p engine-lint
COMP_WORDS=(engine-lint check --output-format js) COMP_CWORD=3
_engine_lint_completion engine-lint js --output-format
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "--norc", "-c", code], env=environment, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60)
    lines = done.stdout.splitlines()
    assert "_engine_lint_completion engine-lint" in lines[0]
    assert lines[1:] == ["json", "json-lines"]


def test_fish(environment: dict[str, str], tmp_path: Path) -> None:
    code = f"source {script('fish', tmp_path)}; complete --do-complete 'engine-lint check --select EL10'"
    done = subprocess.run(["fish", "--no-config", "-c", code], env=environment, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60)
    assert [line.split("\t") for line in done.stdout.splitlines()] == [["EL101", "missing-pre-ping"], ["EL102", "pre-ping-disabled"]]


def test_zsh(environment: dict[str, str], tmp_path: Path) -> None:
    path = script("zsh", tmp_path)
    write(tmp_path, {".zshrc": f"autoload -Uz compinit\ncompinit -u -D\nsource {path}\nPS1='ready> '\nunsetopt zle_bracketed_paste prompt_sp\n"})
    shown = typed(["zsh", "-i"], "engine-lint rule missing-p\t", {**environment, "ZDOTDIR": str(tmp_path)}, tmp_path, until="missing-pre-ping")
    assert "engine-lint rule missing-pre-ping" in shown


def typed(command: Sequence[str], keys: str, environment: dict[str, str], cwd: Path, until: str) -> str:
    """What a terminal shows when a shell with a prompt gets some keys, until something stands there or a minute has passed."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execvpe(command[0], list(command), environment)
    shown, sent, deadline = "", False, time.monotonic() + 60
    try:
        while until not in shown and time.monotonic() < deadline:
            if select.select([terminal], [], [], 1)[0]:
                shown += os.read(terminal, 4096).decode("utf-8", "replace")
            if not sent and "ready> " in shown:
                os.write(terminal, keys.encode())
                sent = True
    finally:
        os.close(terminal)
        os.waitpid(child, 0)
    return shown
