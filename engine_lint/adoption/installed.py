"""How the engine-lint that runs was installed, and so what pip can install elsewhere to have the same one (PEP 610)."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from engine_lint import __version__

NAME = "engine-lint"


def requirement() -> str:
    """What pip installs elsewhere to have this very engine-lint; empty where it came from a folder or a file of this machine."""
    try:
        return requirement_of(distribution(NAME).read_text("direct_url.json"))
    except PackageNotFoundError:  # run from its source, without an installation
        return ""


def requirement_of(direct_url: str | None) -> str:
    """The same from the record that installers leave: none for a release from an index, else what it was installed from."""
    if direct_url is None:
        return f"{NAME}=={__version__}"
    found: dict[str, Any] = json.loads(direct_url)
    url, inside = str(found["url"]), found.get("subdirectory")
    below = f"#subdirectory={inside}" if inside else ""
    if "vcs_info" in found:
        vcs = found["vcs_info"]
        return f"{NAME} @ {vcs['vcs']}+{url}@{vcs['commit_id']}{below}"
    return f"{NAME} @ {url}{below}" if "archive_info" in found and not url.startswith("file:") else ""
