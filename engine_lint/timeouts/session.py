"""The timer that an engine sets for its own connections."""

from __future__ import annotations

from collections.abc import Mapping

from engine_lint.expression import expression
from engine_lint.knowledge.dialects import family, networked
from engine_lint.knowledge.postgresql import taken, variables
from engine_lint.model.engine import Engine
from engine_lint.model.timeout import IdleTimeout, Source
from engine_lint.model.value import Known, Option, Value
from engine_lint.timeouts.found import SESSION

LONGEST_WAIT_TIMEOUT = 31_536_000
"""Seconds. The server clamps what lies outside of 1 to this."""
INTERACTIVE = 1024
"""The client flag with which ``interactive_timeout`` counts in place of ``wait_timeout``."""

_SET = expression(r"(?i)\bset\b(?P<scope>\s+(?:session|local|global|persist))?\s(?P<rest>[^;]*)")
_WAIT_TIMEOUT = expression(r"(?i)(?P<scope>@@(?:session|local|global)\.|(?:session|local|global)\s+)?\bwait_timeout\s*:?=\s*(?P<seconds>\d+)")
_IDLE_SESSION = expression(r"(?:-c\s*|--)idle[_-]session[_-]timeout\s*=\s*(?P<value>\S+)")


def own_timer(engine: Engine) -> IdleTimeout | None:
    """The timer of the server that the engine sets for its own sessions; None where it sets none.

    A listener to ``connect`` runs after ``connect_args={"init_command": "SET SESSION wait_timeout=..."}``. PostgreSQL takes
    ``idle_session_timeout`` among the ``options`` of libpq and the ``server_settings`` of asyncpg.
    """
    option, arguments = _connect_arguments(engine)
    if engine.session_timer is not None and _may_be(engine, "mysql"):
        timer = engine.session_timer
        return IdleTimeout(timer.seconds, Source.SITE, "server", "wait_timeout", f"the engine's own {timer.by}", place=timer.place)
    if option is None:
        return None
    seconds = wait_timeout_set_by(_text(arguments.get("init_command")))
    if seconds is not None:
        return IdleTimeout(seconds, Source.SITE, "server", "wait_timeout", "the engine's own init_command", place=option.slot)
    seconds = _idle_session(arguments) if _may_be(engine, "postgresql") else None
    return IdleTimeout(seconds, Source.SITE, "server", SESSION, "the engine's own connect_args", place=option.slot) if seconds else None


def _may_be(engine: Engine, backend: str) -> bool:
    """Whether nothing shows that the engine's server is another one."""
    return networked(engine.backend) <= family(backend)


def _idle_session(arguments: Mapping[str, Value]) -> int | None:
    """Seconds, 0 for never."""
    found = _IDLE_SESSION.search(_text(arguments.get("options")))
    settings = arguments.get("server_settings")
    held = settings.value.get(SESSION) if isinstance(settings, Known) and isinstance(settings.value, dict) else None
    text = found["value"] if found else _text(held)
    return taken(variables()[SESSION], text).value if text else None


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else ""


def is_interactive(engine: Engine) -> bool:
    """Whether the connections are opened as interactive ones, so that ``interactive_timeout`` counts for them.

    mysql-connector takes a list of flags too, in which a negative one is taken away
    (https://dev.mysql.com/doc/connector-python/en/connector-python-api-mysqlconnection-set-client-flags.html).
    """
    _, arguments = _connect_arguments(engine)
    given = [each.value for name in ("client_flag", "client_flags") if isinstance(each := arguments.get(name), Known)]
    flags = [flag for each in given for flag in (each if isinstance(each, tuple) else (Known(each),))]
    return any(isinstance(flag, Known) and isinstance(flag.value, int) and flag.value > 0 and bool(flag.value & INTERACTIVE) for flag in flags)


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
