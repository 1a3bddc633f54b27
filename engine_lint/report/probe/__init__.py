"""The formats that what a server answered can have, one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from engine_lint.model.probed import Probed
from engine_lint.report.view import View

FORMATS = ("text", "json")
"""Each is a module of this package with ``render(probed, view)``; adding one adds its name here."""

Render = Callable[[Probed, View], Iterator[str]]


def renderer(name: str) -> Render:
    """The ``render`` function of a format, imported only now."""
    return cast(Render, import_module(f"engine_lint.report.probe.{name}").render)
