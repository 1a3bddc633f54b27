"""What the ``SQLALCHEMY_*`` keys of a Flask config mean, and whether Flask-SQLAlchemy reads that config at all."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.knowledge import flask
from engine_lint.knowledge.flask import ENGINE_OPTIONS, FLASK_SQLALCHEMY
from engine_lint.model.engine import Engine
from engine_lint.model.flask import ConfigKeys, KeyGroup
from engine_lint.model.value import Known, Option
from engine_lint.model.versions import VersionRange, Versions

_SUBSCRIPT = expression(r"""SQLALCHEMY_ENGINE_OPTIONS\s*(?:\[\s*['"]?(\w+)['"]?\s*\]|\.(\w+))""")


class Kind(Enum):
    """How a key is wrong."""

    REMOVED = "removed"
    INVENTED = "invented"
    MISSPELT = "misspelt"
    TUPLE = "tuple"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a wrong key stands for: an engine option, or (misspelt, or a tuple) the options key itself."""

    kind: Kind
    option: str = ""


def meaning(key: Option) -> Meaning | None:
    """What is wrong with a key, or None where nothing is."""
    if key.name == ENGINE_OPTIONS:
        return Meaning(Kind.TUPLE) if isinstance(key.value, Known) and isinstance(key.value.value, tuple) else None
    return meaning_of_name(key.name)


def meaning_of_name(name: str) -> Meaning | None:
    """What is wrong with a key of that name, whatever its value."""
    if name in flask.removed_keys():
        return Meaning(Kind.REMOVED, flask.removed_keys()[name])
    subscript = _SUBSCRIPT.fullmatch(name)
    if subscript:
        return Meaning(Kind.INVENTED, subscript[1] or subscript[2])
    meant = name if name in flask.never_read() else flask.misspelt(name)
    if meant is None:
        return None
    never = flask.never_read().get(meant)
    option = never.option if never is not None else flask.removed_keys().get(meant, "")
    return Meaning(Kind.INVENTED, option) if option else Meaning(Kind.MISSPELT)


def flask_sqlalchemy(versions: Versions) -> VersionRange:
    """The Flask-SQLAlchemy versions that the project may run with."""
    return versions.of(FLASK_SQLALCHEMY)


def reads_no_options(versions: Versions) -> bool:
    """Whether the project surely runs with a release, and no fork of it, that reads no engine options from anywhere."""
    possible = flask_sqlalchemy(versions)
    return possible.surely_below(flask.engine_options_since()) and not possible.fork


def names_flask_sqlalchemy(versions: Versions) -> bool:
    """Whether the project's dependency metadata names Flask-SQLAlchemy or something that brings it along."""
    return not flask.distributions().isdisjoint(versions.ranges)


def foreign(subject: ConfigKeys | Engine, versions: Versions) -> bool:
    """Whether the project has no Flask-SQLAlchemy, as its dependency metadata and its code show."""
    if subject.site.uses_framework:
        return False
    file_name = subject.site.place.path.rpartition("/")[2]
    return versions.has_metadata and not names_flask_sqlalchemy(versions) and file_name not in flask.config_files()


def dead_keys(subject: ConfigKeys) -> Iterator[tuple[KeyGroup, Option, Meaning]]:
    """The keys with something wrong that the project does not read itself, in the order of their text."""
    for group in subject.groups:
        for key in group.keys:
            wrong = meaning(key) if key.name not in subject.read_elsewhere else None
            if wrong is not None:
                yield group, key, wrong


def waits_for_migration(engine: Engine) -> str:
    """Why the fix has to wait: dead keys move into the options first, and other options then go beside them."""
    dead = [name for name in engine.config if meaning_of_name(name) is not None]
    return f"{dead[0]} moves into SQLALCHEMY_ENGINE_OPTIONS first, then other options go beside it" if engine.uri_only and dead else ""
