"""Settings: from TOML tables and the command line to what holds for one file."""

from __future__ import annotations

from engine_lint.settings.lookup import Lookup
from engine_lint.settings.model import Settings

__all__ = ["Lookup", "Settings"]
