"""``[[tool.engine-lint.measured]]``: what live servers said, as ``engine-lint probe --write`` records it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from engine_lint.model.capacity import Limit
from engine_lint.model.measured import AURORA, CONNECTIONS, COUNTS, VARIABLES, Measured
from engine_lint.model.timeout import Source
from engine_lint.settings.durations import seconds_of
from engine_lint.suggestions import did_you_mean

if TYPE_CHECKING:
    from engine_lint.settings.entries import Entry

BACKENDS = ("mysql", "mariadb", "postgresql")
TEXTS = ("backend", "host", "product", "server-version", "date")
NUMBERS = {name.replace("_", "-"): name for name in VARIABLES}
"""The variables by settings key."""
_COUNT = {"type": "integer", "minimum": 0}
_TIME = {"type": ["integer", "string"], "minimum": 0}
SHAPE: Mapping[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "backend": {"enum": list(BACKENDS)},
            **{key: _COUNT if name in COUNTS else _TIME for key, name in NUMBERS.items()},
            "host": {"type": "string"},
            "product": {"enum": [AURORA]},
            "server-version": {"type": "string"},
            "date": {"type": "string"},
        },
        "required": ["backend"],
        "additionalProperties": False,
    },
}
"""As a JSON Schema fragment."""


def read_measured(entry: Entry) -> tuple[Measured, ...]:
    """The servers that settings tell of.

    Raises:
        SettingsError: one of them is told in a way that cannot be understood.
    """
    if not isinstance(entry.value, (list, tuple)) or not all(isinstance(each, Mapping) for each in entry.value):
        raise entry.wrong("expected a list of tables", "`engine-lint probe URL --write` writes them")
    return tuple(_measured(entry, each) for each in entry.value)


def _measured(entry: Entry, table: Mapping[str, object]) -> Measured:
    for key in table:
        if key not in TEXTS and key not in NUMBERS:
            raise entry.wrong(f"unknown key `{key}`", did_you_mean(key, (*TEXTS, *NUMBERS)))
    texts = {key: _text(entry, key, table[key]) for key in TEXTS if key in table}
    if texts.get("backend") not in BACKENDS:
        raise entry.wrong(f"`backend` must be one of {', '.join(BACKENDS)}, not {table.get('backend')!r}")
    if texts.get("product", AURORA) != AURORA:
        raise entry.wrong(f"`product` may only be {AURORA!r}, not {texts['product']!r}")
    when = texts.get("date", "")
    return Measured(
        backend=texts["backend"],
        values={name: _number(entry, key, name, table[key]) for key, name in NUMBERS.items() if key in table},
        host=texts.get("host", ""),
        product=texts.get("product", ""),
        server_version=texts.get("server-version", ""),
        date=when,
        where=f"{entry.file}, measured{f' on {when}' if when else ''}",
    )


def _text(entry: Entry, key: str, value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise entry.wrong(f"`{key}` needs text, not {value!r}")
    return value


def _number(entry: Entry, key: str, name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and (value == 0 or (value > 0 and name in COUNTS)):
        return value
    if name in COUNTS:
        raise entry.wrong(f"`{key}` needs a count, not {value!r}")
    try:
        return seconds_of(value)
    except ValueError as error:
        raise entry.wrong(f"`{key}`: {error}") from error


def limits_measured(measured: Iterable[Measured]) -> tuple[Limit, ...]:
    """How many connections servers take, as they said themselves."""
    return tuple(Limit(each.values[CONNECTIONS], Source.MEASURED, each.where, each.backend) for each in measured if each.values.get(CONNECTIONS))
