"""What tells Python 2 from broken Python 3: the line that cannot be parsed."""

from __future__ import annotations

import re

from engine_lint.expression import expression
from engine_lint.model.source import Source

_FORMS = expression(
    r"""
      ^\s*print\s+[\w"'%~-]
    | ^\s*exec\s+["'\w]
    | ^\s*except\b[^:#]+,\s*[a-z_]\w*\s*:           # except Error, error:
    | ^\s*raise\s+[\w.]+\s*,
    | \blambda\s*\(                                 # lambda (first, second):
    | \bdef\s+\w+\([^)#]*\(\w+\s*,                  # def run((first, second)):
    | <>
    | (?<![\w.])(?:0[0-7]+|\d+[lL]|0x[0-9a-fA-F]+[lL])\b
    | (?<!\w)[uU][rR]["']
    | `[^`]+`
    """,
    re.VERBOSE,
)


def is_python_2(source: Source, line: int) -> bool:
    """Whether a line, counted from 1, on which parsing failed is Python 2."""
    return _FORMS.search(source.line(line)) is not None
