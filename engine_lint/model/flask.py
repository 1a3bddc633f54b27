"""What Flask-SQLAlchemy reads beside an engine's options: config keys, hooks, and when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.engine import Site
    from engine_lint.model.place import Place
    from engine_lint.model.value import Carrier, Option


@dataclass(frozen=True, slots=True)
class ConfigKeys:
    """The ``SQLALCHEMY_*`` keys of one Flask config namespace that concern the pool, removed and misspelt ones included.

    ``groups`` are the keys written under one and the same condition (a branch), each with the options in force there.
    """

    site: Site
    groups: tuple[KeyGroup, ...]
    read_elsewhere: frozenset[str] = frozenset()
    """Keys that the project itself reads, so that they are not dead."""


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys written together under one condition.

    ``keys`` in the order of their text. ``options_key`` is ``SQLALCHEMY_ENGINE_OPTIONS`` as set where these keys are in
    force, None where it is not set; ``options_carrier`` the dict it holds when it can be written; ``spread`` the text of
    a base class's options that a new dict must keep (``Base.SQLALCHEMY_ENGINE_OPTIONS``), or empty.
    """

    keys: tuple[Option, ...]
    statements: Mapping[str, Place]
    """For keys written as a statement of their own: the statement."""
    carrier: Carrier
    options_key: Option | None = None
    options_carrier: Carrier | None = None
    spread: str = ""
    obstacle: str = ""
    subscripts: bool = False
    """The keys stand under a condition that the options dict does not stand under, after it: they become items of it."""
    blocked: str = ""
    """Why the keys cannot move now, or empty."""
    repeated: tuple[str, ...] = ()
    """Those that are set once more further up: without what stands here, that would hold."""


class Returns(str, Enum):
    """What a function gives back on its ways through: a value on all of them, on some, on none."""

    SOMETHING = "something"
    SOMETIMES = "sometimes"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PoolHook:
    """A method that Flask-SQLAlchemy 2 asks for an engine's options (``apply_pool_defaults``), in the project's own words."""

    site: Site
    name: str
    returns: Returns = Returns.SOMETHING


@dataclass(frozen=True, slots=True)
class LateOptions:
    """Engine options of a Flask config that are set after the extension has read it, in the same scope.

    The site is what sets them; ``read_by`` is the text of the call that read the config, at ``read_at``.
    """

    site: Site
    read_by: str
    read_at: Place
