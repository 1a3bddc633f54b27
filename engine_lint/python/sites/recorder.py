"""What was found while modules ran: calls of engine factories, of other libraries that make engines, of Flask-SQLAlchemy's extension."""

from __future__ import annotations

import ast
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.factories import factories
from engine_lint.knowledge.flask import pool_hooks
from engine_lint.knowledge.pools import pool_paths
from engine_lint.knowledge.third_party import handing_over, makers
from engine_lint.python.conditions import Path
from engine_lint.python.lookup import settle
from engine_lint.python.scope import Class, Frame, Module, Way
from engine_lint.python.sites.late_options import LateWrite, application_in, extension_reads
from engine_lint.python.values import Abstract, Arguments, Built, ClassValue, External, Instance

EXTENSIONS = frozenset(
    {
        "flask_sqlalchemy.SQLAlchemy",
        "flask_sqlalchemy.extension.SQLAlchemy",
        "flask_appbuilder.SQLA",
        "flask_appbuilder.models.sqla.SQLA",
    }
)


@dataclass(frozen=True, eq=False)
class EngineCall:
    """One execution of a call that makes an engine.

    ``factory`` is the canonical dotted name of an engine factory or of another library's maker, ``callee`` what stands in the
    code; ``way`` how execution came here. ``dead`` are paths that ended before the call.
    """

    factory: str
    callee: str
    arguments: Arguments
    node: ast.Call
    module: Module
    path: Path
    way: Way
    function: ast.AST | None
    statement: ast.stmt | None
    dead: tuple[Path, ...]
    cut_short: bool = False
    """By then functions were not followed any more, so that its options may be others."""

    @property
    def reporter(self) -> Module:
        """The module in which the outermost call stands."""
        return self.way.modules[0] if self.way.modules else self.module

    def seen_from(self, level: int) -> EngineCall:
        """The same execution, looked at from the last ``level`` of the calls that led here."""
        if level == len(self.way.calls):
            return self
        cut = len(self.way.calls) - level
        return replace(self, way=replace(self.way, calls=self.way.calls[cut:], modules=self.way.modules[cut:]))


@dataclass(frozen=True, eq=False)
class ExtensionCall:
    """``SQLAlchemy(..., engine_options=...)`` of Flask-SQLAlchemy or a subclass."""

    callee: str
    arguments: Arguments
    node: ast.Call
    module: Module
    path: Path


@dataclass(frozen=True, eq=False)
class HookAssignment:
    """``SQLAlchemy.apply_pool_defaults = function``: a pool hook of the extension, its class or an object of it, is replaced."""

    name: str
    value: Abstract
    statement: ast.stmt
    module: Module
    path: Path


class Recorder:
    """Collects sites in the order in which they are met."""

    def __init__(self) -> None:
        self.calls: list[EngineCall] = []
        self.extensions: list[ExtensionCall] = []
        self.hooks: list[HookAssignment] = []
        self.late: list[LateWrite] = []
        self.one_shot: dict[tuple[ast.Call, ast.Call | None], bool] = {}
        """Whether the engine of a call is used once, by the call and the outermost of those that led there."""

    @property
    def size(self) -> int:
        """How much was found so far."""
        return len(self.calls) + len(self.extensions) + len(self.hooks) + len(self.late)

    def factory_of(self, dotted: str) -> str:
        """The canonical name of what makes an engine; empty for everything else."""
        found = factories().get(dotted) or makers().get(dotted)
        return found.name if found is not None else ""

    def handed_over(self, arguments: Arguments, node: ast.Call, frame: Frame) -> None:
        """Look at ``add_middleware(Class, ...)`` and the like, which call a class with their own keywords."""
        callee = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        if callee in handing_over() and arguments.positional:
            first = settle(arguments.positional[0])
            maker = makers().get(first.dotted) if isinstance(first, External) else None
            if maker is not None and callee in maker.handed_to:
                rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.places[1:], arguments.more)
                self.factory(maker.name, rest, node, frame, frame.module.text(node.args[0]))

    def star_import(self, dotted: str, name: str) -> Abstract | None:
        """A name that ``from dotted import *`` of a known library brings; None for names that it does not."""
        full = f"{dotted}.{name}"
        if full in factories() or full in makers() or full in pool_paths() or full in EXTENSIONS:
            return External(full)
        return None

    def factory(self, canonical: str, arguments: Arguments, node: ast.Call, frame: Frame, callee: str = "") -> Abstract:
        """Record a call that makes an engine; the result is the engine, or what holds it."""
        self.calls.append(
            EngineCall(
                canonical,
                callee or frame.module.text(node.func),
                arguments,
                node,
                frame.module,
                frame.path,
                frame.way,
                frame.function.node if frame.function else None,
                frame.statement,
                tuple(frame.dead),
                frame.module.project.budget.cut_short,
            )
        )
        return Built(canonical, arguments, node, frame.module.place(node))

    def external_call(self, dotted: str, arguments: Arguments, node: ast.Call, frame: Frame) -> None:
        """Look at a call of something external."""
        if dotted in EXTENSIONS:
            self._extension(arguments, node, frame)

    def constructed(self, cls: Class, arguments: Arguments, node: ast.Call, frame: Frame) -> None:
        """Look at the construction of a project class, which may be a subclass of the extension."""
        if any(base in EXTENSIONS for base in cls.external_bases()):
            self._extension(arguments, node, frame)

    def _extension(self, arguments: Arguments, node: ast.Call, frame: Frame) -> None:
        self.extensions.append(ExtensionCall(frame.module.text(node.func), arguments, node, frame.module, frame.path))
        extension_reads(application_in(node), node, frame)

    def attribute_set(self, owner: Abstract, name: str, value: Abstract, statement: ast.stmt, frame: Frame) -> None:
        """Look at an assignment to an attribute, which may replace a pool hook of the extension."""
        if name in pool_hooks() and is_extension(owner):
            self.hooks.append(HookAssignment(name, settle(value), statement, frame.module, frame.path))


def is_extension(value: Abstract) -> bool:
    """Whether a value is Flask-SQLAlchemy's extension: its class, a subclass, or an object of one."""
    match value:
        case External(dotted=dotted) | Built(dotted=dotted):
            return dotted in EXTENSIONS
        case ClassValue(cls=cls) | Instance(cls=cls):
            return any(base in EXTENSIONS for base in cls.external_bases())
        case _:
            return False
