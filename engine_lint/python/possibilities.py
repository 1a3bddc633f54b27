"""What a value may be: writes that a reader may see, gates and choices, one by one and together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from engine_lint.model.place import Place
from engine_lint.python.conditions import ALWAYS, Path, contradicts
from engine_lint.python.dict_values import DictValue
from engine_lint.python.values import Abstract, Choice, External, Gated, Imported, Later, Log, Opaque, Scalar, Sequence, Test, Text, Write

MAX_ALTERNATIVES = 24
"""A value with more possibilities than this is unknown; keeps hostile input from growing without bound."""


def seen_from(log: Log, path: Path) -> Iterator[Write]:
    """The writes that a reader on ``path`` may see, the newest first, ending with one that is certain."""
    for write in reversed(log):
        if contradicts(write.path, path):
            continue
        yield write
        if write.path <= path:
            return


def read(log: Log, path: Path) -> Abstract | None:
    """The value that a reader on ``path`` sees, gated where it depends on conditions; None where nothing was written."""
    if not log:
        return None
    if log[-1].path <= path and not contradicts(log[-1].path, path):
        return log[-1].value
    writes = tuple(seen_from(log, path))
    if not writes:
        return None
    if len(writes) == 1 and writes[0].path <= path:
        return writes[0].value
    return gate(writes)


def alternatives(value: Abstract, path: Path = ALWAYS) -> Iterator[tuple[Path, Abstract]]:
    """The possible values of gates, choices and tests, with the path of each."""
    match value:
        case Gated(writes=writes):
            for write in writes:
                if not contradicts(write.path, path):
                    yield from alternatives(write.value, path | write.path)
        case Choice(values=values):
            for each in values:
                yield from alternatives(each, path)
        case Test(when_true=when_true, when_false=when_false, origin=origin):
            if not contradicts(when_true, path):
                yield path | when_true, Scalar(True, origin)
            if not contradicts(when_false, path):
                yield path | when_false, Scalar(False, origin)
        case Later() | Imported():
            from engine_lint.python.lookup import settle

            yield from alternatives(settle(value), path)
        case _:
            yield path, value


def beside_default(value: Abstract, unknown: Opaque) -> Opaque:
    """Something unknown among the possibilities of a value: where a known dict is among them too, that is a default which it may replace."""
    has_default = isinstance(value, Choice) and any(isinstance(each, DictValue) for each in value.values)
    return replace(unknown, instead=True) if has_default and not unknown.parameter else unknown


def default_of(value: Abstract) -> tuple[Abstract, str]:
    """The one dict among the possibilities of a value, and the reason why another may come in its place; the value itself where it is no such choice."""
    if isinstance(value, Choice):
        dicts = [each for each in value.values if isinstance(each, DictValue)]
        unknown = [each for each in value.values if isinstance(each, Opaque) and not each.parameter]
        if len(dicts) == 1 and unknown and len(value.values) == len(unknown) + 1:
            return dicts[0], unknown[0].reason
    return value, ""


def disjoint(value: Abstract, path: Path = ALWAYS) -> Iterator[tuple[Path, Abstract]]:
    """As ``alternatives``, on paths of which no two can be taken together: an older value only where no newer one hides it."""
    if isinstance(value, (Later, Imported)):
        from engine_lint.python.lookup import settle

        value = settle(value)
    if isinstance(value, Choice):
        for each in value.values:
            yield from disjoint(each, path)
    elif isinstance(value, Gated):
        open_paths = [path]
        for write in value.writes:
            remaining: list[Path] = []
            for there in open_paths:
                if contradicts(write.path, there):
                    remaining.append(there)
                    continue
                yield from disjoint(write.value, there | write.path)
                remaining += _without(there, write.path)
            open_paths = remaining if len(remaining) <= MAX_ALTERNATIVES else [path]
    else:
        yield from alternatives(value, path)


def _without(path: Path, taken: Path) -> Iterator[Path]:
    """The parts of a path on which another is not taken."""
    for condition in sorted(taken - path):
        yield path | {(condition[0], not condition[1])}
        path |= {condition}


def choose(values: Iterable[Abstract], origin: Place | None = None) -> Abstract:
    """A choice between values, flat; unknown where there are too many."""
    flat: list[Abstract] = []
    for value in values:
        flat.extend(each for each in (value.values if isinstance(value, Choice) else (value,)) if each not in flat)
    if len(flat) == 1:
        return flat[0]
    return _bounded(Choice(tuple(flat), origin), flat)


def gate(writes: Iterable[Write], origin: Place | None = None) -> Abstract:
    """Values under paths, the newest first; unknown where there are too many."""
    found = tuple(writes)
    return _bounded(Gated(found, origin), [write.value for write in found])


def _bounded(value: Abstract, parts: list[Abstract]) -> Abstract:
    if sum(_leaves(part) for part in parts) <= MAX_ALTERNATIVES:
        return value
    return Opaque("it has too many possible values", parameter=any(isinstance(part, Opaque) and part.parameter for part in parts))


def _leaves(value: Abstract) -> int:
    match value:
        case Gated(writes=writes):
            return sum(_leaves(write.value) for write in writes)
        case Choice(values=values):
            return sum(_leaves(each) for each in values)
        case Test():
            return 2
        case _:
            return 1


def mapped(function: Callable[[Abstract], Abstract], value: Abstract) -> Abstract:
    """What a function makes of each possible value, under the same paths."""
    match value:
        case Gated(writes=writes, origin=origin):
            return gate([replace(write, value=mapped(function, write.value)) for write in writes], origin)
        case Choice(values=values, origin=origin):
            return choose([mapped(function, each) for each in values], origin)
        case Later() | Imported():
            from engine_lint.python.lookup import settle

            return mapped(function, settle(value))
        case _:
            return function(value)


def with_origin(value: Abstract, origin: Place) -> Abstract:
    """The value, with an origin where it has none yet."""
    if isinstance(value, (Scalar, Text, External, Opaque, Sequence, Choice, Gated, Test)) and value.origin is None:
        return replace(value, origin=origin)
    return value
