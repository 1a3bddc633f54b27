"""Idle timeouts: how long something on the path lets a connection rest."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.place import Place


class Source(IntEnum):
    """How a timeout is known. For one and the same timer the higher one wins."""

    DEFAULT = 1
    FOUND = 2
    MEASURED = 3
    DECLARED = 4
    PRESET = 5
    SITE = 6


@dataclass(frozen=True, slots=True)
class IdleTimeout:
    """A timer that may cut a resting connection.

    ``seconds`` is its length; ``timer`` names the thing that counts (``server``, ``proxy:aws-rds-proxy``), so that several sources
    for one timer can be told from several timers; ``backend`` limits it to one backend, empty for all;
    ``user`` and ``database`` limit it to connections of one user or to one database, empty for all;
    ``label`` is for messages (``wait_timeout``, ``idle-timeout``), ``where`` says where the number stands
    (``pyproject.toml``, ``MySQL's documented default``). ``is_age`` marks a limit on a connection's age. ``silent`` means
    that the path drops packets without a word.
    """

    seconds: int
    source: Source
    timer: str
    label: str
    where: str
    backend: str = ""
    is_age: bool = False
    silent: bool = False
    place: Place | None = None
    url: str = ""
    user: str = ""
    database: str = ""
