"""What each format makes of one project: ``python -m tests.reports.golden`` writes it anew."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from engine_lint import __version__
from engine_lint.model.outcome import Outcome
from engine_lint.pipeline import Request, run
from engine_lint.report import FORMATS, renderer
from engine_lint.report.view import View
from engine_lint.rules import registry
from engine_lint.rules.page import section, without_examples
from engine_lint.settings import Lookup

FIXTURES = Path(__file__).parents[1] / "fixtures" / "reports"
PROJECT, GOLDEN = FIXTURES / "project", FIXTURES / "golden"
SUFFIXES = {"json": "json", "json-lines": "jsonl", "sarif": "sarif", "gitlab": "json", "junit": "xml", "rdjson": "json", "markdown": "md"}


def checked(folder: Path) -> tuple[Outcome, View]:
    """A copy of the project at the top of a repository, checked along with a path that does not exist."""
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
    (folder / ".git").mkdir()
    cwd = folder.as_posix()
    return run(Request((".", "nowhere"), Lookup(cwd, {"pedantic": True}))), View(cwd)


def rendered(name: str, outcome: Outcome, view: View) -> str:
    """A report as it is written to a file."""
    return "".join(f"{line}\n" for line in renderer(name)(outcome, view))


def neutral(text: str, view: View) -> str:
    """A report without what differs by machine, release and wording of rule pages, each of which has a mark of its own instead."""
    text = text.replace(view.cwd.lstrip("/"), "ROOT").replace(json.dumps(__version__), '"VERSION"')
    for rule in registry.load():
        page = without_examples(registry.page(rule))
        parts = {"PAGE": page, "WHAT": section(page, "What"), "WHY": section(page, "Why")}
        for name, part in parts.items():
            text = text.replace(json.dumps(part)[1:-1], f"{name} OF {rule.code}")
    return text


def path_of(name: str) -> Path:
    """The file of a format."""
    return GOLDEN / f"{name}.{SUFFIXES.get(name, 'txt')}"


def main() -> None:
    """Write all of them."""
    with tempfile.TemporaryDirectory() as folder:
        outcome, view = checked(Path(folder).resolve())
        for name in FORMATS:
            path_of(name).write_bytes(neutral(rendered(name, outcome, view), view).encode("utf-8"))


if __name__ == "__main__":
    main()
