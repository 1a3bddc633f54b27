"""Strings: f-strings, and the methods of text of which only the start may be known."""

from __future__ import annotations

import ast
from collections.abc import Callable

from engine_lint.python.arithmetic import MAX_TEXT
from engine_lint.python.backend_words import MEMORY
from engine_lint.python.conditions import Guard
from engine_lint.python.possibilities import alternatives, choose
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Arguments, Choice, Gated, Opaque, Scalar, Sequence, Text


def joined(node: ast.JoinedStr, frame: Frame) -> Abstract:
    """An f-string: what is known of its start."""
    from engine_lint.python.evaluate import evaluate

    start, known = "", True
    for piece in node.values:
        value = evaluate(piece, frame) if isinstance(piece, ast.Constant) else _formatted(piece, frame)
        if isinstance(value, Scalar):
            start += str(value.value)
            continue
        if isinstance(value, (Gated, Choice)) and start == "":
            return choose(tuple(_as_start(each) for _, each in alternatives(value, frame.path)), frame.module.place(node))
        start += value.start if isinstance(value, Text) else ""
        known = False
        break
    place = frame.module.place(node)
    return Scalar(start, place) if known and len(start) < MAX_TEXT else Text(start[:MAX_TEXT], place)


def _as_start(value: Abstract) -> Abstract:
    if isinstance(value, Scalar):
        return Text(str(value.value))
    return value if isinstance(value, Text) else Opaque("it starts with something unknown")


def _formatted(node: ast.expr, frame: Frame) -> Abstract:
    from engine_lint.python.evaluate import evaluate

    if isinstance(node, ast.FormattedValue) and node.format_spec is None:
        value = evaluate(node.value, frame)
        return value if isinstance(value, (Scalar, Text, Gated, Choice)) else Opaque("it is formatted")
    return Opaque("it is formatted")


def _startswith(base: Abstract, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    from engine_lint.python import comparisons

    return comparisons.starts_with(node, base, arguments.positional, frame)


def _endswith(base: Abstract, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``url.endswith(":memory:")`` is SQLite; what else a text ends with says nothing of the backend."""
    from engine_lint.python import comparisons

    ending = arguments.positional[0] if arguments.positional else None
    if not isinstance(base, Scalar) and isinstance(ending, Scalar) and isinstance(ending.value, str) and MEMORY in ending.value:
        return comparisons.condition(frame.module.text(node), Guard(frozenset({"sqlite"}), excludes=False), comparisons.asks_parameter(base), frame)
    return _plain(base, arguments, node, frame)


def _format(base: Abstract, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    start = _start(base)
    if start is None:
        return Opaque("it is formatted", frame.module.place(node))
    literal, brace, _ = start.partition("{")
    if brace and not literal and arguments.positional:
        first = _start(arguments.positional[0])
        literal = first or ""
    return Text(literal, frame.module.place(node))


def _replace(base: Abstract, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``url.replace("postgres://", "postgresql://")``: known text is replaced; of an unknown URL it tells the backend."""
    words = [each.value for each in arguments.positional[:2] if isinstance(each, Scalar) and isinstance(each.value, str)]
    place = frame.module.place(node)
    if len(words) < 2:
        return Opaque("text is replaced in it", place)
    start = _start(base)
    if start is not None:
        if (len(start) + 1) * max(len(words[1]), 1) > MAX_TEXT * MAX_TEXT:
            return Opaque("text is replaced in it", place)
        changed = start.replace(words[0], words[1])
        if len(changed) > MAX_TEXT:
            return Text(changed[:MAX_TEXT], place)
        return Scalar(changed, place) if isinstance(base, Scalar) else Text(changed, place)
    if ":" in words[1] or "+" in words[1]:
        return choose((Text(words[1], place), Opaque("the URL's text is replaced at run time", place)))
    return base if isinstance(base, Opaque) else Opaque("text is replaced in it", place)


def _same(base: Abstract, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    return base if isinstance(base, (Scalar, Text)) else Opaque("it is computed", frame.module.place(node), isinstance(base, Opaque) and base.parameter)


def _start(value: Abstract) -> str | None:
    match value:
        case Scalar(value=str() as text):
            return text
        case Text(start=start):
            return start
        case _:
            return None


def _plain(base: Abstract, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """A method that only looks at known text: called, where its arguments are known too."""
    place = frame.module.place(node)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    words = [each.value for each in arguments.positional if isinstance(each, Scalar) and isinstance(each.value, (str, int))]
    if not (isinstance(base, Scalar) and isinstance(base.value, str)) or len(words) < len(arguments.positional) or arguments.more or arguments.keywords.entries:
        return _same(base, arguments, node, frame) if name in _KEEPERS else Opaque("it is computed", place)
    try:
        result = getattr(base.value, name)(*words)
    except (TypeError, ValueError):
        return Opaque(f"{frame.module.text(node)[:60]} fails", place)
    if isinstance(result, (list, tuple)):
        return Sequence(tuple(Scalar(each, place) for each in result), type(result).__name__, place)
    return Scalar(result, place)


_KEEPERS = frozenset({"strip", "lstrip", "rstrip", "lower", "casefold"})
"""They leave the start of a URL as it is, as far as anybody cares."""
_PLAIN = (
    *_KEEPERS,
    "upper",
    "title",
    "capitalize",
    "removeprefix",
    "removesuffix",
    "split",
    "rsplit",
    "partition",
    "rpartition",
    "isdigit",
    "count",
)

TEXT_METHODS: dict[str, Callable[[Abstract, Arguments, ast.Call, Frame], Abstract]] = {
    "startswith": _startswith,
    "endswith": _endswith,
    "format": _format,
    "replace": _replace,
    **dict.fromkeys(_PLAIN, _plain),
    "render_as_string": _same,
    "unicode_string": _same,
}
