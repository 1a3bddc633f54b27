"""The formats that rules are explained in, one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

from engine_lint.dataclass import dataclass

if TYPE_CHECKING:
    from engine_lint.rules.rule import Rule

FORMATS = ("text", "markdown", "json")
"""Each is a module of this package with ``render(rules, look)``; adding one adds its name here."""


@dataclass(frozen=True, slots=True)
class Look:
    """How rules are shown.

    ``listed`` asks for a line on each instead of pages, ``examples`` for those at the end of pages too. ``terminal`` tells that people
    see it as it is printed, in ``width`` columns.
    """

    listed: bool = False
    examples: bool = False
    terminal: bool = False
    colour: bool = False
    width: int = 80


Render: TypeAlias = "Callable[[Sequence[Rule], Look], Iterator[str]]"


def renderer(name: str) -> Render:
    """The ``render`` function of a format, imported only now."""
    return cast(Render, import_module(f"engine_lint.report.rules.{name}").render)
