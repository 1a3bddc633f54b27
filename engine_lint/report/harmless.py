"""Characters that a terminal or a log would act on, written out."""

from __future__ import annotations

_ACTIVE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control and format characters (bidirectional overrides among them), surrogates, private use, line and paragraph separators."""


def harmless(text: str) -> str:
    r"""The text with such characters as ``\u{1b}``, line ends among them."""
    return text if text.isprintable() else "".join(map(_written, text))


def _written(character: str) -> str:
    import unicodedata

    return f"\\u{{{ord(character):x}}}" if unicodedata.category(character) in _ACTIVE else character
