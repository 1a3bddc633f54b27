"""Nested configuration as text has it: values with places, tables with members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from engine_lint.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A value between two indices of the text.

    ``value`` is the plain Python value of what is no table. ``members`` are those of a table, in order; None for other values.
    ``elements`` are those of an array. ``implied`` tells a table that is written nowhere itself: others lie in it.
    """

    start: int
    end: int
    value: object = None
    members: tuple[Member, ...] | None = None
    elements: tuple[Node, ...] = field(default=())
    implied: bool = False

    def member(self, key: str) -> Member | None:
        """The last member of that name, which is the one that counts."""
        return next((each for each in reversed(self.members or ()) if each.key == key), None)

    def tables(self) -> Iterator[Node]:
        """The table itself and those within it."""
        if self.members is not None:
            yield self
        for each in (*(member.value for member in self.members or ()), *self.elements):
            yield from each.tables()


@dataclass(frozen=True, slots=True)
class Member:
    """``key: value`` between two indices; ``start`` is where the key starts."""

    key: str
    start: int
    key_end: int
    value: Node

    @property
    def end(self) -> int:
        """Where the value ends."""
        return self.value.end


def plain(node: Node) -> object:
    """A node as Python values."""
    if node.members is not None:
        return {member.key: plain(member.value) for member in node.members}
    return [plain(each) for each in node.elements] if isinstance(node.value, list) else node.value
