"""Words that stand in docstrings and comments alone say nothing of what a module does."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from engine_lint.expression import expression
from engine_lint.model.size import MAX_BYTES
from engine_lint.python.needles import holds_one, holds_parameters_alone, may_hold_word

_STRING_OR_COMMENT = expression(rb'''"""(?:[^\\]|\\.)*?"""|\'{3}(?:[^\\]|\\.)*?\'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*''', re.DOTALL)
_PROSE = (b"#", b'"""', b"'''")
_COMMENT_LINE = expression(rb"^[ \t]*#[^\n]*", re.MULTILINE)


@lru_cache(maxsize=16)
def without_prose(data: bytes) -> bytes:
    """A module's bytes without its docstrings and lines of comments.

    As they are where one of the words plainly stands in code, or they are too many to be parsed, or cannot be.
    """
    if len(data) > MAX_BYTES or not (may_hold_word(data) and holds_one(_PROSE, data)):
        return data
    if not holds_parameters_alone(_STRING_OR_COMMENT.sub(lambda found: b"" if found[0].startswith(_PROSE) else found[0], data)) or not _is_plain(data):
        return data
    found = _without_statements_of_text(data)
    return data if found is None else _COMMENT_LINE.sub(b"", found)


def _is_plain(data: bytes) -> bool:
    """Whether bytes are UTF-8 that needs no further word about it, in lines as everybody counts them."""
    if b"coding" in data[:400] or b"\r" in data or b"\f" in data or data.startswith(b"\xef\xbb\xbf"):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _without_statements_of_text(data: bytes) -> bytes | None:
    """Bytes without the statements that are strings, as docstrings are; None where they cannot be parsed."""
    import ast

    from engine_lint.python.walking import walk

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    texts = [node.value for node in walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)]
    lines = data.split(b"\n")
    for text in sorted(texts, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        first, last = text.lineno - 1, (text.end_lineno or text.lineno) - 1
        lines[first : last + 1] = [lines[first][: text.col_offset] + lines[last][text.end_col_offset or 0 :]]
    return b"\n".join(lines)
