"""Where Terraform resources and modules set variables of database servers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table

MODULE = "module"


@dataclass(frozen=True, slots=True)
class SettingPlace:
    """How a resource sets variables. Paths are tuples of names, empty for the resource itself; see the data for the rest."""

    backend: str
    engine: tuple[tuple[str, ...], ...]
    entries: tuple[tuple[str, ...], ...]
    name: tuple[str, ...]
    value: tuple[str, ...]
    variables: tuple[tuple[str, ...], ...]


@cache
def setting_places() -> Mapping[str, SettingPlace]:
    """The resources that set variables, by type; modules as ``module``."""
    return {name: _place(row) for row in table("terraform")["place"] for name in row.get("types", [MODULE])}


def _place(row: dict[str, Any]) -> SettingPlace:
    paths = {key: tuple(tuple(each.split(".")) if each else () for each in row.get(key, [])) for key in ("engine", "entries", "variables")}
    return SettingPlace(
        row.get("backend", ""), paths["engine"], paths["entries"], tuple(row.get("name", ["name"])), tuple(row.get("value", ["value"])), paths["variables"]
    )
