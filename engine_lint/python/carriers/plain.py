"""Calls and dicts that Python's own parser and tokenizer can take apart. LibCST, whose import takes longer than all else for one file, is asked about the rest.

Only what is certain is answered: None stands for "ask LibCST".
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from typing import TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.python.carriers.listing import Element, Kind

_UNSEEN = frozenset((tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.COMMENT))
_ODD = ("\r", "\f", "lambda")
"""Line ends that are counted in different ways, and the one expression whose own commas and colons stand in no bracket."""

Parts: TypeAlias = tuple[list[Element], list[str]]
"""Elements, and the texts before, between and behind them."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: int
    text: str
    start: int
    end: int


def call_parts(text: str) -> Parts | None:
    """What stands in a call."""
    node = _expression(text)
    groups = _groups(text, "(") if isinstance(node, ast.Call) else None
    if not isinstance(node, ast.Call) or groups is None or len(groups[1]) != len(node.args) + len(node.keywords):
        return None
    return _parts(text, groups, [_argument(text, group) for group in groups[1]])


def dict_parts(text: str) -> Parts | None:
    """What stands in a dict display."""
    node = _expression(text)
    groups = _groups(text, "{") if isinstance(node, ast.Dict) and text.startswith("{") else None
    if not isinstance(node, ast.Dict) or groups is None or len(groups[1]) != len(node.keys):
        return None
    elements = [_entry(text, group, key) for group, key in zip(groups[1], node.keys, strict=True)]
    found = [each for each in elements if each is not None]
    return _parts(text, groups, found) if len(found) == len(elements) else None


def is_argument(text: str) -> bool:
    """Whether a text surely is an expression that can stand as an argument, on one line."""
    if "\n" in text or "#" in text or text.startswith("("):
        return False
    node = _parsed(text)
    return node is not None and not isinstance(node, ast.Tuple)


def is_generator(text: str) -> bool:
    """Whether an argument may be a bare generator expression."""
    return " for " in " ".join(text.split())


def _expression(text: str) -> ast.expr | None:
    """A text that may go on over line ends, as in brackets."""
    return _parsed(f"({text}\n)")


def _parsed(text: str) -> ast.expr | None:
    if any(each in text for each in _ODD):
        return None
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _tokens(text: str) -> list[_Token]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    try:
        found = [each for each in tokenize.generate_tokens(io.StringIO(text).readline) if each.type not in _UNSEEN]
    except (tokenize.TokenError, SyntaxError):
        return []
    return [_Token(each.type, each.string, starts[each.start[0] - 1] + each.start[1], starts[each.end[0] - 1] + each.end[1]) for each in found]


_Groups: TypeAlias = tuple[int, list[list[_Token]]]
"""Where the bracket ends that is opened, and the tokens between the commas in it."""


def _groups(text: str, opening: str) -> _Groups | None:
    """What stands between the commas of the bracket that a text ends with."""
    tokens = _tokens(text)
    first = _opener(tokens)
    if first is None or tokens[first].text != opening or tokens[-1].end != len(text) or (first == 0) != (opening == "{"):
        return None
    groups: list[list[_Token]] = [[]]
    depth = 0
    for token in tokens[first + 1 : -1]:
        depth += _step(token)
        if depth == 0 and token.kind == tokenize.OP and token.text == ",":
            groups.append([])
        else:
            groups[-1].append(token)
    if not groups[-1]:
        groups.pop()
    return (tokens[first].end, groups) if all(groups) else None


def _opener(tokens: Sequence[_Token]) -> int | None:
    """The bracket that the last token closes."""
    depth = 0
    for index in range(len(tokens) - 1, -1, -1):
        depth -= _step(tokens[index])
        if depth <= 0:
            return index if depth == 0 and index < len(tokens) - 1 else None
    return None


def _step(token: _Token) -> int:
    if token.kind != tokenize.OP:
        return 0
    return 1 if token.text in ("(", "[", "{") else -1 if token.text in (")", "]", "}") else 0


def _parts(text: str, groups: _Groups, elements: list[Element]) -> Parts:
    at, gaps = groups[0], []
    for group in groups[1]:
        gaps.append(text[at : group[0].start])
        at = group[-1].end
    return elements, [*gaps, text[at:-1]]


def _argument(text: str, group: Sequence[_Token]) -> Element:
    start, end, first = group[0].start, group[-1].end, group[0].text
    if first in ("**", "*"):
        return Element(Kind.SPREAD if first == "**" else Kind.OTHER, "", first, text[start + len(first) : end])
    if len(group) > 2 and group[0].kind == tokenize.NAME and group[1].text == "=":
        return Element(Kind.NAMED, first, text[start : group[2].start], text[group[2].start : end])
    return Element(Kind.OTHER, "", "", text[start:end])


def _entry(text: str, group: Sequence[_Token], key: ast.expr | None) -> Element | None:
    start, end = group[0].start, group[-1].end
    if key is None:
        return Element(Kind.SPREAD, "", "**", text[start + 2 : end]) if group[0].text == "**" else None
    depth = 0
    for index, token in enumerate(group[:-1]):
        depth += _step(token)
        if depth == 0 and token.kind == tokenize.OP and token.text == ":":
            value = group[index + 1].start
            name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
            return Element(Kind.OTHER if name is None else Kind.NAMED, name or "", text[start:value], text[value:end])
    return None
