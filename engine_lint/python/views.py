"""From what was written under paths to what holds on one path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from engine_lint.knowledge.client_flags import client_flag
from engine_lint.knowledge.pools import pool_class, pool_paths
from engine_lint.model.place import Place
from engine_lint.model.value import Construction, Known, OneOf, Option, Symbol, Unknown, Value
from engine_lint.python.conditions import ALWAYS, Conditions, Path, Split, contradicts, undecided
from engine_lint.python.dict_values import DictValue
from engine_lint.python.lookup import settle
from engine_lint.python.possibilities import seen_from
from engine_lint.python.values import (
    Absent,
    Abstract,
    Built,
    Choice,
    ClassValue,
    External,
    Function,
    Gated,
    Log,
    Opaque,
    Partial,
    Scalar,
    Sequence,
    Test,
    Text,
    Write,
)

MAX_PATHS = 24
MAX_DEPTH = 12
UNDECIDED = "it depends on too many conditions"
_POOL_WORDS = ("pool", "max_overflow", "creator", "async_creator", "strategy")

Result = TypeVar("Result")


def on_each_path(start: Path, compute: Callable[[Path, bool], Result], conditions: Conditions, dead: tuple[Path, ...] = ()) -> list[tuple[Path, Result]]:
    """Compute something on every path that makes a difference.

    Paths in ``dead`` are left out. ``compute`` raises ``Split`` where a condition decides; its second argument tells it not to, once there are too many paths.
    """
    pending: list[Path] = [start]
    found: list[tuple[Path, Result]] = []
    while pending:
        path = conditions.closed(pending.pop())
        if not conditions.is_consistent(path) or impossible(path, conditions) or any(each <= path for each in dead):
            continue
        strict = len(pending) + len(found) < MAX_PATHS
        try:
            found.append((path, compute(path, strict)))
        except Split as split:
            pending += [path | {(split.condition, False)}, path | {(split.condition, True)}]
    return found


def impossible(path: Path, conditions: Conditions) -> bool:
    """Whether the guards on a path rule out every backend."""
    allowed, refused = guarded_backends(path, conditions)
    return allowed is not None and not (allowed - refused)


def guarded_backends(path: Path, conditions: Conditions) -> tuple[frozenset[str] | None, frozenset[str]]:
    """The backends that a path's guards allow (None: any) and those that they rule out."""
    allowed: frozenset[str] | None = None
    refused: frozenset[str] = frozenset()
    for number, holds in path:
        guard = conditions[number].guard
        if guard is None:
            continue
        if holds:
            allowed = guard.backends if allowed is None else allowed & guard.backends
        elif guard.excludes:
            refused |= guard.backends
    return allowed, refused


def in_force(log: Log, path: Path, strict: bool = True) -> Write | None:
    """The write that holds on a path; None where nothing was written.

    Raises:
        Split: the path does not decide, and ``strict``.
    """
    for write in reversed(log):
        if contradicts(write.path, path):
            continue
        condition = undecided(write.path, path)
        if condition is None:
            return None if isinstance(write.value, Absent) else write
        if strict:
            raise Split(condition)
        return Write(path, Opaque(UNDECIDED), write.place, write.slot, write.carrier, write.statement)
    return None


def narrowed(value: Abstract, path: Path, strict: bool = True) -> Abstract:
    """A value on one path: gates and tests are decided.

    Raises:
        Split: the path does not decide, and ``strict``.
    """
    value = settle(value)
    if isinstance(value, Gated):
        for write in value.writes:
            if contradicts(write.path, path):
                continue
            condition = undecided(write.path, path)
            if condition is None:
                return narrowed(write.value, path, strict)
            if strict:
                raise Split(condition)
            return Opaque(UNDECIDED)
        return Absent()
    if isinstance(value, Test):
        return _decided(value, path, strict)
    return value


def _decided(test: Test, path: Path, strict: bool) -> Abstract:
    if contradicts(test.when_true, path) or test.when_false <= path:
        return Scalar(False, test.origin)
    if test.when_true <= path:
        return Scalar(True, test.origin)
    if not strict:
        return Opaque(UNDECIDED)
    condition = undecided(test.when_true, path)
    raise Split(condition if condition is not None else min(test.when_false)[0])


