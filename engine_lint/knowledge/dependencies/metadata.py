"""Which files of a folder say what its code depends on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from engine_lint.cache.witnesses import answered

LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock", "pixi.lock", "conda-lock.yml")
MANIFESTS = ("pyproject.toml", "Pipfile", "pixi.toml", "setup.cfg", "setup.py")
_DECLARATIONS = {
    "pyproject.toml": (
        *(b"[project]", b"[project.", b"[dependency-groups]"),
        *(b"[tool." + tool for tool in (b"poetry", b"pdm", b"uv", b"pixi", b"flit", b"hatch")),
    ),
    "setup.cfg": (b"[options", b"[metadata]"),
    "setup.py": (b"setup(",),
}
"""What a file of that name must hold to be dependency metadata: many hold nothing but settings of tools."""
_REQUIREMENTS = r"(?i)(?:(?:[\w.-]*[-_.])?requirements?(?:[-_.\d][\w.-]*)?|(?:pip[-_])?(?:reqs|deps|dependencies))\.(?:txt|in|pip|lock)"
_CONDA = r"(?i)(?:conda[-_.]?)?env(?:ironment)?(?:[-_.][\w.-]+)?\.ya?ml"
_FOLDERS = frozenset({"requirements", "requirement", "reqs", "deps"})
_IN_FOLDERS = (".txt", ".in", ".pip", ".lock")


def metadata(folder: str) -> tuple[str, ...]:
    """The names of the metadata files of a folder, relative to it, in a fixed order."""
    return answered(("metadata", folder), lambda: tuple(_metadata(folder)))


def _metadata(folder: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if name in MANIFESTS:
            if _declares(f"{folder}/{name}", _DECLARATIONS.get(name, ())):
                yield name
        elif is_conda(name):
            if _declares(f"{folder}/{name}", (b"dependencies:",)):
                yield name
        elif name in LOCK_FILES or is_requirements(name):
            if os.path.isfile(f"{folder}/{name}"):
                yield name
        elif name in _FOLDERS:
            yield from (f"{name}/{below}" for below in _requirement_files(f"{folder}/{name}"))


def has_metadata(folder: str) -> bool:
    """Whether a folder itself says what its code depends on."""
    return next(_metadata(folder), "") != ""


def names_metadata(path: str) -> bool:
    """Whether a path names a file that says what code depends on; what it holds is not looked at."""
    folder, _, name = path.rpartition("/")
    by_name = name in MANIFESTS or name in LOCK_FILES or is_requirements(name) or is_conda(name)
    return by_name or (holds_requirements(folder) and name.endswith(_IN_FOLDERS))


def is_requirements(name: str) -> bool:
    """Whether a file of that name is one of pip's requirements files."""
    return name[-4:].lower().endswith((".txt", ".in", ".pip", "lock")) and re.fullmatch(_REQUIREMENTS, name) is not None


def holds_requirements(folder: str) -> bool:
    """Whether a folder is by its name there for requirements files."""
    return folder.rpartition("/")[2] in _FOLDERS


def is_conda(name: str) -> bool:
    """Whether a file of that name is a conda environment file."""
    return name[-4:].lower().endswith(("yml", "yaml")) and re.fullmatch(_CONDA, name) is not None


def _requirement_files(folder: str, depth: int = 1) -> Iterator[str]:
    """The requirements files of a folder that is there for them, and of the folders in it."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if name.endswith(_IN_FOLDERS):
            if os.path.isfile(f"{folder}/{name}"):
                yield name
        elif depth and os.path.isdir(f"{folder}/{name}"):
            yield from (f"{name}/{below}" for below in _requirement_files(f"{folder}/{name}", depth - 1))


def _declares(path: str, words: tuple[bytes, ...]) -> bool:
    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            data = file.read() if words else b""
    except OSError:
        return False
    return not words or any(word in data for word in words)
