"""The formats that an inventory of engines can have, one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from engine_lint.model.inventory import Inventory
from engine_lint.report.view import View

FORMATS = ("table", "json", "html")
"""Each is a module of this package with ``render(inventory, view)``; adding one adds its name here."""

Render = Callable[[Inventory, View], Iterator[str]]


def renderer(name: str) -> Render:
    """The ``render`` function of a format, imported only now."""
    return cast(Render, import_module(f"engine_lint.report.inventory.{name}").render)
