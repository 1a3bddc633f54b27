"""Requirements as PEP 508 and pip's requirements files write them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from enum import IntEnum
from pathlib import Path

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.knowledge.dependencies.specifiers import exact, is_exact, normalised, range_of, series
from engine_lint.model.versions import VersionRange

MAX_BYTES = 50_000_000
_REQUIREMENT = expression(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(@\s*\S+|\(?[^;#@]*)")
_INCLUDE = expression(r"(-r|--requirement|-c|--constraint)[\s=]*([^\s=].*)")
_EDITABLE = expression(r"(?:-e|--editable)[\s=]+(.+)")
_EGG = expression(r"[#&]egg=([A-Za-z0-9._-]+?)(?:==|-)?(\d[\w.]*)?(?:\[[^\]]*\])?(?:&|$)")
_REVISION = expression(r"@(?:v|rel[_-]|release[_/-])?(\d+(?:[._]\d+)*)([._]x|-maintenance|-stable|[._]x-maintenance)?(?:#|$)")
_ARCHIVE = expression(r"[/-](?:v|rel[_-])?(\d+(?:[._]\d+)+)(?:[-+][^/]*)?(?:\.zip|\.tar\.\w+|\.tgz|\.whl)(?:#|$)")
_REPOSITORY = expression(r"(?:github\.com|gitlab\.com|bitbucket\.org)[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?(?:[@/#]|$)")
_OWNERS = frozenset({"pallets", "pallets-eco", "mitsuhiko", "sqlalchemy", "zzzeek", "dpgaspar", "apache"})
"""Whose repositories of SQLAlchemy, Flask-SQLAlchemy and what is built on them are no forks."""
_DEVELOPERS = r"dev|devel|develop|development|local|tests?|testing|docs?|ci|lint|linting|style|typing|types|mypy|examples?|benchmarks?|tools|rtd"
_DEVELOPMENT = expression(rf"(?:^|[-_.])(?:{_DEVELOPERS})(?=[-_.]|$)", re.IGNORECASE)


class Rank(IntEnum):
    """How well a pin is known. Of several the better one counts; what only developers install counts where nothing else does."""

    DEVELOPMENT = 0
    RANGE = 1
    EXACT = 2
    LOCK = 3


@dataclass(frozen=True, slots=True)
class Pin:
    """What one place says of one distribution.

    ``alternative`` tells that an environment marker limits it, ``constraint`` that it only limits what others require.
    ``required`` is false for extras and development groups, and for what a lock file lists. ``extras`` are those of the distribution
    that are asked for.
    """

    name: str
    range: VersionRange
    rank: Rank
    alternative: bool = False
    constraint: bool = False
    required: bool = True
    extras: tuple[str, ...] = ()

    def at(self, line: int) -> Pin:
        """The same, with the line in which it stands."""
        return replace(self, range=replace(self.range, line=line))

    def optional(self, group: str) -> Pin:
        """The same, in an extra or a group of that name."""
        return replace(self, required=False, rank=Rank.DEVELOPMENT if is_for_development(group) else self.rank)


@dataclass(frozen=True, slots=True)
class Written:
    """A metadata file. ``shown`` is how messages name it, ``base`` the folder that such names are relative to."""

    path: Path
    shown: str
    text: str

    def line_of(self, words: str) -> int:
        """The line of a string: where it stands in quotes, else alone on a line, else the first that holds it, 0 where none does."""
        index = next((at for quote in ('"', "'") if (at := self.text.find(f"{quote}{words}{quote}")) >= 0), -1)
        if index < 0:
            return self.line_at(rf"[ \t]*{re.escape(words)}[ \t]*$") or self._line(self.text.find(words))
        return self._line(index)

    def _line(self, index: int) -> int:
        return self.text.count("\n", 0, index) + 1 if index >= 0 else 0

    def line_at(self, pattern: str) -> int:
        """The first line that a pattern matches from its start on, 0 where none does."""
        match = re.search(f"^{pattern}", self.text, re.MULTILINE)
        return self._line(match.start()) if match else 0

    def beside(self, name: str) -> tuple[Path, str]:
        """A file that this one names, relative to its own folder, and how messages name that."""
        return Path(os.path.normpath(self.path.parent / name)), Path(os.path.normpath(Path(self.shown).parent / name)).as_posix()


def is_for_development(name: str) -> bool:
    """Whether a file, group or extra of that name is for developers and not for running the project."""
    return _DEVELOPMENT.search(name.rpartition("/")[2]) is not None


def text_of(path: Path) -> str:
    """A file's text; empty where it cannot be read as a regular file of sensible size."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return ""
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ""


