"""JSON with the place of every value, so that a text can be changed without writing the rest anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

_TOKEN = expression(r'[\[\]{},"]|[^\s\[\]{},:"]+')


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands in the text; ``end`` is exclusive."""

    start: int
    end: int
    value: Value

    @property
    def members(self) -> Mapping[str, Node]:
        """The members of an object; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of an array; none for anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def text(self) -> str:
        """The string; empty for anything else."""
        return self.value if isinstance(self.value, str) else ""

    def at(self, *names: str) -> Node | None:
        """The value that some names lead to, one object after another; None where one of them is missing."""
        node: Node | None = self
        for name in names:
            node = node.members.get(name) if node is not None else None
        return node


Value: TypeAlias = "dict[str, Node] | tuple[Node, ...] | str | int | float | bool | None"


@dataclass(slots=True)
class _Open:
    """An object or array whose end was not read yet; ``name`` is the member that is being read."""

    start: int
    sign: str
    items: list[Node]
    members: dict[str, Node]
    name: str | None = None

    def take(self, node: Node) -> None:
        if self.sign == "[":
            self.items.append(node)
        elif self.name is None:
            self.name = node.text
        else:
            self.members[self.name] = node
            self.name = None


def read_json(text: str) -> Node:
    """The value that a JSON text is.

    Raises:
        json.JSONDecodeError: it is none.
        RecursionError: it is nested too deeply.
    """
    json.loads(text)  # refuses what is not JSON, so that the walk below can take its order for granted
    decoder = json.JSONDecoder()
    root = _Open(0, "[", [], {})
    stack = [root]
    position = 0
    while (match := _TOKEN.search(text, position)) is not None:
        sign, start, position = match.group(), match.start(), match.end()
        if sign in "[{":
            stack.append(_Open(start, sign, [], {}))
        elif sign in "]}":
            done = stack.pop()
            stack[-1].take(Node(done.start, position, tuple(done.items) if sign == "]" else done.members))
        elif sign != ",":
            value, position = decoder.raw_decode(text, start)
            stack[-1].take(Node(start, position, value))
    return root.items[0]
