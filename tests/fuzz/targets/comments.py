"""Comments that silence: each finding is silenced by one, and those that are there are read."""

from __future__ import annotations

from engine_lint.pipeline import Fixing, Request
from engine_lint.pipeline import run as check
from engine_lint.settings import Lookup
from tests.fuzz.outcomes import Undocumented, judged, named
from tests.fuzz.seeds import files, modules, strings
from tests.fuzz.target import Target, playground

NAMES = ("app.py", "app.ini", "sales.ipynb", "my.cnf", "compose.yaml", "README.md", "main.tf")


def run(data: bytes) -> None:
    folder = playground("comments")
    texts = {f"{folder.as_posix()}/{NAMES[(data[-1] if data else 0) % len(NAMES)]}": data}
    judged(folder, texts)
    lookup = Lookup(folder.as_posix(), {"pedantic": True, "code-blocks": True})
    silenced = check(Request((), lookup, texts, Fixing.COMPUTE, reason="known"))
    named(silenced.failures)
    after = {**texts, **{patch.path: patch.after for patch in silenced.patches}}
    again = check(Request((), lookup, after, Fixing.COMPUTE, reason="known"))
    if again.patches:
        raise Undocumented(f"silenced again: {again.patches[0]}")


def seeds() -> list[bytes]:
    commented = strings("test_suppression.py", "test_add_ignore.py", "rules/*901*.py")
    return [*commented, *modules()[:60], *files("*.ini", "*.cnf", "*.ipynb", "*.yaml", "*.md", "*.tf")]


TARGET = Target(seeds, run)
