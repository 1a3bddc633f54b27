"""From bytes to text to a tree; every failure has a name.

The tree is the standard library's: its parser is an order of magnitude faster than LibCST's and gives positions for
nothing. Where the running Python cannot parse a file, its statements are parsed one by one (``salvage.py``), so that syntax that
is newer than the interpreter costs only the statement that uses it.
"""

from __future__ import annotations

import ast
import codecs
import io
import tokenize

from engine_lint.dataclass import dataclass
from engine_lint.errors import TooLarge, UnreadableFile
from engine_lint.expression import expression
from engine_lint.model.outcome import PYTHON_2
from engine_lint.model.size import MAX_BYTES
from engine_lint.model.source import Source
from engine_lint.python.python_2 import is_python_2
from engine_lint.python.salvage import Lost, parse_text, salvaged

_REFUSED = {"utf-7", "utf_7"}
MAX_NESTING = 100
MAX_LINE = 5_000
_BRACKET = expression(r"[()\[\]{}]")


def decode(path: str, data: bytes) -> Source:
    """The text of a Python file, in the encoding that its cookie or byte order mark names.

    Raises:
        UnreadableFile: the encoding is unknown, or the bytes are not in it.
    """
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[3:] if bom else data
    if body.isascii() and b"coding" not in body[:400]:
        return Source(path, body.decode("ascii"), "utf-8", bom)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UnreadableFile(path, f"its encoding cannot be told: {error.msg}") from error
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    if name.lower() in _REFUSED:
        raise UnreadableFile(path, f"the encoding {name} is not supported")
    try:
        text = body.decode(name)
        return Source(path, text, name, bom, is_reversible=name == "utf-8" or _gives(text, name, body))
    except (UnicodeError, LookupError) as error:
        raise UnreadableFile(path, f"it is not valid {name}: {error}") from error


def _gives(text: str, encoding: str, data: bytes) -> bool:
    try:
        return text.encode(encoding) == data
    except UnicodeError:
        return False


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a Python file, without the statements that the running Python cannot parse."""

    tree: ast.Module
    lost: tuple[Lost, ...] = ()


def parse(source: Source) -> ast.Module:
    """The tree of a Python file; positions are as ``ast`` gives them.

    Raises:
        UnreadableFile: it is not Python that can be parsed here.
    """
    return parsed(source).tree


def parsed(source: Source) -> Parsed:
    """The tree of a Python file, and what is not in it.

    Raises:
        UnreadableFile: it is not Python that can be parsed here.
    """
    if len(source.text) > MAX_BYTES:
        raise TooLarge(source.path, len(source.text), MAX_BYTES)
    try:
        return Parsed(parse_text(source.text))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        too_deep = isinstance(error, (RecursionError, MemoryError))
        found = salvaged(source.text) if too_deep or _libcst_accepts(source.text) else None
        if found is not None:
            return Parsed(*found)
        line, column = getattr(error, "lineno", None) or 0, getattr(error, "offset", None) or 0
        what = PYTHON_2 if is_python_2(source, line) else "it is not valid Python 3"
        raise UnreadableFile(source.path, f"{what}: {getattr(error, 'msg', None) or error}", line, max(column, 1) if line else 0) from error


def _libcst_accepts(text: str) -> bool:
    """Whether LibCST, which knows newer syntax, parses a text. Its parser recurses without a limit, so deep text is refused before."""
    if "\0" in text or _nesting(text) > MAX_NESTING or max(map(len, text.splitlines()), default=0) > MAX_LINE:
        return False
    import libcst

    try:
        libcst.parse_module(text)
    except (libcst.ParserSyntaxError, RecursionError, ValueError, SyntaxError):
        return False
    return True


def _nesting(text: str) -> int:
    """How deep brackets nest, those in strings and comments counted too."""
    depth = deepest = 0
    for match in _BRACKET.finditer(text):
        depth = depth + 1 if match.group() in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest
