"""The options of ``create_engine``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.releases import Since, since
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class EngineOption:
    """One option.

    ``kind`` is ``pool``, ``engine``, ``dialect`` or ``create``. ``coerced`` is what ``engine_from_config`` makes of a
    string: ``int``, ``bool``, or empty where it leaves it alone. ``number`` tells that nothing but a number works.
    ``released`` are the SQLAlchemy releases that take it, ``still`` the values that others take all the same, ``own`` those
    that SQLAlchemy itself brings; ``asyncio`` tells that only asyncio engines take it. ``default`` is SQLAlchemy's
    own value, None where that is not data.
    """

    name: str
    kind: str
    coerced: str
    number: bool
    asyncio: bool
    released: Since
    still: tuple[object, ...] = ()
    own: tuple[object, ...] = ()
    default: object = None


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A name that is no option. ``short`` tells that ``create_pool_from_url`` takes it all the same."""

    meant: str
    short: bool


@cache
def engine_options() -> Mapping[str, EngineOption]:
    """Every known option by name."""
    return {
        name: EngineOption(
            name=name,
            kind=row["kind"],
            coerced=row.get("coerced", ""),
            number=row.get("number", False),
            asyncio=row.get("asyncio", False),
            released=since(row),
            still=tuple(row.get("still", ())),
            own=tuple(row.get("own", ())),
            default=row.get("default"),
        )
        for name, row in table("options")["option"].items()
    }


@cache
def pool_options() -> frozenset[str]:
    """The options that go to the pool, so that a pool instance excludes them."""
    return frozenset(name for name, option in engine_options().items() if option.kind == "pool")


@cache
def numbers() -> frozenset[str]:
    """The options that must be numbers."""
    return frozenset(name for name, option in engine_options().items() if option.number)


@cache
def misspellings() -> Mapping[str, Misspelling]:
    """Names that are no options, with what was meant."""
    return {name: Misspelling(row["meant"], row.get("short", False)) for name, row in table("options")["misspelt"].items()}
