"""What a path says of the code in it."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase, translate
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class Kinds:
    """Whether code is a test, a database migration, a script that ends, or an example; whether a configuration is for a developer's machine, or for CI.

    ``commands``: code behind a command line, which runs in a process of its own.
    """

    tests: bool = False
    migrations: bool = False
    scripts: bool = False
    examples: bool = False
    development: bool = False
    ci: bool = False
    commands: bool = False


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    patterns: list[str] = table("paths")[kind]
    anywhere = "|".join(translate(each) for each in patterns if not each.startswith("/"))
    first = "|".join(translate(each[1:]) for each in patterns if each.startswith("/")) or r"(?!)"
    return re.compile(anywhere), re.compile(first)


def _fits(kind: str, parts: list[str]) -> bool:
    anywhere, first = _patterns(kind)
    return any(anywhere.match(part) for part in parts) or (len(parts) > 1 and first.match(parts[0]) is not None)


@cache
def kinds(path: str) -> Kinds:
    """What a path from the project's root, with ``/`` between its parts, says."""
    parts = path.lower().strip("/").split("/")
    if _fits("pages", parts[-1:]):
        return Kinds()
    return Kinds(*(_fits(kind, parts) for kind in ("tests", "migrations", "scripts", "examples", "development", "ci", "commands")))


def keeps_serving(module: str) -> bool:
    """Whether the import of a module (``flask.views``) shows a program that goes on until it is stopped."""
    return any(module == each or module.startswith(f"{each}.") for each in table("paths")["serving"])


def called_by_name(function: str) -> bool:
    """Whether programs outside of a project call functions of that name."""
    return function in table("paths")["called_by_name"] or function.startswith(("test_", "pytest_"))


def says_what_is_installed(file: str) -> bool:
    """Whether a file's name is one under which packages say how they are installed."""
    return file in table("paths")["package_files"]


def says_what_it_runs_with(file: str) -> bool:
    """Whether a file's name is one under which applications list their dependencies."""
    return _is_one_of("dependency_files", file)


def is_started_by(file: str) -> bool:
    """Whether a file's name is one under which applications say how they are started."""
    return _is_one_of("application_files", file)


def tells_what_is_started(file: str) -> bool:
    """Whether a file's name is that of a text that may name functions of the code."""
    return _is_one_of("application_files", file) or _is_one_of("telling_files", file)


def _is_one_of(kind: str, name: str) -> bool:
    return any(fnmatchcase(name.lower(), each) for each in table("paths")[kind])
