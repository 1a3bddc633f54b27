"""The ``init_command`` in the query of a URL, which MySQL's drivers take as an argument and run on each new connection."""

from __future__ import annotations

from urllib.parse import parse_qs

from engine_lint.knowledge.factories import url_builders
from engine_lint.model.engine import SessionTimer
from engine_lint.model.place import Place
from engine_lint.python.conditions import Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import alternatives, read
from engine_lint.python.values import Abstract, Built, Scalar
from engine_lint.python.views import narrowed
from engine_lint.timeouts.session import wait_timeout_set_by

_NAME = "init_command"


def timer_in(url: Abstract, path: Path, around: Place) -> SessionTimer | None:
    """The ``wait_timeout`` that a URL sets for each new connection, for an engine that is made at ``around``; None where it sets none in every case."""
    found = [_timer(value, path, around) for _, value in alternatives(narrowed(url, path, False), path)]
    return found[0] if len(found) == 1 else None


def _timer(value: Abstract, path: Path, around: Place) -> SessionTimer | None:
    match value:
        case Scalar(value=str() as text, origin=origin):
            given = parse_qs(text.partition("?")[2]).get(_NAME, [""])[-1]
            return _set_by(given, origin or around)
        case Built(dotted=dotted, arguments=arguments) if dotted in url_builders():
            if not url_builders()[dotted].reads_parts:
                return timer_in(arguments.positional[0], path, around) if arguments.positional else None
            query = read(arguments.keywords.entries.get("query", []), path)
            command = read(query.entries.get(_NAME, []), path) if isinstance(query, DictValue) else None
            return _set_by(command.value, value.origin or around) if isinstance(command, Scalar) and isinstance(command.value, str) else None
        case _:
            return None


def _set_by(command: str, place: Place) -> SessionTimer | None:
    seconds = wait_timeout_set_by(command)
    return SessionTimer(seconds, place, f"{_NAME} in its URL") if seconds is not None else None
