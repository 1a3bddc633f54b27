"""Values of settings as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping

from engine_lint.expression import expression

_BARE = expression(r"[A-Za-z0-9_-]+")


def as_toml(value: object) -> str:
    """A value on one line: tables inline, dates as text."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key if _BARE.fullmatch(key) else _text(key)} = {as_toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value) if isinstance(value, (bool, int, float)) else _text(str(value))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
