"""Templates that modules are made from, for Jinja as Cookiecutter and Copier use it: they carry a module's name and are none."""

from __future__ import annotations

import os
import re

from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression

_STATEMENT = expression(rb"^[ \t]*\{%[-+]?[ \t]*(?:if|for|set|macro|block|extends|include|import|from|raw|with|call|filter|do)\b", re.MULTILINE)
_ANYTHING = (b"{{", b"{%", b"{#")


def is_template(error: UnreadableFile, data: bytes) -> bool:
    """Whether what cannot be parsed is a template: a statement of Jinja stands on a line, or any tag of it where the parser gave up."""
    lines = data.splitlines()
    broken = lines[error.line - 1] if 0 < error.line <= len(lines) else b""
    return any(tag in broken for tag in _ANYTHING) or _STATEMENT.search(data) is not None


def remark(path: str, base: str) -> str:
    """What is said of one that was not named itself, in the repository at ``base``."""
    return f"{os.path.relpath(path, base).replace(os.sep, '/')} is a template and no Python yet, so it is not checked"
