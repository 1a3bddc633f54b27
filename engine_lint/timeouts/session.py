"""The timer that an engine sets for its own connections."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine_lint.model.engine import Engine
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Known, Option, Value

LONGEST_WAIT_TIMEOUT = 31_536_000
"""Seconds. The server clamps what lies outside of 1 to this."""
INTERACTIVE = 1024
"""The client flag with which ``interactive_timeout`` counts in place of ``wait_timeout``."""

_SET = re.compile(r"(?i)\bset\b(?P<scope>\s+(?:session|local|global|persist))?\s(?P<rest>[^;]*)")
_WAIT_TIMEOUT = re.compile(r"(?i)(?P<scope>@@(?:session|local|global)\.|(?:session|local|global)\s+)?\bwait_timeout\s*:?=\s*(?P<seconds>\d+)")


def own_timer(engine: Engine) -> IdleTimeout | None:
    """What ``connect_args={"init_command": "SET SESSION wait_timeout=..."}`` sets; None where nothing does."""
    option, arguments = _connect_arguments(engine)
    command = arguments.get("init_command")
    if option is None or not isinstance(command, Known) or not isinstance(command.value, str):
        return None
    seconds = wait_timeout_set_by(command.value)
    if seconds is None:
        return None
    return IdleTimeout(seconds, Source.SITE, "server", "wait_timeout", "the engine's own init_command", place=option.slot)


def is_interactive(engine: Engine) -> bool:
    """Whether the connections are opened as interactive ones, so that ``interactive_timeout`` counts for them."""
    _, arguments = _connect_arguments(engine)
    flags = (arguments.get(name) for name in ("client_flag", "client_flags"))
    return any(isinstance(flag, Known) and isinstance(flag.value, int) and bool(flag.value & INTERACTIVE) for flag in flags)


def _connect_arguments(engine: Engine) -> tuple[Option | None, Mapping[str, Value]]:
    option = engine.option("connect_args")
    if option is not None and isinstance(option.value, Known) and isinstance(option.value.value, dict):
        return option, option.value.value
    return None, {}


def wait_timeout_set_by(command: str) -> int | None:
    """The seconds to which SQL sets the session's ``wait_timeout``, clamped as the server does; None where it does not.

    The last assignment wins; one to the global variable does not touch the session.
    """
    seconds = None
    for statement in _SET.finditer(command):
        scope = (statement["scope"] or "").strip().lower()
        for found in _WAIT_TIMEOUT.finditer(statement["rest"]):
            own = (found["scope"] or "").strip("@. \t").lower() or scope
            if own not in ("global", "persist"):
                seconds = min(max(int(found["seconds"][:12]), 1), LONGEST_WAIT_TIMEOUT)
    return seconds
