"""Values, backends and places as an inventory words them. Passwords are masked, control characters harmless."""

from __future__ import annotations

from engine_lint.expression import expression
from engine_lint.model.engine import Backend, Engine
from engine_lint.model.inventory import Inventory, OptionInForce
from engine_lint.model.place import Place, cell_of
from engine_lint.model.value import Construction, Known, OneOf, Symbol, Unknown, Value
from engine_lint.report.excerpt import line_of, shown_line
from engine_lint.report.masking import MASK, is_secret
from engine_lint.report.view import View

UNKNOWN = "unknown"
_BRACKET = expression(r"([(\[{]) |,? ([)\]}])")
MOST_LINES = 10
"""Lines of a place, after its first, that are read into one."""
MANY = 3
"""More possible values than this are counted and not named."""


def clean(text: str) -> str:
    """Text of the checked code as it can be shown on one line."""
    return shown_line(" ".join(text.split())).text


def option_text(option: OptionInForce) -> str:
    """The value of an option in a few words: ``on``, ``3600``, ``NullPool``, ``off`` where a recycle is none."""
    return value_text(option.value, option.name)


def value_text(value: Value, name: str = "") -> str:
    """A value in a few words; ``name`` is the option's."""
    match value:
        case Known(value=plain):
            return _plain(plain, name)
        case OneOf(values=values):
            words = list(dict.fromkeys(value_text(each, name) for each in values))
            return " or ".join(words) if len(words) <= MANY else f"one of {len(words)}"
        case Unknown():
            return UNKNOWN


def _plain(plain: object, name: str) -> str:
    if name == "pool_pre_ping" and isinstance(plain, bool):
        return "on" if plain else "off"
    if name == "pool_recycle" and isinstance(plain, (int, float)) and plain <= -1:
        return "off"
    match plain:
        case Symbol():
            return plain.name
        case Construction():
            return f"{plain.symbol.name}(...)"
        case dict():
            return "{" + ", ".join(f"{_quoted(key)}: {_held(key, each)}" for key, each in plain.items()) + "}"
        case tuple():
            return "(" + ", ".join(value_text(each) for each in plain) + ("," if len(plain) == 1 else "") + ")"
        case str():
            return MASK if is_secret(name) else _quoted(plain)
        case _:
            return clean(str(plain))


def _held(key: str, value: Value) -> str:
    return MASK if is_secret(key) and not isinstance(value, Unknown) else value_text(value, key)


def _quoted(text: str) -> str:
    return clean(repr(text))


def backend_text(backend: Backend) -> str:
    """``mysql+pymysql``, ``sqlite in memory``, ``mysql or another``, ``not sqlite``, ``unknown``."""
    driver = f"+{backend.driver}" if backend.driver else ""
    names = " or ".join(f"{name}{driver}" for name in sorted(backend.names))
    if names:
        return clean(f"{names}{' in memory' if backend.in_memory else ''}{'' if backend.complete else ' or another'}")
    return f"not {' nor '.join(sorted(backend.excluded))}" if backend.excluded else UNKNOWN


def marks(engine: Engine) -> tuple[str, ...]:
    """What kind of place an engine stands in, in words."""
    site = engine.site
    found = (("test", site.in_tests), ("migration", site.in_migrations), ("one-shot", site.one_shot), ("async", site.is_async))
    return tuple(word for word, holds in found if holds)


def callee(engine: Engine) -> str:
    """What is called there, or the name of the config."""
    return clean(engine.site.callee) + ("()" if engine.site.kind in ("call", "flask-extension") else "")


def where(place: Place, view: View) -> str:
    """``app/db.py:12``, with the cell of a notebook."""
    cell = f"cell {place.cell}:" if place.cell else ""
    return f"{view.name(place.path)}:{cell}{place.span.start.line}"


def source_line(place: Place, inventory: Inventory) -> str:
    """The line that a place begins on, without its indentation; empty where the text cannot be had."""
    source = inventory.sources.get(cell_of(place))
    return line_of(source, place.span.start.line).text.strip() if source is not None else ""


def source_text(place: Place, inventory: Inventory) -> str:
    """The lines that a place stands on as one line; empty where the text cannot be had."""
    source = inventory.sources.get(cell_of(place))
    if source is None:
        return ""
    last = min(place.span.end.line, place.span.start.line + MOST_LINES)
    lines = " ".join(line_of(source, number).text.strip() for number in range(place.span.start.line, last + 1))
    return clean(_BRACKET.sub(r"\1\2", lines))
