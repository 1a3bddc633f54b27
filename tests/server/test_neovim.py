"""Neovim's own client of the protocol, set up with the lines of the documentation."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.asking import POSTGRESQL, project
from tests.shell import REPOSITORY

OLDEST = (0, 11)
SESSION = Path(__file__).with_name("session.lua")


def neovim() -> str:
    """A Neovim that is new enough; beside this Python first, where the package of the tests puts it."""
    beside = shutil.which("nvim", path=os.path.dirname(sys.executable))
    for found in filter(None, (beside, shutil.which("nvim"))):
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.match(r"NVIM v(\d+)\.(\d+)", told)
        if version and (int(version[1]), int(version[2])) >= OLDEST:
            return found
    return ""


NEOVIM = neovim()


def documented() -> str:
    """The blocks of Lua in the documentation."""
    return "\n".join(re.findall(r"```lua\n(.*?)```", (REPOSITORY / "docs" / "editors.md").read_text(encoding="utf-8"), re.DOTALL))


def on_path(folder: Path) -> str:
    """A path on which ``engine-lint`` is this one."""
    folder.mkdir()
    script = folder / "engine-lint"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m engine_lint "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.skipif(not NEOVIM and not os.environ.get("CI"), reason="there is no Neovim 0.11 or later")
def test_a_session_with_the_documented_lines(tmp_path: Path) -> None:
    root, log = project(tmp_path / "shop", {"db.py": POSTGRESQL}), tmp_path / "session.log"
    patient = documented().replace(", 3000,", ", 60000,")
    (tmp_path / "init.lua").write_text(patient, encoding="utf-8")
    environment = {**os.environ, "PATH": on_path(tmp_path / "bin"), "PYTHONPATH": str(REPOSITORY), "SESSION_LOG": str(log)}
    environment |= {name: str(tmp_path / name) for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    command = [NEOVIM, "--headless", "--clean", "-u", str(tmp_path / "init.lua"), "-c", f"luafile {SESSION}", "db.py"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=300, check=False)
    said = log.read_text(encoding="utf-8") if log.exists() else ""
    assert (done.returncode, "FAILED" in said) == (0, False), f"{said}\n{done.stdout}\n{done.stderr}"
    assert len(said.splitlines()) == SESSION.read_text(encoding="utf-8").count("\nmust(")
    assert (root / "db.py").read_text(encoding="utf-8").count("pool_pre_ping=True") == 2
