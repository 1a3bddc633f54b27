"""The functions that make engines, pools and URLs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class Factory:
    """A function that makes an engine or a pool.

    ``kind`` is ``engine``, ``pool`` or ``mock``. ``options`` is ``keywords``, or ``mapping`` for those that read a mapping with a
    prefix beside their keywords. ``url_parameters`` are the names of the parameter at position 0 that
    holds the URL, the present one first; empty where the URL comes in a mapping. ``mapping_parameter`` (position 0) and
    ``prefix_parameter`` (position 1) are those of ``engine_from_config``. ``coerces``: strings become numbers.
    ``short_names``: ``recycle=`` is taken beside ``pool_recycle=``.
    """

    name: str
    kind: str
    options: str
    is_async: bool
    coerces: bool
    url_parameters: tuple[str, ...]
    mapping_parameter: str
    prefix_parameter: str
    prefix_default: str
    short_names: bool
    source: str

    @property
    def last_name(self) -> str:
        """The function's own name."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class UrlBuilder:
    """A function or class that makes a URL. ``reads_parts`` tells that it takes the URL's parts, ``parameters`` in order."""

    name: str
    reads_parts: bool
    parameters: tuple[str, ...]


def _factory(row: dict[str, Any]) -> Factory:
    return Factory(
        name=row["name"],
        kind=row["kind"],
        options=row["options"],
        is_async=row.get("is_async", False),
        coerces=row.get("coerces", False),
        url_parameters=tuple(row.get("url_parameters", ())),
        mapping_parameter=row.get("mapping_parameter", ""),
        prefix_parameter=row.get("prefix_parameter", ""),
        prefix_default=row.get("prefix_default", ""),
        short_names=row.get("short_names", False),
        source=row["source"],
    )


@cache
def factories() -> Mapping[str, Factory]:
    """Every factory by every dotted name it can be imported under."""
    return {path: factory for row in table("factories")["factory"] for factory in [_factory(row)] for path in row["paths"]}


@cache
def url_builders() -> Mapping[str, UrlBuilder]:
    """Every URL builder by every dotted name it can be imported under."""
    found = {}
    for row in table("factories")["url"]:
        builder = UrlBuilder(row["name"], row["reads"] == "parts", tuple(row["parameters"]))
        found.update({path: builder for path in row["paths"]})
    return found
