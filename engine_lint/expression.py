"""Regular expressions that are compiled when they are first used: of the two hundred in this package a run needs a few, and Python keeps none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, AnyStr

__all__ = ["expression"]
_NAMES = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "pattern", "flags", "groups", "groupindex")

if TYPE_CHECKING:

    def expression(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
        """As ``re.compile``."""
        return re.compile(text, flags)

else:

    class expression:
        """As ``re.compile``; what it gives has the attributes of a pattern, and becomes one when somebody asks for the first of them."""

        def __init__(self, text, flags=0):
            self._given = text, flags

        def __getattr__(self, name):
            if name not in _NAMES:
                raise AttributeError(name)
            compiled = re.compile(*self._given)
            for each in _NAMES:
                setattr(self, each, getattr(compiled, each))
            return getattr(self, name)
