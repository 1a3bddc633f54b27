"""Lock files: the versions that package managers chose.

The TOML and YAML ones are read by their lines; parsing a lock file of a megabyte would cost more than the whole check.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from engine_lint.knowledge.requirements import Pin, Rank, git_pin, text_of
from engine_lint.knowledge.specifiers import exact, normalised

_PACKAGE = re.compile(r"^\[\[packages?\]\]", re.MULTILINE)
_NAME = re.compile(r"^name\s*=\s*[\"']([^\"']+)", re.MULTILINE)
_VERSION = re.compile(r"^version\s*=\s*[\"']([^\"']+)", re.MULTILINE)
_CONDA = re.compile(r"^\s*-\s+conda:\s+\S*/(?P<name>[A-Za-z0-9._-]+?)-(?P<version>\d[^-/\s]*)-[^-/\s]+?\.(?:conda|tar\.bz2)\s*$", re.MULTILINE)
_YAML = re.compile(r"^\s+name:\s*['\"]?(?P<name>[\w.-]+)['\"]?\s*\n\s+version:\s*['\"]?(?P<version>\d[\w.]*)", re.MULTILINE)


def _toml(text: str, shown: str) -> Iterator[Pin]:
    for block in _PACKAGE.split(text)[1:]:
        head = block.partition("\n[")[0]
        name, version = _NAME.search(head), _VERSION.search(head)
        if name and version:
            yield _locked(name[1], version[1], shown)


def _pipfile(text: str, shown: str) -> Iterator[Pin]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return
    for section in ("default", "develop"):
        entries = content.get(section) if isinstance(content, dict) else None
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and isinstance(entry.get("version"), str):
                yield _locked(name, entry["version"].lstrip("="), shown)
            elif isinstance(entry, dict) and "git" in entry:
                yield git_pin(normalised(name), str(entry.get("ref", "")))


def _pixi(text: str, shown: str) -> Iterator[Pin]:
    for pattern in (_CONDA, _YAML):
        for match in pattern.finditer(text):
            yield _locked(match["name"], match["version"], shown)


def _locked(name: str, version: str, shown: str) -> Pin:
    return Pin(normalised(name), exact(version, shown), Rank.LOCK)


LOCK_FILES: Mapping[str, Callable[[str, str], Iterator[Pin]]] = {
    "uv.lock": _toml,
    "poetry.lock": _toml,
    "pdm.lock": _toml,
    "pylock.toml": _toml,
    "Pipfile.lock": _pipfile,
    "pixi.lock": _pixi,
}


def locked(folder: Path) -> Iterator[Pin]:
    """The pins of every lock file in a folder."""
    for name, read in LOCK_FILES.items():
        text = text_of(folder / name)
        if text:
            yield from read(text, name)
