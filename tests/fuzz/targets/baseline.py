"""A baseline, and the run that writes it anew."""

from __future__ import annotations

from engine_lint.adoption.baseline import Entry, render
from engine_lint.errors import EngineLintError
from engine_lint.pipeline import Request
from engine_lint.pipeline import run as check
from engine_lint.settings import Lookup
from tests.fuzz.outcomes import judged, named, put
from tests.fuzz.target import APP, Target, emptied, playground


def run(data: bytes) -> None:
    folder = emptied(playground("baseline"))
    put(folder, "app.py", APP)
    put(folder, "engine-lint.toml", b'baseline = "known.json"\n')
    put(folder, "known.json", data)
    judged(folder)
    try:
        named(check(Request((".",), Lookup(folder.as_posix()), write_baseline=True)).failures)
    except EngineLintError:
        return


def seeds() -> list[bytes]:
    entries = [Entry("app.py", "EL101", "0123456789abcdef0123", 1), Entry("../gone.py", "EL201", "f" * 20, 2)]
    return [render(entries), render([]), b'{"version": 2, "findings": []}', b"[]"]


TARGET = Target(seeds, run)
