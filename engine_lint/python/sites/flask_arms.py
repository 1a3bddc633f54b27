"""Flask configs of which one arm of an ``if`` sets options, and another names its database without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine_lint.knowledge.flask import ENGINE_OPTIONS
from engine_lint.model.engine import Engine
from engine_lint.python.sites.namespaces import Namespace, namespaces


def sets_options_alone(space: Namespace) -> bool:
    """Whether a module speaks of options nowhere but where a namespace, or a config class that has nothing to do with it, sets them."""
    text = space.module.source.text
    if "engine_options=" in text:
        return False
    spaces = [each for each in namespaces(space.module) if ENGINE_OPTIONS in each.entries and (each.cls is not None) == (space.cls is not None)]
    if any(space.cls in each.cls.lineage() for each in spaces if each.cls is not None and each.cls is not space.cls):
        return False
    places = {write.place for each in spaces for write in each.entries[ENGINE_OPTIONS]}
    return text.count(ENGINE_OPTIONS) == len(places)


def alike(engines: Sequence[Engine]) -> Iterator[Engine]:
    """Engines of one config: what all of them lack is one cause."""
    yield from (replace(each, in_arms=engines[0].site.place) for each in engines)
