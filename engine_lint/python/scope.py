"""Modules, classes and frames while they are read."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from engine_lint.dataclass import dataclass
from engine_lint.model.place import Place, Position, Span
from engine_lint.model.source import Source
from engine_lint.python.attribute_uses import OnSelf
from engine_lint.python.conditions import ALWAYS, Path
from engine_lint.python.fallbacks import fallbacks, may_hold
from engine_lint.python.possibilities import read
from engine_lint.python.values import Abstract, Function, Instance, Log, Opaque, Write, record
from engine_lint.python.walking import walk

if TYPE_CHECKING:
    from engine_lint.python.project import Project

Answer = TypeVar("Answer")
MAX_LINEAGE = 100
"""More classes than that are not looked through for what one inherits."""


@dataclass(eq=False)
class Module:
    """A parsed module. ``dotted`` is its name within its import root (``app.db``); ``is_package`` tells ``__init__.py``."""

    source: Source
    tree: ast.Module
    dotted: str
    is_package: bool
    project: Project
    frame: Frame = field(init=False)
    is_ascii: bool = field(init=False)
    executed: bool = False
    star_imports: list[str] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    _places: dict[ast.AST, Place] = field(default_factory=dict)
    _spans: dict[ast.AST, Span] = field(default_factory=dict)
    _answers: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frame = Frame(module=self)
        self.is_ascii = self.source.text.isascii()

    @cached_property
    def fallbacks(self) -> frozenset[ast.expr]:
        """The empty dicts that only stand in for one that was not given."""
        return fallbacks(self.nodes) if may_hold(self.source.text) else frozenset()

    @cached_property
    def nodes(self) -> Mapping[type[ast.AST], Sequence[Any]]:
        """Its nodes by type, each in the order in which ``walk`` gives them; walking a large tree for each question would cost more than all else."""
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in walk(self.tree):
            found.setdefault(type(node), []).append(node)
        return found

    @cached_property
    def main_guard(self) -> tuple[int, int]:
        """First and last line of ``if __name__ == "__main__":``; zeros where there is none."""
        for statement in self.tree.body:
            if isinstance(statement, ast.If) and isinstance(statement.test, ast.Compare) and "__name__" in self.text(statement.test):
                return statement.lineno, statement.end_lineno or statement.lineno
        return 0, 0

    @cached_property
    def on_self(self) -> OnSelf:
        """The attributes that its methods look up and assign on their objects."""
        return OnSelf(self.nodes.get(ast.Attribute, ()))

    def once(self, question: Callable[..., Answer], *about: Any) -> Answer:
        """The answer to a question about the module, worked out once. It goes with the module, which a cache elsewhere would keep alive."""
        key = (question, *about)
        if key not in self._answers:
            self._answers[key] = question(self, *about)
        answer: Answer = self._answers[key]
        return answer

    @property
    def path(self) -> str:
        """The file."""
        return self.source.path

    def place(self, node: ast.AST) -> Place:
        """Where a node stands."""
        found = self._places.get(node)
        if found is None:
            found = self._places[node] = self.source.place(self.span(node))
        return found

    def span(self, node: ast.AST) -> Span:
        """The span of a node, in code points."""
        found = self._spans.get(node)
        if found is None:
            start = self._position(node.lineno, node.col_offset)  # type: ignore[attr-defined]
            end = self._position(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
            found = self._spans[node] = Span(start, end)
        return found

    def _position(self, line: int, byte_column: int) -> Position:
        if self.is_ascii:
            return Position(line, byte_column + 1)
        text = self.source.line(line)
        if text.isascii():
            return Position(line, byte_column + 1)
        return Position(line, len(text.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore")) + 1)

    def text(self, node: ast.AST) -> str:
        """The source of a node."""
        return self.source.at(self.span(node))


@dataclass(eq=False)
class Class:
    """A class of the project: its body's names and its bases."""

    node: ast.ClassDef
    module: Module
    frame: Frame
    bases: tuple[Abstract, ...]
    prototype: Instance | None = None
    """The ``self`` that its methods are read with."""
    constructed: bool = False
    """Whether a call was seen that makes an object of it."""
    _lineage: tuple[Class, ...] = ()

    @property
    def name(self) -> str:
        """The class's own name."""
        return self.node.name

    def lineage(self) -> tuple[Class, ...]:
        """The class and its bases within the project, in the order in which Python looks through them; the nearest ``MAX_LINEAGE``."""
        pending, begun = [self], {self}
        while not self._lineage:
            cls = pending[-1]
            parents = [each for each in cls.module.project.classes_of(cls.bases) if each is not cls]
            missing = [each for each in parents if not each._lineage and each not in begun]
            if missing:
                pending += missing
                begun.update(missing)
                continue
            lines = [list(each._lineage or (each,)) for each in parents]
            merged = _merged([*lines, parents]) if len(lines) != 1 else lines[0]
            cls._lineage = (cls, *islice(merged, MAX_LINEAGE))
            pending.pop()
        return self._lineage

    def external_bases(self) -> Iterator[str]:
        """Dotted names of the bases outside the project."""
        for cls in self.lineage():
            yield from cls.module.project.external_names(cls.bases)

    def attribute(self, name: str, path: Path) -> Abstract | None:
        """A class attribute, looked up through the bases."""
        found = self.find(name, path)
        return found[0] if found else None

    def find(self, name: str, path: Path, after: Class | None = None) -> tuple[Abstract, Class] | None:
        """A class attribute with the class that sets it; only those behind ``after`` are looked at, if it is given."""
        line = self.lineage()
        start = line.index(after) + 1 if after in line else 0
        for cls in line[start:]:
            log = cls.frame.names.get(name)
            if log:
                return read(log, path) or Opaque(f"{cls.name}.{name} is not set on this path"), cls
        return None


