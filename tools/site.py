"""What MkDocs does beside its settings: pages that lie outside of `docs`, rule pages in the navigation, links between the two."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md"}
"""Pages of the repository's root, which forges look for there, and what the site calls them."""
FILES = {"templates/engine-lint.yml": "files/engine-lint.yml"}
"""Other files that pages link to."""
HOMES = {**PAGES, **FILES, "README.md": "index.md"}
_LINK = re.compile(r"\]\(([^)\s#]+)(#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put every rule's page below the list of rules."""
    pages = sorted((ROOT / "docs" / "rules").glob("el*.md"))
    entries: list[Any] = [{_title(path): f"rules/{path.name}"} for path in pages]
    for section in config.nav or []:
        if "Rules" in section:
            section["Rules"] = [*section["Rules"], *entries]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take the files of the repository's root in."""
    for source, home in (PAGES | FILES).items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, home, content=_linked(text, Path(source), Path(home))))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Let links that leave `docs` lead to what the site has in their stead."""
    home = Path(page.file.src_uri)
    return markdown if page.file.generated_by else _linked(markdown, Path("docs") / home, home)


def _title(path: Path) -> str:
    code, _, name = path.stem.partition("-")
    return f"{code.upper()} {name}"


def _linked(text: str, source: Path, home: Path) -> str:
    """A page's text with the links that it needs in the site.

    Args:
        text: Markdown.
        source: where the page lies in the repository.
        home: where the site has it, below `docs`.
    """

    def moved(match: re.Match[str]) -> str:
        target, anchor = match[1], match[2] or ""
        if "://" in target or target.startswith("mailto:"):
            return match[0]
        named = (ROOT / source.parent / target).resolve()
        if not named.is_relative_to(ROOT):
            return match[0]
        within = named.relative_to(ROOT).as_posix()
        there = HOMES.get(within) or (within.removeprefix("docs/") if within.startswith("docs/") else None)
        return match[0] if there is None else f"]({'../' * (len(home.parts) - 1)}{there}{anchor})"

    return _LINK.sub(moved, text)
