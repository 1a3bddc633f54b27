"""Other libraries' parameters and settings that take engine options."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a call. ``position`` is None for one that is given by keyword only."""

    name: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """A function, class or method that makes an engine of what it is given.

    ``options`` says how: ``dict`` (``parameter`` holds a dict of engine options), ``object`` (``parameter`` holds a
    construction of one of ``classes``, whose keywords are engine options), ``keywords`` (the call's own keywords, but for
    those in ``own``). ``url`` are the parameters that may hold the URL; ``url_in_options`` tells that it is one of the options.
    ``engine`` are parameters that bring an engine that is already made. ``async_parameter`` makes an asyncio engine where it is
    true. ``first`` is what the first argument has to be. ``handed_to`` are functions that call the class with their own
    keywords. ``brief``: its connections hardly ever rest in a pool, so that findings are weak;
    ``brief_in_functions``: so where the object is made anew by a function. ``needs_options``: without
    the parameter there is nothing to judge. ``ping`` is the event at which the library pings by itself. ``backend`` is the only
    backend it works with. ``unseen`` is where else its options may come from.
    """

    name: str
    framework: str
    options: str
    parameter: Parameter
    classes: frozenset[str]
    own: frozenset[str]
    url: tuple[Parameter, ...]
    url_in_options: bool
    engine: tuple[Parameter, ...]
    is_async: bool
    async_parameter: str
    first: str
    handed_to: frozenset[str]
    brief: bool
    brief_in_functions: bool
    needs_options: bool
    ping: str
    backend: str
    unseen: str
    source: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A configuration key that holds engine options.

    ``holds`` is ``options``, or ``engines`` for a dict of URLs and option dicts by name. ``owner`` is the attribute that the key
    stands on (``conf`` of ``app.conf.key``); ``beside`` are other keys of which one has to stand in the same class or module,
    since the name alone says too little (empty: it does not). ``url_keys`` name the database, after ``url_prefix``. ``base`` is the maker
    whose options the engines start from.
    """

    name: str
    framework: str
    holds: str
    owner: str
    beside: frozenset[str]
    url_keys: tuple[str, ...]
    url_prefix: str
    is_async: bool
    ping: str
    base: str
    source: str


def _parameter(row: list[Any]) -> Parameter:
    return Parameter(row[0], row[1] if len(row) > 1 else None)


def _maker(row: dict[str, Any]) -> Maker:
    return Maker(
        name=row["paths"][0],
        framework=row["framework"],
        options=row["options"],
        parameter=_parameter(row.get("parameter", [""])),
        classes=frozenset(table("third_party")["options_classes"].get(row["framework"], ())),
        own=frozenset(row.get("own", ())),
        url=tuple(_parameter(each) for each in row.get("url", ())),
        url_in_options=row.get("url_in_options", False),
        engine=tuple(_parameter(each) for each in row.get("engine", ())),
        is_async=row.get("is_async", False),
        async_parameter=row.get("async_parameter", ""),
        first=row.get("first", ""),
        handed_to=frozenset(row.get("handed_to", ())),
        brief=row.get("brief", False),
        brief_in_functions=row.get("brief_in_functions", False),
        needs_options=row.get("needs_options", False),
        ping=row.get("ping", ""),
        backend=row.get("backend", ""),
        unseen=row.get("unseen", ""),
        source=row["source"],
    )


def _setting(row: dict[str, Any], name: str) -> Setting:
    return Setting(
        name=name,
        framework=row["framework"],
        holds=row["holds"],
        owner=row.get("owner", ""),
        beside=frozenset(row.get("beside", ())),
        url_keys=tuple(row.get("url_keys", ())),
        url_prefix=row.get("url_prefix", ""),
        is_async=row.get("is_async", False),
        ping=row.get("ping", ""),
        base=row.get("base", ""),
        source=row["source"],
    )


@cache
def makers() -> Mapping[str, Maker]:
    """Every maker by every dotted name it can be reached under."""
    return {path: maker for row in table("third_party")["maker"] for maker in [_maker(row)] for path in row["paths"]}


@cache
def handing_over() -> frozenset[str]:
    """The functions that call a maker with their own keywords."""
    return frozenset(name for maker in makers().values() for name in maker.handed_to)


@cache
def settings() -> Mapping[str, Setting]:
    """Every setting by its name."""
    return {name: _setting(row, name) for row in table("third_party")["setting"] for name in row["names"]}


@cache
def owners() -> frozenset[str]:
    """The attributes that settings stand on."""
    return frozenset(each.owner for each in settings().values() if each.owner)
