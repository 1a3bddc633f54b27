"""Terraform's language and its JSON form as one tree of values with places. Blocks are objects in objects, as the JSON form has them.

Source: https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from engine_lint.dataclass import dataclass
from engine_lint.errors import TooLarge, UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.json_syntax import read_json
from engine_lint.files.tree import Node
from engine_lint.knowledge.terraform import setting_places
from engine_lint.model.size import MAX_TERRAFORM_BYTES
from engine_lint.model.source import Source

if TYPE_CHECKING:
    from lark import Token, Tree

MAX_DEPTH = 40
_BLOCK = expression(r"^(?:resource|data|output|provider|terraform|check|import|moved|removed)\b[^\n{]*\{[ \t]*\n(?:[^}\n][^\n]*\n|\n)*\}[ \t]*\n", re.MULTILINE)
"""A block as ``terraform fmt`` lays it out: it ends at the first line that begins with a closing brace."""
_RESOURCE = expression(r'resource\s+"?(\w+)')
_NO_LINE_END = expression(r"[^\r\n]")
_REFERENCE = expression(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_*][\w-]*|\[\"[\w-]+\"\])*")
_ONE_REFERENCE = expression(rf"\$\{{\s*({_REFERENCE.pattern})\s*\}}")
_INDEX = expression(r"\[\"([\w-]+)\"\]")
_CONVERSION = expression(r"(?:tostring|tonumber|toset|tolist|tomap)\s*\(\s*")


@dataclass(frozen=True, slots=True)
class Expression:
    """A value between two indices of a file's text.

    Exactly one of the others tells what it is: ``text`` of a literal; ``reference``, dotted, to a variable, a local value or the like;
    ``items`` of a list; ``members`` of an object or block, of which several may have one name. All are None for what has to be worked out.
    """

    source: Source
    start: int
    end: int
    text: str | None = None
    reference: str | None = None
    items: tuple[Expression, ...] | None = None
    members: tuple[tuple[str, Expression], ...] | None = None

    def all(self, *names: str) -> Iterator[Expression]:
        """What some names lead to, one object after another; lists of objects are looked through."""
        if not names:
            yield from self.items if self.items is not None else [self]
            return
        for each in self.items if self.items is not None else (self,):
            for key, value in each.members or ():
                if key == names[0]:
                    yield from value.all(*names[1:])

    def get(self, name: str) -> Expression | None:
        """The last member of that name."""
        return next((value for key, value in reversed(self.members or ()) if key == name), None)


if TYPE_CHECKING:
    Part: TypeAlias = "Tree[Token] | Token"


def read_terraform(source: Source) -> Expression:
    """The content of a file.

    Raises:
        UnreadableFile: it cannot be parsed, or is too long or too deep.
        ModuleNotFoundError: python-hcl2 is not installed.
    """
    if len(source.text) > MAX_TERRAFORM_BYTES:
        raise TooLarge(source.path, len(source.text), MAX_TERRAFORM_BYTES)
    try:
        return _of_json(source, read_json(source.text)) if source.path.endswith(".json") else _of_hcl(source)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(source.path, f"it cannot be parsed: {error}") from error


def _of_json(source: Source, node: Node) -> Expression:
    def made(node: Node) -> Expression:
        if node.members is not None:
            return Expression(source, node.start, node.end, members=tuple((member.key, made(member.value)) for member in node.members))
        if isinstance(node.value, list):
            return Expression(source, node.start, node.end, items=tuple(map(made, node.elements)))
        if isinstance(node.value, str):
            return _template(source, node.start + 1, node.end - 1, node.value)
        text = None if node.value is None else str(node.value).lower()
        return Expression(source, node.start, node.end, text)

    return made(node)


def _template(source: Source, start: int, end: int, text: str) -> Expression:
    """A string, which may be nothing but a reference."""
    if "${" not in text and "%{" not in text:
        return Expression(source, start, end, text)
    match = _ONE_REFERENCE.fullmatch(text)
    return Expression(source, start, end, reference=_dotted(match[1]) if match else None)


def _dotted(reference: str) -> str:
    return _INDEX.sub(r".\1", reference)


def _of_hcl(source: Source) -> Expression:
    whole = source.text if source.text.endswith("\n") else f"{source.text}\n"
    tree = _tree(source, whole, _BLOCK.sub(_kept, whole))
    return _Reader(source).body(tree.children[0], 0)


def _kept(match: re.Match[str]) -> str:
    """A block where it may set something, else as many blanks: the parser takes its time."""
    kind = _RESOURCE.match(match.group())
    return match.group() if kind and kind[1] in setting_places() else _NO_LINE_END.sub(" ", match.group())


def _tree(source: Source, whole: str, first: str) -> Any:
    """What the parser makes of a text, or of the whole one where that is cut at the wrong places."""
    import hcl2
    from lark.exceptions import LarkError

    try:
        return hcl2.parses_to_tree(first)
    except LarkError as error:
        if first != whole:
            return _tree(source, whole, whole)
        line, column = getattr(error, "line", 0), getattr(error, "column", 0)
        raise UnreadableFile(source.path, "it is not valid HCL, or newer than python-hcl2 knows", max(line, 0), max(column, 0)) from error


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes values of the parser's tree."""

    source: Source

    def body(self, tree: Any, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        members = [self.member(each, depth + 1) for each in tree.children if _rule(each) in ("attribute", "block")]
        start, end = (tree.meta.start_pos, tree.meta.end_pos) if members else (0, 0)
        return Expression(self.source, start, end, members=tuple(members))

    def member(self, tree: Any, depth: int) -> tuple[str, Expression]:
        """An attribute, or a block with its labels as objects around its body."""
        if _rule(tree) == "attribute":
            return self.name(tree.children[0]), self.expression(tree.children[-1], depth)
        first, *labels = [self.name(each) for each in tree.children if _rule(each) in ("identifier", "keyword", "literal_value", "string")]
        inner = next(each for each in tree.children if _rule(each) == "body")
        body = self.body(inner, depth)
        start, end = tree.meta.start_pos, tree.meta.end_pos
        made = Expression(self.source, start, end, members=body.members)
        for label in reversed(labels):
            made = Expression(self.source, start, end, members=((label, made),))
        return first, made

    def name(self, tree: Any) -> str:
        return self.written(tree).strip('"')

    def written(self, tree: Any) -> str:
        return self.source.text[tree.meta.start_pos : tree.meta.end_pos]

    def expression(self, tree: Any, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        while _rule(tree) == "expr_term":
            inner = [each for each in tree.children if _rule(each) not in ("", "new_line_or_comment")]
            if len(inner) != 1:
                break
            (tree,) = inner
        start, end = tree.meta.start_pos, tree.meta.end_pos
        match _rule(tree):
            case "tuple":
                items = [each for each in tree.children if _rule(each) not in ("", "new_line_or_comment")]
                return Expression(self.source, start, end, items=tuple(self.expression(each, depth + 1) for each in items))
            case "object":
                elements = [each for each in tree.children if _rule(each) == "object_elem"]
                members = ((self.name(each.children[0]), self.expression(each.children[-1], depth + 1)) for each in elements)
                return Expression(self.source, start, end, members=tuple(members))
            case "string":
                return _template(self.source, start + 1, end - 1, self.source.text[start + 1 : end - 1])
            case "int_lit" | "float_lit" | "literal_value":
                return Expression(self.source, start, end, self.written(tree))
            case "function_call":
                return self.call(tree, depth)
        written = self.written(tree)
        return Expression(self.source, start, end, reference=_dotted(written) if _REFERENCE.fullmatch(written) else None)

    def call(self, tree: Any, depth: int) -> Expression:
        """A conversion is what it converts; other calls have to be worked out."""
        arguments = [part for each in tree.children if _rule(each) == "arguments" for part in each.children if _rule(part) not in ("", "new_line_or_comment")]
        if _CONVERSION.match(self.written(tree)) and len(arguments) == 1:
            return self.expression(arguments[0], depth + 1)
        return Expression(self.source, tree.meta.start_pos, tree.meta.end_pos)


def _rule(part: Any) -> str:
    """The name of a tree's rule; empty for a token."""
    data = getattr(part, "data", "")
    return str(data)
