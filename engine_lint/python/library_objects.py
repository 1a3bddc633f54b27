"""Objects of libraries that are more than the call that made them."""

from __future__ import annotations

from dataclasses import field

from engine_lint.dataclass import dataclass
from engine_lint.python.values import Log


@dataclass(eq=False, slots=True)
class Namespace:
    """An object of a library whose attributes are known one by one: ``SimpleNamespace(...)``, what ``argparse`` parses.

    ``reason`` says why an attribute is unknown or may have another value, empty where neither is so.
    """

    dotted: str
    attributes: dict[str, Log] = field(default_factory=dict)
    reason: str = ""
