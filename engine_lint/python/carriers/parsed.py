"""Calls and dicts through LibCST, which knows all of Python."""

from __future__ import annotations

import libcst as cst

from engine_lint.errors import CannotRewrite
from engine_lint.python.carriers.listing import Element, Kind
from engine_lint.python.carriers.plain import Parts
from engine_lint.python.carriers.snippets import code, is_parenthesised, newline_of, parse_enclosed, string_value

_NO_COMMA = cst.MaybeSentinel.DEFAULT
_NOTHING = cst.SimpleWhitespace("")


def call_parts(text: str) -> Parts:
    """What stands in a call.

    Raises:
        CannotRewrite: it is none.
    """
    call = parse_enclosed(text)
    if not isinstance(call, cst.Call) or is_parenthesised(call):
        raise CannotRewrite("the place to rewrite is not a call")
    newline = newline_of(text)
    pairs = [(_argument(argument, newline), _gap(argument, newline)) for argument in call.args]
    return [element for element, _ in pairs], [code(call.whitespace_before_args, newline), *(gap for _, gap in pairs)]


def dict_parts(text: str) -> Parts:
    """What stands in a dict display.

    Raises:
        CannotRewrite: it is none.
    """
    display = parse_enclosed(text)
    if not isinstance(display, cst.Dict) or is_parenthesised(display):
        raise CannotRewrite("the place to rewrite is not a dict display")
    newline = newline_of(text)
    gaps = [code(display.lbrace, newline).removeprefix("{")]
    elements: list[Element] = []
    for entry in display.elements:
        elements.append(_entry(entry, newline))
        gaps.append(code(entry.comma, newline) if isinstance(entry.comma, cst.Comma) else "")
    gaps[-1] += code(display.rbrace, newline).removesuffix("}")
    return elements, gaps


def is_bare_generator(text: str) -> bool:
    """Whether a text is a generator expression without parentheses of its own."""
    node = parse_enclosed(text)
    return isinstance(node, cst.GeneratorExp) and len(node.lpar) == 1


def key_text(head: str) -> str | None:
    """The key of a dict's entry as it is written, out of the text before its value; None where it has none."""
    display = parse_enclosed("{" + head + "0}")
    if not isinstance(display, cst.Dict) or not isinstance(display.elements[0], cst.DictElement):
        return None
    return code(display.elements[0].key, newline_of(head))


def _argument(argument: cst.Arg, newline: str) -> Element:
    text = code(argument.with_changes(comma=_NO_COMMA, whitespace_after_arg=_NOTHING), newline)
    if argument.star == "**":
        return Element(Kind.SPREAD, "", "**", text[2:])
    if argument.keyword is None:
        return Element(Kind.OTHER, "", argument.star, text[len(argument.star) :])
    value = code(argument.value, newline)
    return Element(Kind.NAMED, argument.keyword.value, text[: len(text) - len(value)], value)


def _gap(argument: cst.Arg, newline: str) -> str:
    comma = code(argument.comma, newline) if isinstance(argument.comma, cst.Comma) else ""
    return comma + code(argument.whitespace_after_arg, newline)


def _entry(entry: cst.BaseDictElement, newline: str) -> Element:
    text = code(entry.with_changes(comma=_NO_COMMA), newline)
    if not isinstance(entry, cst.DictElement):
        return Element(Kind.SPREAD, "", "**", text[2:])
    value = code(entry.value, newline)
    name = string_value(entry.key)
    head = text[: len(text) - len(value)]
    return Element(Kind.OTHER, "", head, value) if name is None else Element(Kind.NAMED, name, head, value)
