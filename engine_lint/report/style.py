"""Colours of the text reports."""

from __future__ import annotations

from typing import NamedTuple

from engine_lint.model.levels import Severity

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}
SEVERITY_STYLES = {Severity.ERROR: ("bold", "red"), Severity.WARNING: ("bold", "yellow"), Severity.INFO: ("bold", "cyan")}


class Painter(NamedTuple):
    """Paints text where colour is on, and leaves it alone where it is off."""

    colour: bool = False

    def paint(self, text: str, *styles: str) -> str:
        """The text in some styles: ``bold``, ``red`` ..."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"

    def severity(self, text: str, severity: Severity) -> str:
        """The text in the colour of a severity."""
        return self.paint(text, *SEVERITY_STYLES[severity])

    def code_spans(self, text: str) -> str:
        """The text with its `quoted` words set off."""
        if not self.colour or "`" not in text:
            return text
        parts = text.split("`")
        if len(parts) % 2 == 0:
            return text
        return "".join(self.paint(f"`{part}`", "cyan") if index % 2 else part for index, part in enumerate(parts))
