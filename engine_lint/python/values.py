"""What expressions come to while a module is read: abstract values, finer than the model's ``Value``."""

from __future__ import annotations

import ast
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.model.place import Place
from engine_lint.model.value import Carrier
from engine_lint.python.conditions import ALWAYS, Path

if TYPE_CHECKING:
    from engine_lint.python.dict_values import DictValue, View
    from engine_lint.python.library_objects import Namespace
    from engine_lint.python.scope import Class, Frame, Module

MAX_WRITES = 20
"""A name or key with more conditional writes than this is called unknown; keeps hostile input linear."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A plain Python value: str, int, float, bool, None, bytes, timedelta."""

    value: Any
    origin: Place | None = None
    said: str = ""
    """For a truth value made of a string: the string."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string of which only the start is known."""

    start: str
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class External:
    """Something of another library, by dotted name."""

    dotted: str
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A type annotation, and the frame that its names are looked up in."""

    annotation: ast.expr
    frame: Frame


@dataclass(frozen=True, slots=True)
class Opaque:
    """Nothing is known, for a reason. ``parameter`` tells that a caller decides; ``type_name`` is the type if that is sure.

    ``instead`` tells, of further keys of a dict, that they come in the place of known ones: those are only a default.
    """

    reason: str
    origin: Place | None = None
    parameter: bool = False
    type_name: str = ""
    instead: bool = False
    missing: bool = False
    """There surely is no such attribute: a default takes its place."""
    declared: Declaration | None = None
    """The type that a parameter or field is declared with, for attributes of what it holds."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the project, with the frame that it was defined in, and ``self`` where it is bound."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame
    receiver: Instance | Class | None = None
    owner: Class | None = None

    @property
    def name(self) -> str:
        """The function's name."""
        return getattr(self.node, "name", "lambda")


@dataclass(eq=False, slots=True)
class Instance:
    """An object of a class of the project. ``attributes`` are what its methods set on ``self``."""

    cls: Class
    attributes: dict[str, Log] = field(default_factory=dict)
    built_by_caller: bool = False
    open: bool = False
    """It was made with arguments that cannot be seen."""
    defaults: dict[str, DictValue] = field(default_factory=dict)
    """Its own copies of dicts that are defaults of fields."""


@dataclass(frozen=True, slots=True)
class Super:
    """``super()``: an object or class, looked at from above one of its classes."""

    receiver: Instance | ClassValue
    above: Class


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a call of something external: ``QueuePool(creator)``, ``Flask(__name__)``."""

    dotted: str
    arguments: Arguments
    node: ast.Call
    origin: Place | None = None
    callee: Place | None = None


@dataclass(frozen=True, slots=True)
class Partial:
    """``functools.partial(function, ...)``."""

    function: Abstract
    arguments: Arguments
    node: ast.Call


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, tuple or set display with known elements."""

    elements: tuple[Abstract, ...]
    kind: str = "list"
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A boolean that depends on conditions: true on the one path, false on the other."""

    when_true: Path
    when_false: Path
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class Gated:
    """Several values, each under its path, the newest first."""

    writes: tuple[Write, ...]
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Several values without a condition to tell them apart: an environment default, and what the environment says."""

    values: tuple[Abstract, ...]
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """The result of calling a project function, worked out when somebody asks."""

    function: Function
    arguments: Arguments
    path: Path
    depth: int
    memo: list[Abstract] = field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class Imported:
    """A name imported from a module, looked up when somebody asks."""

    module: str
    name: str
    importer: Module


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module of the project as a value."""

    module: Module


@dataclass(frozen=True, slots=True)
class ClassValue:
    """A class of the project as a value."""

    cls: Class


@dataclass(frozen=True, slots=True)
class Write:
    """One assignment: the value and the path under which it happened; for options also where it stands."""

    path: Path
    value: Abstract
    place: Place | None = None
    slot: Place | None = None
    carrier: Carrier | None = None
    statement: Place | None = None
    read_from: str = ""
    """The name of the setting that the value is read from, as in the model's ``Option``."""
    is_parameter: bool = False
    """That name is one of a parameter of the function around."""
    slot_is_shared: bool = False
    """The key is computed: the same text sets other keys too."""
    is_default: bool = False
    """Written by ``setdefault``: another value may be there before."""
    name_place: Place | None = None
    """The expression of the key, where it is a literal of its own."""
    hides: Place | None = field(default=None, compare=False)
    """Where the same was written before, so that this would come back if this write went."""


Log: TypeAlias = "list[Write]"
"""Writes in the order of execution; a later one hides those on its path."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A key that was removed."""

    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """A call's arguments: positional values, keywords as a dict, and why further positional ones may come."""

    positional: tuple[Abstract, ...]
    keywords: DictValue
    places: tuple[Place, ...] = ()
    more: str = ""


Abstract: TypeAlias = (
    "Scalar | Text | External | Opaque | Function | Instance | Super | Built | Partial | Sequence | Test | Gated | Choice"
    " | Later | Imported | ModuleValue | ClassValue | DictValue | View | Namespace | Absent"
)


def record(log: Log, write: Write) -> None:
    """Append a write and forget those that it hides on every path."""
    if log:
        last = log[-1]
        if last.place is not None and write.place is not None and last.place != write.place and write.path <= last.path:
            write = replace(write, hides=last.place)
        log[:] = [old for old in log if not write.path <= old.path]
        if len(log) >= MAX_WRITES:
            log[:] = [Write(ALWAYS, Opaque("it is assigned in too many places"))]
    log.append(write)