def requirement(text: str, source: str, constraint: bool = False) -> Pin | None:
    """A requirement such as ``SQLAlchemy[asyncio]>=2,<2.1; python_version > "3.8"``; None for what is none."""
    text, _, marker = text.partition(";")
    match = _REQUIREMENT.match(text.strip())
    if match is None:
        return None
    name, rest = normalised(match[1]), match[3].strip().strip("()")
    extras = tuple(normalised(extra.strip()) for extra in (match[2] or "").split(",") if extra.strip())
    if rest.startswith("@"):
        pin = _of_url(rest[1:].strip(), source, name)
        return replace(pin, extras=extras) if pin is not None else None
    rank = Rank.EXACT if is_exact(rest) else Rank.RANGE
    return Pin(name, range_of(rest, source), rank, bool(marker.strip()), constraint, extras=extras)


def git_pin(name: str, revision: str, source: str) -> Pin:
    """A pin on a repository: a tag or branch that is named after a version counts as that, a commit says nothing."""
    found = _REVISION.search(f"@{revision}")
    if found is None or (found[2] is None and not re.search(r"[._]", found[1])):
        return Pin(name, VersionRange(source=source), Rank.EXACT)
    version = found[1].replace("_", ".")
    return Pin(name, series(version, source) if found[2] else exact(version, source), Rank.EXACT)


def _of_url(url: str, source: str, name: str = "") -> Pin | None:
    """``git+https://host/owner/repo@rev#egg=Name==2.3.2.dev1``; an egg's version counts, then an archive's or a tag's."""
    egg, repository = _EGG.search(url), _REPOSITORY.search(url)
    name = name or normalised(egg[1] if egg else repository[2] if repository else "")
    if not name:
        return None
    archive = _ARCHIVE.search(url)
    if egg and egg[2]:
        pin = Pin(name, exact(egg[2], source), Rank.EXACT)
    elif archive:
        pin = Pin(name, exact(archive[1].replace("_", "."), source), Rank.EXACT)
    else:
        pin = git_pin(name, url.rpartition("@")[2] if "@" in url else "", source)
    return replace(pin, range=replace(pin.range, fork=is_fork(url)))


def is_fork(url: str) -> bool:
    """Whether a repository is somebody else's than the makers' of the libraries that matter here."""
    repository = _REPOSITORY.search(url)
    return repository is not None and repository[1].lower() not in _OWNERS


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
    file = Written(path, shown, text_of(path))
    for number, line in _lines(file.text):
        include = _INCLUDE.match(line)
        if include and "://" in include[2]:
            continue
        if include:
            target, name = file.beside(include[2].strip().strip("\"'"))
            yield from requirements_file(target, name, constraint or include[1] in ("-c", "--constraint"), seen)
            continue
        editable = _EDITABLE.match(line)
        found = _of_url(editable[1].strip("\"'"), shown) if editable else _of_line(line, shown, constraint)
        if found is not None:
            yield (found.optional(shown) if is_for_development(shown) else found).at(number)


def _of_line(line: str, shown: str, constraint: bool) -> Pin | None:
    if line.startswith("-"):
        return None
    if re.match(r"(git|hg|svn|bzr)\+|https?://", line):
        return _of_url(line.partition(" ")[0], shown)
    return requirement(re.split(r"\s--", line)[0], shown, constraint)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines without comments, each with the number of its first line."""
    number, held, start = 0, "", 0
    for number, line in enumerate(text.splitlines(), 1):
        start = start or number
        if line.endswith("\\"):
            held += line[:-1] + " "
            continue
        stripped = re.sub(r"(^|\s)#.*", "", held + line).strip()
        if stripped:
            yield start, stripped
        held, start = "", 0
    if held.strip():
        yield start, held.strip()
