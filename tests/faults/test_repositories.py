"""The tool that mends whole repositories: it takes checkouts and bare repositories, leaves them alone, and notices what it is there for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shell import MISSING_PRE_PING, git, write
from tools import reliability
from tools.reliability import table, tried


@pytest.mark.parametrize("bare", [False, True], ids=["checkout", "bare"])
def test_a_copy_is_mended_and_compared(tmp_path: Path, bare: bool) -> None:
    folder = write(tmp_path / "owner+shop", {"shop/db.py": MISSING_PRE_PING, "caf\xe9.py": "x = 1\n", "notes.bin": b"\xff"})
    if bare:
        git("init", "-q", ".", cwd=folder)
        git("add", "-A", cwd=folder)
        git("commit", "-q", "-m", "first", cwd=folder)
    row = tried(folder / ".git" if bare else folder, [])
    assert (row["troubles"], row["changed"], row["engines"], row["code"]) == ([], 1, 1, 0)
    assert (folder / "shop" / "db.py").read_text() == MISSING_PRE_PING
    assert "| changes beyond the intended options | 0 |" in "\n".join(table([json.loads(json.dumps(row))]))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("pool_pre_ping=True, echo=True)", "beyond the options: shop/db.py: the code: "),
        ("pool_pre_ping=True", "does not parse: shop/db.py"),
        ("pool_pre_ping=True)  # mended", "beyond the options: shop/db.py: the comment '# mended' came in"),
    ],
)
def test_what_a_tool_should_not_do_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str, told: str) -> None:
    folder = write(tmp_path / "owner+shop", {"shop/db.py": MISSING_PRE_PING})
    ran = {"seconds": 0.1, "out": "shop/db.py:\n  1 x EL101 (Add pool_pre_ping=True)\n", "code": 0, "files": 1, "engines": 1}

    def spoiling(copy: Path, options: list[str]) -> reliability.Row:
        path = copy / "shop" / "db.py"
        path.write_text(path.read_text().replace('shop")', f'shop", {spoil}'))
        return {**ran, "troubles": []}

    monkeypatch.setattr(reliability, "_run", spoiling)
    assert any(trouble.startswith(told) for trouble in tried(folder, [])["troubles"])


def test_a_second_run_that_changes_something_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "owner+shop", {"shop/db.py": MISSING_PRE_PING})

    def restless(copy: Path, options: list[str]) -> reliability.Row:
        (copy / "shop" / "db.py").write_text((copy / "shop" / "db.py").read_text() + "\n")
        return {"seconds": 0.1, "out": "", "code": 0, "files": 1, "engines": 1, "troubles": []}

    monkeypatch.setattr(reliability, "_run", restless)
    assert "second run changes shop/db.py" in tried(folder, [])["troubles"]
