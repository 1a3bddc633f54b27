"""What a run may come to, whatever it is given: findings, named failures, errors of the closed list. Everything else raises here."""

from __future__ import annotations

import ast
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from engine_lint.errors import EngineLintError
from engine_lint.inventory import take
from engine_lint.model.outcome import Failure, Outcome
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.report import FORMATS, renderer
from engine_lint.report.inventory import FORMATS as LISTS
from engine_lint.report.inventory import renderer as lister
from engine_lint.report.view import View
from engine_lint.settings import Lookup

SECONDS, SECONDS_PER_BYTE = 10.0, 1e-4
"""How much time of a processor an input may take: so much whatever it is, and so much for each byte."""


class Undocumented(AssertionError):
    """An outcome that nobody was told of."""


class Hang(BaseException):
    """An input takes longer than its size allows. No handler for ordinary errors takes it."""


@contextmanager
def bounded(size: int, factor: float = 1.0) -> Iterator[None]:
    """Raise ``Hang`` where the block takes longer, on the processor, than ``size`` bytes may."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Hang(f"{size} bytes take more than {limit:.1f} s")

    limit = (SECONDS + size * SECONDS_PER_BYTE) * factor
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def judged(folder: Path, texts: Mapping[str, bytes] | None = None) -> None:
    """Check a folder, or texts that stand for files in it, in every way there is, and mend it: all of that ends as documented."""
    try:
        outcome = _run(folder, texts or {}, Fixing.COMPUTE)
        view = View(folder.as_posix(), statistics=True, show_fixes=True, fixing="Would fix")
        for name in FORMATS:
            _text(renderer(name)(outcome, view))
        _at_rest(folder, texts or {}, outcome)
        inventory = take(Request(() if texts else (".",), _lookup(folder), texts or {}))
        named(inventory.failures)
        for name in LISTS:
            _text(lister(name)(inventory, view))
    except EngineLintError as error:
        if not str(error).strip():
            raise Undocumented(f"{type(error).__name__} without a word") from error


def named(failures: tuple[Failure, ...]) -> None:
    """Hold that no failure is a mistake of our own."""
    for each in failures:
        if "internal error" in each.message:
            raise Undocumented(f"{each.message} {each.crash}")


def _lookup(folder: Path) -> Lookup:
    return Lookup(folder.as_posix(), {"pedantic": True, "code-blocks": True})


def _run(folder: Path, texts: Mapping[str, bytes], fixing: Fixing) -> Outcome:
    outcome = run(Request(() if texts else (".",), _lookup(folder), texts, fixing, unsafe=True))
    named(outcome.failures)
    return outcome


def _text(lines: Iterator[str]) -> None:
    "\n".join(lines).encode("utf-8")


def _at_rest(folder: Path, texts: Mapping[str, bytes], outcome: Outcome) -> None:
    """Hold that what the fixes make still parses, and is not changed again."""
    for patch in outcome.patches:
        if patch.path.endswith(".py") and _parses(patch.before) and not _parses(patch.after):
            raise Undocumented(f"{patch.path} does not parse after its fix: {patch.after!r}")
    if not outcome.patches:
        return
    after = {patch.path: patch.after for patch in outcome.patches}
    if texts:
        again = _run(folder, {**texts, **after}, Fixing.COMPUTE)
    else:
        with _written(after):
            again = _run(folder, {}, Fixing.COMPUTE)
    if again.patches:
        raise Undocumented(f"a second run changes {again.patches[0].path} again: {again.patches[0].before!r} becomes {again.patches[0].after!r}")


@contextmanager
def _written(files: Mapping[str, bytes]) -> Iterator[None]:
    before = {path: Path(path).read_bytes() for path in files}
    try:
        for path, data in files.items():
            Path(path).write_bytes(data)
        yield
    finally:
        for path, data in before.items():
            Path(path).write_bytes(data)


def _parses(data: bytes) -> bool:
    try:
        ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write a file below a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.is_symlink():
        os.unlink(path)
    path.write_bytes(data)
    return path
