"""The report ``markdown``."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

from engine_lint.pipeline import Request, run
from engine_lint.report import renderer
from engine_lint.report.view import View
from engine_lint.settings import Lookup
from tests.shell import CLEAN, MISSING_PRE_PING, write


def rendered(root: Path) -> str:
    outcome = run(Request((".",), Lookup(root.as_posix(), isolated=True)))
    return "\n".join(renderer("markdown")(outcome, View(root.as_posix())))


def cells(text: str) -> list[list[str]]:
    """The table as a reader of Markdown takes it."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [re.findall(r"<t[hd]>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def test_a_row_per_finding_and_the_closing_lines(tmp_path: Path) -> None:
    write(tmp_path, {"shop/db.py": MISSING_PRE_PING, "other.py": CLEAN})
    text = rendered(tmp_path)
    head, row = cells(text)
    assert head == ["where", "severity", "rule", "what", "fix"]
    assert row[0] == "<code>shop/db.py:3:10</code>" and row[1] == "warning" and row[4] == "safe"
    assert row[2].endswith(">EL101</a> missing-pre-ping")
    assert "<code>pool_pre_ping</code>" in row[3] or "pool_pre_ping" in row[3]
    assert "Found 1 finding (1 warning) in 1 file" in text


def test_names_cannot_bring_in_markup(tmp_path: Path) -> None:
    write(tmp_path, {"a|b<script>x</script>`*_.py": MISSING_PRE_PING})
    _, row = cells(rendered(tmp_path))
    assert len(row) == 5
    assert row[0] == "<code>a|b&lt;script&gt;x&lt;/script&gt;`*_.py:3:10</code>"


def test_passwords_are_masked(tmp_path: Path) -> None:
    write(tmp_path, {"db.py": MISSING_PRE_PING.replace("app@", "app:hunter2@").replace("/shop", "/shop?pool_size=5")})
    text = rendered(tmp_path)
    assert "EL205" in text and "hunter2" not in text


def test_nothing_found(tmp_path: Path) -> None:
    write(tmp_path, {"other.py": CLEAN})
    assert rendered(tmp_path) == "### engine-lint\n\nNo findings (1 file checked, 0 engine sites)."
