"""What a fix does, said in options and never in syntax. The carriers write it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.place import Place, Span
    from engine_lint.model.value import Carrier


@dataclass(frozen=True, slots=True)
class Moved:
    """The text that stands at ``place`` now, to be written somewhere else."""

    place: Place


@dataclass(frozen=True, slots=True)
class Code:
    """New source text put together from literal pieces and moved ones: ``Code(("int(", Moved(slot), ")"))``."""

    pieces: tuple[str | Moved, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """A dict of options to be written as a new value: ``{"pool_size": 5}``, or ``dict(base, ...)`` style where local style asks.

    ``spread`` is the text of a dict that is spread first (``**Base.SQLALCHEMY_ENGINE_OPTIONS``), or empty; with ``spread_wins`` it comes last.
    """

    entries: tuple[tuple[str, Code], ...]
    spread: str = ""
    spread_wins: bool = False


NewValue: TypeAlias = Code | Options


@dataclass(frozen=True, slots=True)
class SetOption:
    """Give ``name`` a value: replace the one that stands in the carrier, else add it (last, before a ``**`` splat in calls)."""

    carrier: Carrier
    name: str
    value: NewValue
    carried: tuple[Place, ...] = ()
    """Statements whose comments come along to the new option."""
    as_default: bool = False
    """In a dict: before what is spread in at its end, which wins."""
    within: tuple[Carrier, ...] = field(default=(), compare=False)
    """What the carrier flows into: the same option there makes this one needless."""


@dataclass(frozen=True, slots=True)
class DropOption:
    """Take ``name`` out of the carrier, its comma and, where it had a line to itself, its line included."""

    carrier: Carrier
    name: str


@dataclass(frozen=True, slots=True)
class RenameOption:
    """Give the option ``old`` of the carrier another name and, if ``value`` is given, another value."""

    carrier: Carrier
    old: str
    new: str
    value: NewValue | None = None


@dataclass(frozen=True, slots=True)
class ReplaceValue:
    """Write another expression at ``place``, parenthesised if it binds looser than its surroundings need."""

    place: Place
    value: NewValue


@dataclass(frozen=True, slots=True)
class DeleteStatement:
    """Remove the statement at ``place`` with its line; ``pass`` stays behind where a block would be empty.

    Comments on and directly above it are lost unless a ``SetOption`` carries them.
    """

    place: Place


@dataclass(frozen=True, slots=True)
class ReplaceStatement:
    """Write another statement in the place of one, keeping indentation and the comments above and behind it."""

    place: Place
    code: Code
    options: Options | None = None
    """Where given, its text follows ``code`` directly: ``X = `` then ``{...}``."""
    carried: tuple[Place, ...] = ()
    """Other statements whose comments come along."""


Change: TypeAlias = SetOption | DropOption | RenameOption | ReplaceValue | DeleteStatement | ReplaceStatement


def place_of(change: Change) -> Place:
    """The place that a change is made at."""
    return change.place if isinstance(change, (ReplaceValue, DeleteStatement, ReplaceStatement)) else change.carrier.place


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters to replace in one file. ``span`` may be empty (an insertion)."""

    path: str
    span: Span
    text: str
    cell: int = 0


def literal(value: bool | int | str) -> Code:
    """The source text of a plain value."""
    return Code((repr(value),))
