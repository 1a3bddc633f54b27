"""Lock files: the versions that package managers chose.

The TOML and YAML ones are read by their lines; parsing a lock file of a megabyte would cost more than the whole check.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from engine_lint.expression import expression
from engine_lint.knowledge.dependencies.requirements import Pin, Rank, Written, git_pin, text_of
from engine_lint.knowledge.dependencies.specifiers import exact, normalised

_PACKAGE = expression(r"^\[\[packages?\]\]", re.MULTILINE)
_NAME = expression(r"^name\s*=\s*[\"']([^\"']+)", re.MULTILINE)
_VERSION = expression(r"^version\s*=\s*[\"']([^\"']+)", re.MULTILINE)
_CONDA = expression(r"^\s*-\s+conda:\s+\S*/(?P<name>[A-Za-z0-9._-]+?)-(?P<version>\d[^-/\s]*)-[^-/\s]+?\.(?:conda|tar\.bz2)\s*$", re.MULTILINE)
_YAML = expression(r"^[ \t-]+name:[ \t]*['\"]?(?P<name>[\w.-]+)['\"]?[ \t]*\n[ \t]+version:[ \t]*['\"]?(?P<version>\d[\w.]*)", re.MULTILINE)


def _numbered(matches: Iterable[re.Match[str]]) -> Iterator[tuple[re.Match[str], int]]:
    """Matches in the order of their text, each with its line."""
    line, offset = 1, 0
    for match in matches:
        line += match.string.count("\n", offset, match.start())
        offset = match.start()
        yield match, line


def _toml(file: Written) -> Iterator[Pin]:
    starts = list(_numbered(_PACKAGE.finditer(file.text)))
    ends = [match.start() for match, _ in starts[1:]] + [len(file.text)]
    for (package, line), end in zip(starts, ends, strict=False):
        table = file.text.find("\n[", package.end(), end)
        head = end if table < 0 else table
        name, version = (pattern.search(file.text, package.end(), head) for pattern in (_NAME, _VERSION))
        if name and version:
            yield _locked(name[1], version[1], file).at(line + file.text.count("\n", package.start(), version.start()))


def _pipfile(file: Written) -> Iterator[Pin]:
    try:
        content = json.loads(file.text)
    except (ValueError, RecursionError):
        return
    for section in ("default", "develop"):
        entries = content.get(section) if isinstance(content, dict) else None
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            line = file.line_of(f'"{name}": {{')
            if isinstance(entry, dict) and isinstance(entry.get("version"), str):
                yield _locked(name, entry["version"].lstrip("="), file).at(line)
            elif isinstance(entry, dict) and "git" in entry:
                yield replace(git_pin(normalised(name), str(entry.get("ref", "")), file.shown).at(line), required=False)


def _yaml(file: Written) -> Iterator[Pin]:
    for pattern in (_CONDA, _YAML):
        for match, line in _numbered(pattern.finditer(file.text)):
            yield _locked(match["name"], match["version"], file).at(line)


def _locked(name: str, version: str, file: Written) -> Pin:
    return Pin(normalised(name), exact(version, file.shown), Rank.LOCK, required=False)


LOCK_READERS: Mapping[str, Callable[[Written], Iterator[Pin]]] = {
    "uv.lock": _toml,
    "poetry.lock": _toml,
    "pdm.lock": _toml,
    "pylock.toml": _toml,
    "Pipfile.lock": _pipfile,
    "pixi.lock": _yaml,
    "conda-lock.yml": _yaml,
}


OF_ENVIRONMENTS = ("pixi.lock", "conda-lock.yml")
"""Lock files of the environment that a repository is worked on in: they do not speak for what a member of it is deployed with."""


def locked(folder: Path, shown: Callable[[Path], str], but: Collection[str] = ()) -> Iterator[Pin]:
    """The pins of every lock file in a folder, some left out."""
    for name, read in LOCK_READERS.items():
        text = text_of(folder / name) if name not in but else ""
        if text:
            yield from read(Written(folder / name, shown(folder / name), text))
