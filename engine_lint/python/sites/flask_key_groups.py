"""The keys of a Flask config that concern the pool, in groups: those that are written under one condition, with the options in force there."""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.flask import ENGINE_OPTIONS as OPTIONS
from engine_lint.model.flask import KeyGroup
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier, Option
from engine_lint.python.conditions import Path
from engine_lint.python.dict_values import DictValue
from engine_lint.python.scope import Class, Module
from engine_lint.python.sites.namespaces import Namespace, namespaces
from engine_lint.python.targets import target_in
from engine_lint.python.values import Write
from engine_lint.python.views import in_force, narrowed, option

_POOL_KEYS = ("SQLALCHEMY_POOL_", "SQLALCHEMY_MAX_OVERFLOW")


@dataclass(frozen=True)
class KeyGroups:
    """Groups the keys of the namespaces of one module."""

    module: Module

    def groups(self, space: Namespace) -> Iterator[tuple[Path, KeyGroup]]:
        """The groups of a namespace, each with the path on which its keys are set."""
        grouped: dict[tuple[Path, Place | None], list[tuple[str, Write]]] = {}
        for key, log in space.entries.items():
            for write in log:
                grouped.setdefault((write.path, write.carrier.place if write.carrier else None), []).append((key, write))
        for (path, _), members in grouped.items():
            members.sort(key=lambda each: each[1].place or self.module.place(self.module.tree.body[0]))
            yield path, self._group(space, path, members)

    def _group(self, space: Namespace, path: Path, members: list[tuple[str, Write]]) -> KeyGroup:
        keys = tuple(option(key, write, path, False, write.place) for key, write in members if write.place is not None)
        statements = {key: write.statement for key, write in members if write.statement is not None}
        first = members[0][1]
        place = first.statement or first.place or keys[0].place
        carrier = first.carrier or Carrier(space.form, place, receiver=space.receiver)
        options_key, options_carrier, obstacle = self._options_for(space, path)
        subscripts, blocked = self._in_branch(space, path, members)
        if subscripts:
            options_carrier, obstacle = None, ""
        inherited = space.inherited(OPTIONS)
        spread = f"{inherited[1]}.{OPTIONS}" if inherited and options_key is None else ""
        repeated = tuple(key for key, write in members if write.hides is not None and self._is_nowhere_else(write.hides))
        return KeyGroup(keys, statements, carrier, options_key, options_carrier, spread, obstacle, subscripts, blocked, repeated)

    def _is_nowhere_else(self, place: Place) -> bool:
        """Whether a place in this module is none of another namespace, where the key is seen by itself."""
        return place.path == self.module.path and place not in self.module.once(_places)

    def _in_branch(self, space: Namespace, path: Path, members: list[tuple[str, Write]]) -> tuple[bool, str]:
        """Whether keys of a branch become items of a dict outside of it, and why they cannot move."""
        first = members[0][1]
        log = space.entries.get(OPTIONS)
        if space.cls is not None and not log and _has_dead_keys_above(space.cls):
            return False, "the keys of the base class have to move first"
        if not log:
            outer = [each for key, other in space.entries.items() if key.startswith(_POOL_KEYS) for each in other if each.path < path]
            return False, "the keys outside of this branch have to move first" if outer else ""
        write = in_force(log, path, False)
        if write is None or not write.path < path or write.place is None or first.place is None:
            return False, ""
        if first.carrier is not None:
            return False, f"{OPTIONS} is set outside of this branch"
        if first.place < write.place:
            return False, f"{OPTIONS} is set after this branch"
        return True, ""

    def _options_for(self, space: Namespace, path: Path) -> tuple[Option | None, Carrier | None, str]:
        log = space.entries.get(OPTIONS)
        if not log:
            return None, None, ""
        write, caution = in_force(log, path, False), ""
        narrower = [each for each in log if path < each.path]
        if len(log) == 1 and narrower:
            write, caution = narrower[0], f"{OPTIONS} is set only under a condition"
            path = write.path
        if write is None or write.place is None:
            return None, None, f"{OPTIONS} is set under another condition"
        value = narrowed(write.value, path, False)
        carrier = target_in(value, path) if isinstance(value, DictValue) else None
        found = option(OPTIONS, write, path, False, write.place)
        return found, carrier, caution if carrier else f"the dict in {OPTIONS} cannot be rewritten"


def _places(module: Module) -> frozenset[Place]:
    """Where the namespaces of a module set keys."""
    found = (write.place for space in namespaces(module) for log in space.entries.values() for write in log)
    return frozenset(place for place in found if place is not None)


def _has_dead_keys_above(cls: Class) -> bool:
    parents = [parent for parent in cls.lineage() if parent is not cls]
    return any(name.startswith(_POOL_KEYS) for parent in parents for name in parent.frame.names)
