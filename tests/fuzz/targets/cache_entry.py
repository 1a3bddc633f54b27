"""What lies in the folder of the cache: whatever it is, the run says what it would say without."""

from __future__ import annotations

import os
import time
import zlib
from pathlib import Path

from tests.fuzz.outcomes import Undocumented, put
from tests.fuzz.target import APP, Target, emptied, playground
from tests.inprocess import engine_lint
from tests.shell import Ran

ENDINGS = (".run", ".shelf", ".file")


def run(data: bytes) -> None:
    """The input takes the place of an entry of one kind: as it is, or with a check sum that is right."""
    folder = _prepared()
    kind = ENDINGS[len(data) % len(ENDINGS)]
    for path in sorted((folder / "cache").glob(f"*{kind}")):
        path.write_bytes(data if len(data) % 2 else _sealed(data, path.read_bytes()))
    if kind != ".run":
        for path in (folder / "cache").glob("*.run"):
            path.unlink()
    ran, plain = _run(folder), _plain(folder)
    if (ran.code, ran.out) != (plain.code, plain.out) or "internal error" in ran.err:
        raise Undocumented(f"{ran} instead of {plain}")


def _sealed(data: bytes, real: bytes) -> bytes:
    """The bytes behind the head of a real entry, with their check sum."""
    head = real[: real.index(b"\n") + 1]
    return head + zlib.crc32(data).to_bytes(4, "little") + data


def _prepared() -> Path:
    folder = playground("cache")
    if not (folder / "tree" / "app.py").exists():
        emptied(folder)
        old = time.time() - 100
        os.utime(put(folder, "tree/app.py", APP), (old, old))
    for path in (folder / "cache").glob("*.*"):
        path.unlink()
    _run(folder)
    return folder


def _run(folder: Path) -> Ran:
    return engine_lint("check", "--cache-dir", str(folder / "cache"), "--output-format", "concise", ".", cwd=folder / "tree")


def _plain(folder: Path) -> Ran:
    return engine_lint("check", "--no-cache", "--output-format", "concise", ".", cwd=folder / "tree")


def seeds() -> list[bytes]:
    folder = _prepared()
    whole = [path.read_bytes() for ending in ENDINGS for path in sorted((folder / "cache").glob(f"*{ending}"))]
    return [*whole, *(each[each.index(b"\n") + 5 :] for each in whole), b""]


TARGET = Target(seeds, run)