def model_value(value: Abstract, path: Path, strict: bool = True, slot: Place | None = None, depth: int = 0) -> Value:
    """A value on one path, in the model's words.

    Raises:
        Split: the path does not decide, and ``strict``.
    """
    value = narrowed(value, path, strict)
    match value:
        case Scalar(value=plain, origin=origin, said=said):
            return Known(plain, origin or slot, said)
        case Opaque(reason=reason, origin=origin, type_name=type_name):
            return Unknown(reason, origin or slot, type_name)
        case Choice(values=values, origin=origin):
            return _one_of([model_value(each, path, strict, slot) for each in values], origin or slot)
        case External(dotted=dotted, origin=origin):
            if (flag := client_flag(dotted)) is not None:
                return Known(flag, origin or slot)
            return Known(Symbol(dotted), origin or slot) if is_pool(dotted) else Unknown(f"{dotted} is not known", origin or slot)
        case Built() if is_pool(value.dotted):
            return Known(_construction(value, path, strict), value.origin or slot)
        case Partial(node=node):
            return Known(Construction(Symbol("functools.partial"), (), True, slot or _nowhere(node)), slot)
        case ClassValue(cls=cls):
            base = next((name for name in cls.external_bases() if is_pool(name)), "")
            return Known(Symbol(base), slot) if base else Unknown(f"the class {cls.name} is not followed", slot)
        case DictValue() if depth < MAX_DEPTH:
            return Known(_plain_dict(value, path, strict, depth + 1), slot or value.place)
        case Sequence(elements=elements, kind=kind, origin=origin):
            return _sequence(elements, "tuple" if depth and kind == "list" else kind, path, strict, origin or slot)
        case Text():
            return Unknown("only its start is known", value.origin or slot)
        case Function():
            return Unknown(f"{value.name}() is a function", slot)
        case _:
            return Unknown("it is an object", slot)


def _plain_dict(content: DictValue, path: Path, strict: bool, depth: int) -> dict[str, Value]:
    held = ((key, in_force(log, path, strict)) for key, log in content.entries.items())
    return {key: model_value(write.value, path, strict, depth=depth) for key, write in held if write is not None}


def _nowhere(node: object) -> Place:
    from engine_lint.model.place import FILE_START

    return Place("", FILE_START)


def _sequence(elements: tuple[Abstract, ...], kind: str, path: Path, strict: bool, origin: Place | None) -> Value:
    if kind != "tuple":
        return Unknown(f"it is a {kind}", origin)
    return Known(tuple(model_value(each, path, strict) for each in elements), origin)


def _one_of(values: list[Value], origin: Place | None) -> Value:
    flat: list[Known | Unknown] = []
    for value in values:
        for each in value.values if isinstance(value, OneOf) else (value,):
            if each not in flat:
                flat.append(each)
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat), origin)


def is_pool(dotted: str) -> bool:
    """Whether a dotted name is a SQLAlchemy pool class."""
    return dotted in pool_paths()


def _construction(value: Built, path: Path, strict: bool) -> Construction:
    known = pool_class(value.dotted)
    names = ("creator", *known.parameters) if known else ()
    place = value.origin or _nowhere(value.node)
    found: list[Option] = []
    for index, argument in enumerate(value.arguments.positional):
        name = names[index] if index < len(names) else f"*{index}"
        node_slot = _argument_place(value, index) or place
        found.append(Option(name, model_value(argument, path, strict, node_slot), node_slot, node_slot))
    keywords = value.arguments.keywords
    for key, log in keywords.entries.items():
        write = in_force(log, path, strict)
        if write is not None:
            found.append(option(key, write, path, strict, place))
    return Construction(Symbol(value.dotted), tuple(found), bool(keywords.unseen or value.arguments.more), place, value.callee)


def _argument_place(value: Built, index: int) -> Place | None:
    places = value.arguments.places
    return places[index] if index < len(places) else None


def option(name: str, write: Write, path: Path, strict: bool, otherwise: Place) -> Option:
    """A write as an option of the model."""
    slot = write.slot or write.place or otherwise
    return Option(
        name,
        model_value(write.value, path, strict, slot),
        write.place or otherwise,
        slot,
        write.carrier,
        write.read_from,
        write.is_parameter,
        write.slot_is_shared,
        write.name_place,
    )


def options_of(content: DictValue, path: Path, strict: bool, otherwise: Place, start: Path = ALWAYS) -> dict[str, Option]:
    """The options that a dict holds on one path; what concerns the pool is decided, the rest may stay open.

    Args:
        content: the dict.
        path: the path.
        strict: whether what concerns the pool has to be decided.
        otherwise: the place of options that have none of their own.
        start: what every path to the engine has in common.

    Raises:
        Split: the path does not decide about a pool option, and ``strict``.
    """
    found = {}
    for name, log in content.entries.items():
        concerns = strict and name.startswith(_POOL_WORDS)
        write = in_force(log, path, concerns)
        if write is not None:
            found[name] = replace(option(name, write, path, concerns, otherwise), is_conditional=_is_conditional(log, start))
    return found


def _is_conditional(log: Log, start: Path) -> bool:
    """Whether readers on one path may see another value than those on another."""
    writes = list(seen_from(log, start))
    return len(writes) > 1 or any(not each.path <= start or isinstance(settle(each.value), (Gated, Test)) for each in writes)


def is_complete(content: DictValue, path: Path, strict: bool) -> bool:
    """Whether every name that was spread into a dict is set on a path.

    Raises:
        Split: the path does not decide, and ``strict``.
    """
    return not any(isinstance(narrowed(value, path, strict), Absent) for where, value in content.needed if where <= path)


def unseen_in(content: DictValue, path: Path) -> list[Opaque]:
    """Why keys that cannot be seen may be in a dict on a path."""
    return [why for where, why in content.unseen if not contradicts(where, path)]
