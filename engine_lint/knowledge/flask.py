"""Flask-SQLAlchemy: its configuration keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.releases import Release, release
from engine_lint.knowledge.tables import table

FLASK_SQLALCHEMY = "flask-sqlalchemy"
LITE = "flask-sqlalchemy-lite"
ENGINE_OPTIONS = "SQLALCHEMY_ENGINE_OPTIONS"
DATABASE_URI = "SQLALCHEMY_DATABASE_URI"


@dataclass(frozen=True, slots=True)
class NeverRead:
    """A key that no release ever read. ``option`` is the engine option that was meant, ``key`` the config key that was."""

    option: str = ""
    key: str = ""


@cache
def removed_keys() -> Mapping[str, str]:
    """The keys that 3.0 stopped reading, with the engine option that replaces each; empty where nothing does."""
    return {key: row.get("becomes", "") for key, row in table("flask")["removed"].items()}


@cache
def removed_in() -> Release:
    """The release that stopped reading the removed keys."""
    return release(table("flask")["removed_in"])


@cache
def pool_hooks() -> frozenset[str]:
    """Methods of the extension that releases before 3.0 call for an engine's options."""
    return frozenset(table("flask")["hooks"]["names"])


@cache
def pool_hooks_now() -> frozenset[str]:
    """Methods that 3.0 and later call instead."""
    return frozenset(table("flask")["hooks"]["now"])


@cache
def pool_hooks_return_since() -> Release:
    """The release from which on a pool hook has to return what it was given."""
    return release(table("flask")["hooks"]["return_since"])


@cache
def engine_options_since() -> Release:
    """The first release that reads ``SQLALCHEMY_ENGINE_OPTIONS``."""
    return release(table("flask")["engine_options_since"])


@cache
def never_read() -> Mapping[str, NeverRead]:
    """Keys that no release ever read, with what was meant."""
    rows = table("flask")["never"].items()
    return {key: NeverRead(key=row["means"]) if row.get("key") else NeverRead(option=row["means"]) for key, row in rows}


@cache
def known_keys() -> Mapping[str, str]:
    """Keys that somebody reads, with who does."""
    return {key: row["by"] for row in table("flask")["known"] for key in row["keys"]}


@cache
def distributions() -> frozenset[str]:
    """Packages that are Flask-SQLAlchemy or bring it along."""
    return frozenset(table("flask")["evidence"]["distributions"])


@cache
def import_names() -> frozenset[str]:
    """What stands in code that imports Flask-SQLAlchemy, by an old name too, or a package that brings it along."""
    return frozenset(each.replace("-", "_") for each in distributions()) | frozenset(table("flask")["evidence"]["old_imports"])


@cache
def config_files() -> frozenset[str]:
    """Names of files that are Flask configs whatever the project's dependencies say."""
    return frozenset(table("flask")["evidence"]["files"])


def misspelt(key: str) -> str | None:
    """The key that was meant where ``key`` is a slip of the pen for one that concerns the pool, else None.

    One wrong, missing, doubled or swapped character is a slip; two are in ``SQLALCHEMY_ENGINE_OPTIONS``, which is long. A key
    with another word or a number in it is a project's own (``SQLALCHEMY_POOL_MIN_SIZE``, ``SQLALCHEMY_ENGINE_OPTIONS_RO``).
    """
    if key in known_keys() or key in removed_keys() or key in never_read():
        return None
    for target, slips in ((ENGINE_OPTIONS, 2), *((each, 1) for each in _pool_keys())):
        extra = key.removeprefix(target)
        if (extra in (key, "S") or not extra) and 0 < _distance(key, target) <= slips:
            return target
    return None


@cache
def _pool_keys() -> tuple[str, ...]:
    return (*(key for key, option in removed_keys().items() if option), "SQLALCHEMY_POOL_PRE_PING")


def _distance(one: str, other: str) -> int:
    """Edits between two strings, a swap of neighbours counting as one; large where they cannot be close."""
    if abs(len(one) - len(other)) > 2:
        return len(one) + len(other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
