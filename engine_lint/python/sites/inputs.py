"""What goes into an engine on one path, whatever form it was written in."""

from __future__ import annotations

from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.model.engine import Wrapping
from engine_lint.model.value import Carrier, Option
from engine_lint.python.dict_values import DictValue
from engine_lint.python.values import Abstract, Opaque


@dataclass(frozen=True)
class Traits:
    """What follows from the function that makes the engine, as in the model's ``Site``; ``ping`` is an event at which it pings itself."""

    kind: str = "call"
    is_async: bool = False
    coerces: bool = False
    framework: str = ""
    brief: bool = False
    ping: str = ""
    backend: str = ""


@dataclass(frozen=True)
class Inputs:
    """The options, where new ones go, and what cannot be seen.

    ``content`` is the dict that the options were read from. ``wrapping``, ``obstacle`` and ``unprefixed`` are as in the model's
    ``Engine``. ``prefix`` and ``elsewhere`` are about factories that read a mapping: what its keys begin with (None where that is
    not known), and why there may be more in it than can be seen.
    """

    options: dict[str, Option]
    unseen: list[Opaque]
    url: Abstract
    target: Carrier | None
    content: DictValue
    traits: Traits = field(default_factory=Traits)
    wrapping: Wrapping | None = None
    obstacle: str = ""
    prefix: str | None = None
    elsewhere: tuple[Opaque, ...] = ()
    unprefixed: tuple[Option, ...] = ()
