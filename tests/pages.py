"""The code blocks of the documentation, with what is said of them.

A comment on the line above a block gives it a role: ``<!-- finds: EL101 EL201 | idle-timeout = 600 -->`` (these rules speak, under these settings),
``<!-- fixed -->`` (what fixing makes of the block before it that finds something), ``<!-- clean | platform = ["azure-lb"] -->`` (nothing is found,
under these settings), ``<!-- run -->`` (the commands, one after another, print what is shown, beside the files that the page shows above). A block's ``title`` is its file's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from tests.shell import REPOSITORY

_FENCE = re.compile(
    r"^(?P<indent> *)(?:<!-- (?P<role>finds|fixed|clean|run)(?:: (?P<codes>[A-Z0-9 ]+?))?(?: \| (?P<settings>.*?))? -->\n(?P=indent))?"
    r"```(?P<language>[\w-]*)(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_TITLE = re.compile(r'title="([^"]+)"')
PAGES = sorted(
    (
        *(REPOSITORY / "docs").rglob("*.md"),
        *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    )
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block: where it stands, its language and title, its text without the indentation, and its role with the rules and settings that it names."""

    page: str
    line: int
    language: str
    title: str
    text: str
    role: str = ""
    codes: tuple[str, ...] = ()
    settings: str = ""

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def is_of_a_rule(self) -> bool:
        """Whether the page is a rule's; its examples are run beside the rule."""
        return self.page.startswith("docs/rules/el")

    @property
    def options(self) -> dict[str, Any]:
        """The settings, by key."""
        return tomlkit.parse(self.settings.replace("; ", "\n")).unwrap()


def blocks_of(page: Path) -> Iterator[Block]:
    """The blocks of a page, from top to bottom."""
    text, name = page.read_text(encoding="utf-8"), page.relative_to(REPOSITORY).as_posix()
    for match in _FENCE.finditer(text):
        title = _TITLE.search(match["info"])
        content = re.sub(f"^{match['indent']}", "", match["text"], flags=re.MULTILINE)
        line = text.count("\n", 0, match.start()) + 1
        role, codes, settings = match["role"] or "", tuple((match["codes"] or "").split()), match["settings"] or ""
        yield Block(name, line, match["language"], title[1] if title else "", content, role, codes, settings)


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
