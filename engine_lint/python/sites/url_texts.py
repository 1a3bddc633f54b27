"""Where the texts of URLs with pool options stand in a module, and who else reads them. Worked out once per module."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import islice

from engine_lint.dataclass import dataclass
from engine_lint.model.place import Place
from engine_lint.python.queries import parameters
from engine_lint.python.scope import Module


@dataclass(frozen=True, slots=True)
class Named:
    """A name that is assigned a value at a place; ``is_open`` where other modules can read it."""

    name: str
    place: Place
    is_open: bool


class UrlTexts:
    """The literals of a module that hold parameters of some names, the names that they are assigned to, and how often each is read."""

    def __init__(self, module: Module, names: Collection[str]) -> None:
        self._literals: list[tuple[Place, frozenset[str]]] = []
        self._named: list[Named] = []
        self._composed: set[Place] = set()
        self.reads: Counter[str] = Counter()
        self._read(module, names)
        self._literals.sort(key=lambda each: each[0])
        self._named.sort(key=lambda each: each.place)
        self._starts = [place.span.start for place, _ in self._literals]
        self._assigned = [each.place.span.start for each in self._named]

    def _read(self, module: Module, names: Collection[str]) -> None:
        top = set(map(id, module.tree.body))
        for node in _outside_of_f_strings(module.tree):
            match node:
                case ast.JoinedStr() | ast.Constant(value=str()):
                    held = frozenset(name for name, _ in parameters(module.text(node))).intersection(names)
                    if held:
                        self._literals.append((module.place(node), held))
                case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
                    self.reads[name] += 1
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._named.append(Named(name, module.place(value), id(node) in top and not name.startswith("_")))
            if isinstance(node, (ast.JoinedStr, ast.BinOp)) or (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format"):
                self._composed.add(module.place(node))

    def is_composed(self, place: Place) -> bool:
        """Whether an f-string, a sum or a template stands at a place."""
        return place in self._composed

    def literal(self, around: Place, names: Collection[str]) -> Place | None:
        """The one literal within a place that holds parameters of some names; None where there are several."""
        found: list[Place] = []
        for place, held in islice(self._literals, bisect_left(self._starts, around.span.start), None):
            if place.span.start >= around.span.end or len(found) > 1:
                break
            if around.span.covers(place.span) and not held.isdisjoint(names):
                found.append(place)
        return found[0] if len(found) == 1 else None

    def name_of(self, literal: Place) -> Named | None:
        """The name that a value with the literal in it is assigned to."""
        at = bisect_right(self._assigned, literal.span.start) - 1
        return self._named[at] if at >= 0 and self._named[at].place.span.covers(literal.span) else None


def _outside_of_f_strings(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes; of f-strings only the expressions within them, not their pieces of text."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        children = list(ast.iter_child_nodes(node))
        pending += [each for each in children if not isinstance(each, ast.Constant)] if isinstance(node, ast.JoinedStr) else children
