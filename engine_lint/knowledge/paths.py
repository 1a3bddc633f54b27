"""What a path says of the code in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import cache

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
