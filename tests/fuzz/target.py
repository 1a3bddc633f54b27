"""What one kind of input is: where it begins, and what is done with it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.fuzz.outcomes import judged, put

APP = b"""\
import os
from sqlalchemy import create_engine
engine = create_engine("mysql+pymysql://app@db/shop", pool_recycle=3600)
other = create_engine(os.environ["DATABASE_URL"], pool_size=20)
"""


@dataclass(frozen=True)
class Target:
    """One kind of input. ``run`` raises where something comes of it that is not documented."""

    seeds: Callable[[], Sequence[bytes]]
    run: Callable[[bytes], None]


@cache
def playground(name: str) -> Path:
    """A folder for one target, removed when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix=f"fuzz-{name}-")
    _KEPT.append(folder)
    path = Path(folder.name).resolve()
    (path / ".git").mkdir()
    return path


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def emptied(folder: Path) -> Path:
    """The folder, with nothing in it but the mark of a repository."""
    for each in folder.iterdir():
        if each.name != ".git":
            shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
    return folder


def in_project(names: Sequence[str], seeds: Callable[[], Sequence[bytes]], beside: Mapping[str, bytes] | None = None) -> Target:
    """A target whose input stands in a file of a project; which of the names the file has, its last byte decides."""

    def run(data: bytes) -> None:
        folder = emptied(playground(names[0].replace("/", "-")))
        for name, content in (beside or {"app.py": APP, "requirements.txt": b"sqlalchemy==2.0.30\npymysql\nflask-sqlalchemy==3.1.1\n"}).items():
            put(folder, name, content)
        put(folder, names[(data[-1] if data else 0) % len(names)], data)
        judged(folder)

    return Target(seeds, run)
