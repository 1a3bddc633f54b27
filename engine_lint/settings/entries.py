"""Settings as they were written: raw values, each with the place it stands in."""

from __future__ import annotations

import os
from collections.abc import Mapping

from engine_lint.dataclass import dataclass
from engine_lint.errors import EngineLintError, SettingsError, UsageError


@dataclass(frozen=True, slots=True)
class Entry:
    """One raw value. ``path`` is the settings file, empty for the command line; ``root`` is what patterns are relative to."""

    key: str
    value: object
    root: str
    path: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """``pyproject.toml:12``, or the option's name."""
        if not self.path:
            return f"--{self.key}"
        return f"{os.path.basename(self.path)}:{self.line}" if self.line else os.path.basename(self.path)

    @property
    def file(self) -> str:
        """``pyproject.toml``, or the option's name."""
        return os.path.basename(self.path) if self.path else f"--{self.key}"

    def wrong(self, message: str, hint: str = "") -> EngineLintError:
        """The error that says what is wrong with this value, naming file and line."""
        if not self.path:
            return UsageError(f"--{self.key}: {message}", hint)
        return SettingsError(self.path, self.line, f"`{self.key}`: {message}", hint)

    def flag(self) -> bool:
        """The value as a boolean."""
        if not isinstance(self.value, bool):
            raise self.wrong(f"expected true or false, not {self.value!r}")
        return self.value

    def word(self) -> str:
        """The value as a string."""
        if not isinstance(self.value, str):
            raise self.wrong(f"expected a string, not {self.value!r}")
        return self.value

    def words(self) -> tuple[str, ...]:
        """The value as a list of strings."""
        if not isinstance(self.value, (list, tuple)) or not all(isinstance(each, str) for each in self.value):
            raise self.wrong(f"expected a list of strings, not {self.value!r}")
        return tuple(self.value)

    def table(self) -> Mapping[str, object]:
        """The value as a table."""
        if not isinstance(self.value, Mapping):
            raise self.wrong(f"expected a table, not {self.value!r}")
        return self.value
