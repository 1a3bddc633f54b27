"""What live servers said of their own limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from engine_lint.dataclass import dataclass

WAIT, INTERACTIVE, SESSION = "wait_timeout", "interactive_timeout", "idle_session_timeout"
IN_TRANSACTION, CONNECTIONS, CUT_OFF = "idle_in_transaction_session_timeout", "max_connections", "idle_cut_off"
VARIABLES = (WAIT, INTERACTIVE, SESSION, IN_TRANSACTION, CONNECTIONS, CUT_OFF)
"""What is measured, by the server's own name; the last one is after how long a connection that rested was cut, whoever did it."""
COUNTS = frozenset({CONNECTIONS})
"""Those that are no times."""
AURORA = "aurora-mysql"


@dataclass(frozen=True, slots=True)
class Measured:
    """The limits of one server.

    ``backend`` is what answered (``mysql``, ``mariadb``, ``postgresql``). ``values`` hold by name from ``VARIABLES`` seconds, where 0 means
    never, or a count. ``product`` is set for managed servers with rules of their own (``aurora-mysql``); ``host`` names the server,
    ``date`` is ISO, ``where`` says for messages where it stands.
    """

    backend: str
    values: Mapping[str, int] = field(default_factory=dict)
    host: str = ""
    product: str = ""
    server_version: str = ""
    date: str = ""
    where: str = ""
