"""Requirements as PEP 508 and pip's requirements files write them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from engine_lint.knowledge.specifiers import exact, is_exact, normalised, range_of
from engine_lint.model.versions import VersionRange

MAX_BYTES = 50_000_000
_REQUIREMENT = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(@\s*\S+|\(?[^;#@]*)")
_INCLUDE = re.compile(r"(-r|--requirement|-c|--constraint)[\s=]+(\S+)")
_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]+(.+)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+?)(?:==|-)?(\d[\w.]*)?(?:\[[^\]]*\])?(?:&|$)")
_REVISION = re.compile(r"@(?:v|rel[_-])?(\d+(?:[._]\d+)+)(?:#|$)")


class Rank(IntEnum):
    """How well a pin is known. Of several the better one counts."""

    RANGE = 1
    EXACT = 2
    LOCK = 3


@dataclass(frozen=True, slots=True)
class Pin:
    """What one place says of one distribution. ``alternative`` tells that an environment marker limits it."""

    name: str
    range: VersionRange
    rank: Rank
    alternative: bool = False
    constraint: bool = False


def text_of(path: Path) -> str:
    """A file's text; empty where it cannot be read as a regular file of sensible size."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return ""
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""


def requirement(text: str, source: str, constraint: bool = False) -> Pin | None:
    """A requirement such as ``SQLAlchemy[asyncio]>=2,<2.1; python_version > "3.8"``; None for what is none."""
    text, _, marker = text.partition(";")
    match = _REQUIREMENT.match(text.strip())
    if match is None:
        return None
    name, rest = normalised(match[1]), match[2].strip().strip("()")
    if rest.startswith("@"):
        return _of_url(rest[1:].strip(), source, name)
    rank = Rank.EXACT if is_exact(rest) else Rank.RANGE
    return Pin(name, range_of(rest, source), rank, bool(marker.strip()), constraint)


def git_pin(name: str, revision: str) -> Pin:
    """A pin on a repository: a tag that is a version counts as that version, a commit says nothing."""
    tag = _REVISION.search(f"@{revision}")
    if tag is None:
        return Pin(name, VersionRange(source="git"), Rank.EXACT)
    return Pin(name, exact(tag[1].replace("_", "."), "git"), Rank.EXACT)


def _of_url(url: str, source: str, name: str = "") -> Pin | None:
    """``git+https://host/repo@rev#egg=Name==2.3.2.dev1``; an egg's version counts, then a tag."""
    egg = _EGG.search(url)
    name = name or (normalised(egg[1]) if egg else "")
    if not name:
        return None
    if egg and egg[2]:
        return Pin(name, exact(egg[2], source), Rank.EXACT)
    tag = _REVISION.search(url)
    return git_pin(name, tag[1] if tag else "")


def requirements_file(path: Path, shown: str, constraint: bool = False, seen: set[Path] | None = None) -> Iterator[Pin]:
    """The pins of a pip requirements file and of those that it includes.

    Args:
        path: the file.
        shown: how messages name it.
        constraint: whether it only limits what others require.
        seen: files read already.
    """
    seen = set() if seen is None else seen
    if path in seen or len(seen) > 100:
        return
    seen.add(path)
    for line in _lines(text_of(path)):
        include = _INCLUDE.match(line)
        if include:
            target, name = (Path(os.path.normpath(Path(base, include[2]))) for base in (path.parent, Path(shown).parent))
            if "://" not in include[2]:
                yield from requirements_file(target, name.as_posix(), constraint or include[1] in ("-c", "--constraint"), seen)
            continue
        editable = _EDITABLE.match(line)
        found = _of_url(editable[1], shown) if editable else _of_line(line, shown, constraint)
        if found is not None:
            yield found


def _of_line(line: str, shown: str, constraint: bool) -> Pin | None:
    if line.startswith("-"):
        return None
    if re.match(r"(git|hg|svn|bzr)\+|https?://", line):
        return _of_url(line.partition(" ")[0], shown)
    return requirement(re.split(r"\s--", line)[0], shown, constraint)


def _lines(text: str) -> Iterator[str]:
    """Logical lines without comments."""
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        stripped = re.sub(r"(^|\s)#.*", "", line).strip()
        if stripped:
            yield stripped
