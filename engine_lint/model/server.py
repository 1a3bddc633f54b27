"""What the files of a project set on database servers: option files, container commands, infrastructure code, SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.place import Place


@dataclass(frozen=True, slots=True)
class ServerSetting:
    """One variable of a server, as one place in a file sets it.

    ``variable`` is the server's own name for it, with underscores (``wait_timeout``, ``interactive_timeout``, ``max_connections``,
    ``idle_session_timeout``). ``value`` is what the server then holds, suffixes applied and clamped: seconds for a time, a count for
    ``max_connections``; None where the file does not tell, and ``reason`` says why. ``written`` is the text that stands there.
    ``ineffective`` says why no server takes it (its group is read by no server, the server refuses it), empty where one does.
    """

    variable: str
    value: int | None
    written: str
    place: Place
    reason: str = ""
    ineffective: str = ""


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What one file sets on one server.

    ``form`` names the kind of source in words for messages (``option file``, ``Compose service``). ``server`` tells servers of one file apart
    (a service, a resource address), empty where a file is about one. ``backends`` are those the server may be (``mysql``, ``mariadb``);
    ``product`` is set where it is a managed one with rules of its own (``aurora-mysql``). ``settings`` hold for each variable the
    assignment that wins, and those that are ineffective. ``in_tests``: the file, or the service, is there for tests or CI. ``parts`` are
    the absolute paths of other files whose settings are in here, because this one includes them. ``user`` and ``database`` are set where
    it counts for connections of one user, or to one database. ``elsewhere`` are variables that other files set on the same server.
    """

    form: str
    server: str
    backends: tuple[str, ...]
    settings: tuple[ServerSetting, ...]
    place: Place
    product: str = ""
    in_tests: bool = False
    parts: tuple[str, ...] = ()
    user: str = ""
    database: str = ""
    elsewhere: frozenset[str] = frozenset()

    def effective(self, variable: str) -> ServerSetting | None:
        """The assignment of a variable that the server takes, also where its value is not known; None without one."""
        return next((each for each in self.settings if each.variable == variable and not each.ineffective), None)
