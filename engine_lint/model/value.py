"""What is known of a setting: ``Known``, ``OneOf`` a few, or ``Unknown`` with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.model.place import Place


@dataclass(frozen=True, slots=True)
class Symbol:
    """A class or function of some library, by its dotted name (``sqlalchemy.pool.NullPool``)."""

    dotted: str

    @property
    def name(self) -> str:
        """The last part of the dotted name."""
        return self.dotted.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Construction:
    """A call of a class, as a value: ``QueuePool(creator, pool_size=5)``.

    ``arguments`` are keyword names and their values, positional ones under their parameter's name where the class is
    known and ``"*0"``, ``"*1"`` ... where not. ``open`` is true where ``*args`` or ``**kwargs`` hide others.
    """

    symbol: Symbol
    arguments: tuple[Option, ...]
    open: bool
    place: Place
    callee: Place | None = None
    """The class expression alone (``QueuePool``), so that it can be written elsewhere; None where that is not possible."""


@dataclass(frozen=True, slots=True)
class Known:
    """A value read from the text. ``value`` is a Python scalar, a ``timedelta``, a tuple, a ``Symbol`` or a ``Construction``."""

    value: object
    origin: Place | None = None
    said: str = ""
    """For a truth value that was made of a string (``bool("False")``): that string."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the text does not give; ``reason`` completes "unknown because ..."."""

    reason: str
    origin: Place | None = None
    type_name: str = ""
    """The type that it surely has (``str`` for what the environment says, ``int`` for ``int(...)``), or empty."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A few possible values: an environment default and what the environment may say, for one."""

    values: tuple[Known | Unknown, ...]
    origin: Place | None = None


Value: TypeAlias = Known | OneOf | Unknown


@dataclass(frozen=True, slots=True)
class Numeral:
    """A setting's number as it stands in the text: ``3600``, ``60 * 60``, or in a string, whose quote is ``quote``.

    ``named`` tells that the setting is named after the option.
    """

    place: Place
    quote: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One engine option (or config key) as written.

    ``place`` is the whole of it (``pool_recycle=300``), ``slot`` its value's expression alone (``300``), ``carrier`` where
    it can be rewritten, or None where only its value may be replaced.
    """

    name: str
    value: Value
    place: Place
    slot: Place
    carrier: Carrier | None = None
    read_from: str = ""
    """The name of the setting that the value is read from (``POOL_PRE_PING`` of ``settings.POOL_PRE_PING``, an environment
    variable's name), or empty."""
    is_parameter: bool = False
    """That name is one that the function around has given to a parameter of its own."""
    slot_is_shared: bool = False
    """The same text sets other keys too, in a loop, so that it must not be replaced."""
    name_place: Place | None = None
    """The literal that is its name (``"pool_recycle"`` in a dict, an item, a ``setdefault()``), where there is one."""
    remark: str = ""
    """The comment behind its number, for options that have one compared with it."""
    numeral: Numeral | None = None
    """The setting's number that decides its value, where that is to be written there."""
    is_conditional: bool = False
    """On other paths to the same engine it has another value, or is not set."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A syntactic form that holds options and can be written back.

    ``form`` is one of the names in ``FORMS``; ``place`` the expression or statement that is the carrier. ``shared`` tells
    that more than one engine reads it. ``receiver`` is the text that config items are assigned on (``app.config``), for
    the form ``item``.
    """

    form: str
    place: Place
    shared: bool = False
    receiver: str = ""


FORMS = ("call", "dict", "item", "attribute", "query", "subclass", "ini", "env", "json", "toml")
"""``call``: keywords of a call, ``dict(...)`` included. ``dict``: a dict display. ``item``: statements
``receiver["KEY"] = value``. ``attribute``: statements ``KEY = value`` in a class body or a module. For these two the
place is the statement beside which new ones go. ``query``: the query of a URL in a string literal, out of which options can be
taken. ``subclass``: a call of Flask-SQLAlchemy's extension, which becomes one of a new subclass by the name of ``receiver`` that
sets the option in a method. ``ini``: entries of a section, the place is its header, ``receiver`` what their keys begin with.
``env``: lines of a dotenv file, likewise. ``json``, ``toml``: members of an object or a table, which is the place."""


def alternatives(value: Value) -> tuple[Known | Unknown, ...]:
    """The possible values, one for ``Known`` and ``Unknown``."""
    return value.values if isinstance(value, OneOf) else (value,)


def knowns(value: Value) -> Iterator[object]:
    """The Python values among the alternatives."""
    return (each.value for each in alternatives(value) if isinstance(each, Known))


def certain(value: Value) -> bool:
    """Whether nothing about the value is unknown."""
    return all(isinstance(each, Known) for each in alternatives(value))
