"""Functions and objects of settings libraries that read one setting, with a default."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class Reader:
    """How one callable reads a setting.

    ``kind`` is the type that it gives (``int``), ``cast`` where an argument says it, empty where it is something else.
    ``default_position`` is -1 where the default comes by keyword only, ``cast_position`` -1 where no argument is a type.
    ``scheme`` tells that the object's constructor may hold types and defaults by the setting's name.
    """

    kind: str
    default_keyword: str
    default_position: int
    cast_position: int
    scheme: bool


@cache
def readers() -> Mapping[tuple[str, str], Reader]:
    """By the object and the method's name, ``()`` for a call of the object itself; an object of a class is written ``environs.Env()``."""
    found: dict[tuple[str, str], Reader] = {}
    for row in table("readers")["reader"]:
        for method, kind in row["methods"].items():
            # A method that names its type has the default where the row says; a call with a cast has the two side by side.
            position = 2 if kind == "cast" and row.get("cast_position") == row["default_position"] else row["default_position"]
            reader = Reader(kind, row["default_keyword"], position, row.get("cast_position", -1), row.get("scheme", False))
            found.update({(f"{name}()", method): reader for name in row["classes"]})
            found.update({(name, method): reader for name in row.get("objects", ())})
    return found
