"""The formats that a report can have, one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from engine_lint.model.outcome import Outcome
    from engine_lint.report.view import View

FORMATS = ("full", "concise", "grouped", "json", "json-lines", "sarif", "github", "gitlab", "junit", "rdjson", "azure", "markdown")
"""Each is a module of this package with ``render(outcome, view)``; adding one adds its name here."""

Render: TypeAlias = "Callable[[Outcome, View], Iterator[str]]"


def renderer(name: str) -> Render:
    """The ``render`` function of a format, imported only now."""
    return cast("Render", import_module(f"engine_lint.report.{name.replace('-', '_')}").render)
