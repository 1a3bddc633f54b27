"""The formats that a list of documented timeouts can have, one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import cast

from engine_lint.report.view import View
from engine_lint.timeouts.presets import Preset

FORMATS = ("table", "json")
"""Each is a module of this package with ``render(presets, view)``; adding one adds its name here."""

Render = Callable[[Sequence[Preset], View], Iterator[str]]


def renderer(name: str) -> Render:
    """The ``render`` function of a format, imported only now."""
    return cast(Render, import_module(f"engine_lint.report.timeouts.{name}").render)
