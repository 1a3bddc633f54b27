"""Pool classes: what they take, and whether connections rest in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.releases import Release, Since, release, since
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class PoolClass:
    """A pool class.

    ``options`` are the ``create_engine`` options that it takes; every other pool option raises TypeError. ``parameters``
    are the constructor's positional parameters after ``creator``, in order. ``keyword_base`` tells that those of the
    base class are keyword-only. ``asyncio`` is True for asyncio engines only, False for others only, None for both.
    """

    name: str
    options: frozenset[str]
    parameters: tuple[str, ...]
    keyword_base: bool
    keeps: bool
    asyncio: bool | None
    released: Since

    @property
    def arguments(self) -> frozenset[str]:
        """The constructor's parameter names, ``creator`` included."""
        return frozenset({"creator", *self.parameters, *table("pools")["base"]["parameters"]})


@cache
def pool_classes() -> Mapping[str, PoolClass]:
    """The pool classes by bare name (``NullPool``)."""
    data = table("pools")
    base = tuple(data["base"]["parameters"])
    return {
        row["name"]: PoolClass(
            name=row["name"],
            options=frozenset((*data["common"], *row["options"])),
            parameters=tuple(row["parameters"]) if row.get("keyword_base") else base,
            keyword_base=row.get("keyword_base", False),
            keeps=row["keeps"],
            asyncio=row.get("asyncio"),
            released=since(row),
        )
        for row in data["pool"]
    }


@cache
def pool_paths() -> Mapping[str, str]:
    """The bare name of a pool class by every dotted name that it can be imported under."""
    data = table("pools")
    paths = {f"{module}.{name}": name for module in data["paths"] for name in pool_classes()}
    paths.update({path: row["name"] for row in data["pool"] for path in row.get("also", ())})
    return paths


def pool_class(dotted: str) -> PoolClass | None:
    """The pool class behind a dotted name, or None where it is not one of SQLAlchemy's."""
    name = pool_paths().get(dotted)
    return pool_classes()[name] if name else None


@cache
def constructor_names() -> Mapping[str, str]:
    """Constructor parameter name to ``create_engine`` option name, where they differ."""
    return dict(table("pools")["constructor"])


def option_name(parameter: str) -> str:
    """How ``create_engine`` spells a pool constructor's parameter."""
    return constructor_names().get(parameter, parameter)


@cache
def asyncio_checked_since() -> Release:
    """The first SQLAlchemy release that refuses a pool class of the wrong kind."""
    return release(table("pools")["asyncio_checked_since"])