@dataclass(frozen=True, slots=True)
class Way:
    """How execution came to a place.

    ``calls`` are the calls of project functions that led there, the outermost first, with the ``modules`` they stand in. ``entry`` is
    the function that was run by itself at the start, None where a module's own statements were; ``by_default`` tells that its
    parameters had their defaults, and not anything a caller may pass. ``implied`` tells that a method was run because its object was made, though
    nobody was seen to call it.
    """

    calls: tuple[ast.Call, ...] = ()
    modules: tuple[Module, ...] = ()
    entry: Function | None = None
    by_default: bool = False
    implied: bool = False

    def through(self, node: ast.Call, module: Module) -> Way:
        """The way on through one more call."""
        return replace(self, calls=(*self.calls, node), modules=(*self.modules, module))


def _merged(lines: list[list[Class]]) -> Iterator[Class]:
    """The C3 order of several orders; where there is none, the first of each in turn."""
    lines = [line for line in lines if line]
    while lines:
        heads = [line[0] for line in lines]
        head = next((each for each in heads if not any(each in line[1:] for line in lines)), heads[0])
        yield head
        lines = [rest for line in lines if (rest := [each for each in line if each is not head])]


_frames = iter(range(1 << 62))


@dataclass(eq=False)
class Frame:
    """The names of a running module, class body or function call.

    ``path`` is the path that execution is on; ``way`` how it came here; ``returns`` what was returned so far.
    """

    module: Module
    parent: Frame | None = None
    kind: str = "module"
    names: dict[str, Log] = field(default_factory=dict)
    path: Path = ALWAYS
    way: Way = field(default_factory=Way)
    function: Function | None = None
    returns: list[Write] = field(default_factory=list)
    dead: list[Path] = field(default_factory=list)
    """Paths that ended in a return or raise: what comes later never runs on them."""
    globals: set[str] = field(default_factory=set)
    parameters: dict[str, Place] = field(default_factory=dict)
    """Where the expressions stand that parameters got their values from: a caller's argument, or the default."""
    number: int = field(default_factory=lambda: next(_frames))
    depth: int = 0
    statement: ast.stmt | None = None

    def assign(self, name: str, value: Abstract, place: Place | None = None, slot: Place | None = None, statement: Place | None = None) -> None:
        """Bind a name on the current path."""
        target = self.module.frame if name in self.globals else self
        record(target.names.setdefault(name, []), Write(self.path, value, place=place, slot=slot, statement=statement))

    def lookup(self, name: str) -> Abstract | None:
        """The value of a name as Python's scoping finds it: here, enclosing functions, module. None where unbound."""
        frame: Frame | None = self
        while frame is not None:
            if frame is self or frame.kind != "class":
                value = read(frame.names.get(name, []), self.path)
                if value is not None:
                    return value
            frame = frame.parent
        return None
