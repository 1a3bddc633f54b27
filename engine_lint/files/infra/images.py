"""Container images that run a database server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table


@dataclass(frozen=True, slots=True)
class ByEnvironment:
    """An environment variable that an image reads: it sets one server variable, or holds a line of flags where ``variable`` is empty."""

    name: str
    images: re.Pattern[str]
    backend: str
    variable: str


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = table("server_images")["image"]
    return tuple((re.compile(f"(?:^|/)(?:{'|'.join([*map(re.escape, row['names']), *row['patterns']])})$"), row["backend"]) for row in rows)


@cache
def _by_environment() -> tuple[ByEnvironment, ...]:
    rows = table("server_images")["environment"]
    return tuple(ByEnvironment(row["name"], re.compile(row["images"]), row["backend"], row.get("variable", "")) for row in rows)


def backends_of_image(image: str) -> tuple[str, ...]:
    """The backend of the server that an image starts; empty for one that starts none that is known."""
    name = _name(image)
    return next(((backend,) for pattern, backend in _patterns() if pattern.search(name)), ())


def read_by_image(image: str) -> Mapping[str, ByEnvironment]:
    """The environment variables by which an image sets variables of its server, by name."""
    name = _name(image)
    return {each.name: each for each in _by_environment() if each.images.search(name)}


def _name(image: str) -> str:
    """An image's name in lower case, without tag and digest."""
    head, slash, last = image.strip().lower().partition("@")[0].rpartition("/")
    return head + slash + last.partition(":")[0]
