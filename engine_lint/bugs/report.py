"""A report to paste: what happened, with which versions, and the least text that shows it."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator, Sequence
from importlib import metadata

from engine_lint import __version__
from engine_lint.bugs.blanking import blanked
from engine_lint.bugs.shrinking import shrunk
from engine_lint.bugs.symptoms import FindingSymptom, Patience, Stand, Symptom, crash_symptom, stands
from engine_lint.settings import Lookup

LIBRARIES = ("click", "libcst", "Jinja2", "pathspec", "PyYAML", "rich", "python-hcl2")
SHRINKING, BLANKING = 30.0, 15.0
"""Seconds for each at most."""
_PYTHON = (".py", ".pyi", ".pyw")


def report(path: str, data: bytes, lookup: Lookup, code: str = "") -> list[str]:
    """The report in lines of Markdown; none where nothing crashes and, if ``code`` asks for a finding of that rule, that is not there.

    Args:
        path: the file, absolute and posix.
        data: its bytes.
        lookup: the settings that hold for it.
        code: the rule whose finding is reported, instead of a crash.
    """
    with stands(path, lookup) as ways:
        symptom = FindingSymptom(code) if code else _crash(data, ways)
        way = next((each for each in ways if symptom and symptom.shows(data, each)), None)
        return list(_lines(data, symptom, way)) if symptom and way else []


def _crash(data: bytes, ways: Sequence[Stand]) -> Symptom | None:
    crashes = (crash for way in reversed(ways) for crash in way.crashes(data))
    return next((crash_symptom(crash) for crash in crashes), None)


def _lines(data: bytes, symptom: Symptom, way: Stand) -> Iterator[str]:
    text, holds = _reduced(data, symptom, way)
    ending = os.path.splitext(way.path)[1].lstrip(".")
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", f"`{text}")))
    yield from symptom.describe(text.encode("utf-8", "surrogateescape"), way)
    yield from ("", way.said, "")
    if not holds:
        yield from ("It takes texts that might be secret to show it. They are masked, and the following does not show it any more.", "")
    yield from (f"{fence}{'python' if ending == 'py' else ending}", *text.splitlines(), fence, "")
    yield from _versions()


def _reduced(data: bytes, symptom: Symptom, way: Stand) -> tuple[str, bool]:
    """The least text, masked, and whether it shows the symptom."""
    text = data.decode("utf-8", "surrogateescape")
    patience = Patience(symptom, way, SHRINKING)
    lines = shrunk(text.splitlines(keepends=True), lambda some: patience(_bytes("".join(some))))
    patience = Patience(symptom, way, BLANKING)
    masked = blanked("".join(lines), lambda each: patience(_bytes(each)), python=way.path.endswith(_PYTHON))
    return masked.text, masked.holds and symptom.shows(_bytes(masked.text), way)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _versions() -> Iterator[str]:
    yield f"engine-lint {__version__}, Python {platform.python_version()} ({platform.python_implementation()}), {platform.system()} {platform.machine()}"
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"no {name}")
    yield ", ".join(found)
