"""A Python module by itself, as it comes from standard input."""

from __future__ import annotations

from tests.fuzz.outcomes import judged
from tests.fuzz.seeds import modules
from tests.fuzz.target import Target, playground


def run(data: bytes) -> None:
    folder = playground("module")
    judged(folder, {f"{folder.as_posix()}/app.py": data})


TARGET = Target(modules, run)
