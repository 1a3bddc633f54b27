"""Poolers, which stand between the pools of an application and the server."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from engine_lint.knowledge.tables import table
from engine_lint.model.timeout import IdleTimeout


@cache
def _platforms() -> frozenset[str]:
    return frozenset(name for row in table("poolers")["pooler"] for name in row["platforms"])


@cache
def pooler_images() -> frozenset[str]:
    """The names of container images that run a pooler, without registry and tag."""
    return frozenset(name for row in table("poolers")["pooler"] for name in row["images"])


def named_pooler(platforms: Iterable[IdleTimeout]) -> bool:
    """Whether one of the platforms that the settings name is a pooler."""
    return any(each.timer.partition(":")[2] in _platforms() for each in platforms)
