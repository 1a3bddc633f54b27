"""What a loop or comprehension goes through: sequences, dicts and their views, element by element."""

from __future__ import annotations

from engine_lint.dataclass import dataclass
from engine_lint.python.conditions import Path, contradicts
from engine_lint.python.dict_values import DictValue, View
from engine_lint.python.possibilities import disjoint, seen_from
from engine_lint.python.values import Absent, Abstract, Opaque, Scalar, Sequence, Write


@dataclass(frozen=True, slots=True)
class Element:
    """One element with the path on which it is there; ``write`` is the dict entry that it shows, if it is one."""

    path: Path
    value: Abstract
    write: Write | None = None


@dataclass(frozen=True, slots=True)
class Elements:
    """All elements that can be seen, and why there may be others."""

    seen: tuple[Element, ...]
    unseen: tuple[tuple[Path, Opaque], ...] = ()


def elements_of(source: Abstract, path: Path) -> Elements | None:
    """The elements of something that is iterated over; None where they cannot be told."""
    seen: list[Element] = []
    unseen: list[tuple[Path, Opaque]] = []
    for where, each in disjoint(source, path):
        match each:
            case Sequence(elements=elements):
                seen += [Element(where, element) for element in elements]
            case DictValue() | View():
                view = each if isinstance(each, View) else View(each, "keys")
                seen += _entries(view, where)
                unseen += [(there | where, why) for there, why in view.content.unseen if not contradicts(there, where)]
            case _:
                return None
    return Elements(tuple(seen), tuple(unseen))


def _entries(view: View, path: Path) -> list[Element]:
    found = []
    for key, log in view.content.entries.items():
        writes = list(seen_from(log, path))
        for write in reversed(writes):
            there = _where(write, writes, path)
            if there is not None:
                found.append(Element(there, _shown(view.kind, key, write.value), write))
    return found


def _shown(kind: str, key: str, value: Abstract) -> Abstract:
    if kind == "values":
        return value
    return Sequence((Scalar(key), value), "tuple") if kind == "items" else Scalar(key)


def _where(write: Write, writes: list[Write], path: Path) -> Path | None:
    """The path on which an entry is there: its own, without those of single conditions on which it was removed later."""
    if isinstance(write.value, Absent):
        return None
    there = path | write.path
    for later in writes[: writes.index(write)]:
        rest = later.path - there
        if isinstance(later.value, Absent) and len(rest) == 1:
            (number, holds) = next(iter(rest))
            there |= {(number, not holds)}
    return there
