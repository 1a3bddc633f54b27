"""One expression at a time through LibCST: parse it, render it, without touching the rest of the file."""

from __future__ import annotations

from functools import cache

import libcst as cst

from engine_lint.errors import CannotRewrite

_LOOSE = (cst.Tuple, cst.GeneratorExp, cst.NamedExpr, cst.Yield)
_TIGHT = (
    cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.Integer, cst.Float, cst.SimpleString, cst.FormattedString,
    cst.List, cst.Dict, cst.Set, cst.ListComp, cst.DictComp, cst.SetComp,
)  # fmt: skip


def parse_enclosed(text: str) -> cst.BaseExpression:
    """The tree of an expression inside a pair of parentheses, which lets it span lines.

    The parentheses show up as the node's first ``lpar`` and last ``rpar``.

    Raises:
        CannotRewrite: the text is not one expression.
    """
    try:
        return cst.parse_expression(f"({text})", config_for(newline_of(text)))
    except cst.ParserSyntaxError as error:
        raise CannotRewrite("the text to rewrite is not one expression") from error


@cache
def config_for(newline: str) -> cst.PartialParserConfig:
    """Made once for each line end: LibCST works through all versions of Python that it knows whenever one is made."""
    return cst.PartialParserConfig(default_newline=newline)


def newline_of(text: str) -> str:
    """The line end that LibCST is told to take for the usual one."""
    if "\r\n" in text:
        return "\r\n"
    return "\r" if "\r" in text else "\n"


def code(node: cst.CSTNode, newline: str) -> str:
    """The text of a node."""
    return cst.Module([], default_newline=newline).code_for_node(node)


def is_parenthesised(node: cst.BaseExpression) -> bool:
    """Whether an expression from ``parse_enclosed`` has parentheses of its own."""
    return len(node.lpar) > 1


def is_loose(node: cst.BaseExpression) -> bool:
    """Whether an expression cannot stand as an argument without parentheses."""
    return isinstance(node, _LOOSE)


def is_tight(node: cst.BaseExpression) -> bool:
    """Whether nothing binds tighter than an expression."""
    return isinstance(node, _TIGHT)


def is_expression(text: str) -> bool:
    """Whether a text is one expression as it stands, outside any bracket."""
    try:
        cst.parse_expression(text)
    except cst.ParserSyntaxError:
        return False
    return True


def string_value(node: cst.BaseExpression) -> str | None:
    """The text that a string literal stands for, implicit concatenation included; None for everything else."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None
