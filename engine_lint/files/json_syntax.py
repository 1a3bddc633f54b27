"""JSON with places."""

from __future__ import annotations

import json

from engine_lint.expression import expression
from engine_lint.files.tree import Member, Node

_SPACE = expression(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()
MAX_DEPTH = 100


def read_json(text: str) -> Node:
    """The value that a JSON text is.

    Raises:
        ValueError: it is not JSON, or it is nested too deeply.
    """
    try:
        json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return _value(text, _skip(text, 0), 0)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, depth: int) -> Node:
    """A value of a text that is known to be JSON."""
    if depth > MAX_DEPTH:
        raise ValueError("it is nested too deeply")
    if text[at] == "{":
        return _object(text, at, depth)
    if text[at] == "[":
        return _array(text, at, depth)
    value, end = _DECODER.raw_decode(text, at)
    return Node(at, end, value)


def _object(text: str, start: int, depth: int) -> Node:
    members: list[Member] = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        key, key_end = _DECODER.raw_decode(text, at)
        value = _value(text, _skip(text, _skip(text, key_end) + 1), depth + 1)
        members.append(Member(key, at, key_end, value))
        at = _after(text, value.end)
    return Node(start, at + 1, None, tuple(members))


def _array(text: str, start: int, depth: int) -> Node:
    elements: list[Node] = []
    at = _skip(text, start + 1)
    while text[at] != "]":
        elements.append(_value(text, at, depth + 1))
        at = _after(text, elements[-1].end)
    return Node(start, at + 1, [], None, tuple(elements))


def _after(text: str, at: int) -> int:
    """Where the next member begins, or the closing bracket stands."""
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at
