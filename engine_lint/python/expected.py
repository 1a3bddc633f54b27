"""The tree that a rewritten file must have: the old tree with the changes made on it, independent of how text is written."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, cast

from engine_lint.dataclass import dataclass
from engine_lint.errors import RewriteRefused
from engine_lint.model.change import (
    Change,
    Code,
    DeleteStatement,
    DropOption,
    NewValue,
    RenameOption,
    ReplaceStatement,
    ReplaceValue,
    SetOption,
)
from engine_lint.model.place import Place, Position, Span, cell_of
from engine_lint.model.source import Source, SourceOf
from engine_lint.python.queries import without

_UNIMPORTANT = frozenset(("ctx", "kind", "type_comment", "type_ignores"))
_PLACEHOLDER = "engine_lint_moved_{}"
_HOOK = "apply_pool_defaults"


@dataclass(slots=True)
class _Body:
    """What happens to one list of statements, by the identity of its members."""

    owner: ast.AST
    name: str
    replaced: dict[int, list[ast.stmt]] = field(default_factory=dict)
    followed: dict[int, list[ast.stmt]] = field(default_factory=lambda: defaultdict(list))


class Expectation:
    """Makes changes on a tree. ``sources`` gives the files that moved text comes from."""

    def __init__(self, tree: ast.Module, source: Source, sources: SourceOf) -> None:
        self.tree = tree
        self.source = source
        self.sources = sources
        self._parents: dict[int, tuple[ast.AST, str]] = {}
        self._nodes: dict[tuple[int, int, int, int], list[ast.AST]] = defaultdict(list)
        self._bodies: dict[tuple[int, str], _Body] = {}
        for node in ast.walk(tree):
            for name, value in ast.iter_fields(node):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        self._parents[id(child)] = (node, name)
            if isinstance(node, (ast.expr, ast.stmt)) and node.end_lineno is not None and node.end_col_offset is not None:
                self._nodes[node.lineno, node.col_offset, node.end_lineno, node.end_col_offset].append(node)

    def make(self, changes: Sequence[Change]) -> None:
        """Makes all changes; the tree is theirs afterwards."""
        for change in changes:
            if isinstance(change, ReplaceValue):
                self._replace_value(change)
        for change in sorted(changes, key=lambda change: isinstance(change, DropOption)):
            if isinstance(change, DeleteStatement):
                statement = self._statement(change.place)
                self._body(statement).replaced[id(statement)] = []
            elif isinstance(change, ReplaceStatement):
                self._replace_statement(change)
            elif not isinstance(change, ReplaceValue):
                self._change_option(change)
        for body in self._bodies.values():
            _rebuild(body)

    def _change_option(self, change: SetOption | DropOption | RenameOption) -> None:
        place = change.carrier.place
        if change.carrier.form == "call":
            self._change_call(cast(ast.Call, self._node(place, ast.Call)), change)
        elif change.carrier.form == "query":
            _cut_query(self._node(place, ast.expr), change.name if isinstance(change, DropOption) else "")
        elif change.carrier.form == "subclass":
            self._write_subclass(cast(ast.Call, self._node(place, ast.Call)), change)
        elif change.carrier.form == "dict":
            self._change_dict(cast(ast.Dict, self._node(place, ast.Dict)), change)
        else:
            self._change_statement(self._statement(place), change)

    def _change_call(self, call: ast.Call, change: SetOption | DropOption | RenameOption) -> None:
        named = {keyword.arg: keyword for keyword in call.keywords if keyword.arg}
        if isinstance(change, DropOption):
            call.keywords = [keyword for keyword in call.keywords if keyword.arg != change.name]
        elif isinstance(change, RenameOption):
            named[change.old].arg = change.new
            if change.value is not None:
                named[change.old].value = self._value(change.value)
        elif change.name in named:
            named[change.name].value = self._value(change.value)
        else:
            index = len(call.keywords)
            while index and call.keywords[index - 1].arg is None:
                index -= 1
            call.keywords.insert(index, ast.keyword(arg=change.name, value=self._value(change.value)))

    def _write_subclass(self, call: ast.Call, change: SetOption | DropOption | RenameOption) -> None:
        if not isinstance(change, SetOption):
            raise RewriteRefused(self.source.path, "options are only added by a subclass")
        name, statement = change.carrier.receiver, self._statement_around(call)
        text = f"class {name}(base):\n def {_HOOK}(self, app, options):\n  options[{change.name!r}] = 0\n  return super({name}, self).{_HOOK}(app, options)"
        new = cast(ast.ClassDef, ast.parse(text).body[0])
        new.bases, call.func = [call.func], ast.Name(name)
        cast(Any, new.body[0]).body[0].value = self._value(change.value)
        self._body(statement).replaced[id(statement)] = [new, statement]

    def _statement_around(self, node: ast.AST) -> ast.stmt:
        while not isinstance(node, ast.stmt):
            node, _ = self._parents[id(node)]
        return node

    def _change_dict(self, display: ast.Dict, change: SetOption | DropOption | RenameOption) -> None:
        names = [key.value if isinstance(key, ast.Constant) else None for key in display.keys]
        if isinstance(change, DropOption):
            kept = [index for index, name in enumerate(names) if name != change.name]
            display.keys = [display.keys[index] for index in kept]
            display.values = [display.values[index] for index in kept]
        elif isinstance(change, RenameOption):
            display.keys[names.index(change.old)] = ast.Constant(change.new)
            if change.value is not None:
                display.values[names.index(change.old)] = self._value(change.value)
        elif change.name in names:
            display.values[len(names) - 1 - names[::-1].index(change.name)] = self._value(change.value)
        else:
            index = len(display.keys)
            while change.as_default and index and display.keys[index - 1] is None:
                index -= 1
            display.keys.insert(index, ast.Constant(change.name))
            display.values.insert(index, self._value(change.value))

    def _change_statement(self, statement: ast.stmt, change: SetOption | DropOption | RenameOption) -> None:
        body = self._body(statement)
        assigned = _assigned_name(statement)
        if isinstance(change, DropOption):
            body.replaced[id(statement)] = []
        elif isinstance(change, RenameOption):
            _rename(statement, change.new)
            if change.value is not None:
                cast(Any, statement).value = self._value(change.value)
        elif assigned == change.name:
            cast(Any, statement).value = self._value(change.value)
        else:
            target = change.name if change.carrier.form == "attribute" else f"{change.carrier.receiver}[{change.name!r}]"
            new = cast(ast.Assign, ast.parse(f"{target} = 0").body[0])
            new.value = self._value(change.value)
            body.followed[id(statement)].append(new)

    def _replace_value(self, change: ReplaceValue) -> None:
        node = self._node(change.place, ast.expr)
        parent, name = self._parents[id(node)]
        new = self._value(change.value)
        current = getattr(parent, name)
        if isinstance(current, list):
            current[[id(each) for each in current].index(id(node))] = new
        else:
            setattr(parent, name, new)

    def _replace_statement(self, change: ReplaceStatement) -> None:
        statement = self._statement(change.place)
        if change.options is None:
            new = self._parsed(change.code, "exec")
        else:
            moved = Code((*change.code.pieces, "engine_lint_options"))
            new = self._parsed(moved, "exec")
            _Substitution({"engine_lint_options": self._value(change.options)}).visit(new)
        self._body(statement).replaced[id(statement)] = cast(ast.Module, new).body

    def _value(self, value: NewValue) -> ast.expr:
        if isinstance(value, Code):
            return cast(ast.Expression, self._parsed(value, "eval")).body
        keys: list[ast.expr | None] = [ast.Constant(name) for name, _ in value.entries]
        values = [self._value(code) for _, code in value.entries]
        if value.spread:
            index = len(keys) if value.spread_wins else 0
            keys.insert(index, None)
            values.insert(index, _expression(value.spread.removeprefix("**")))
        return ast.Dict(keys=keys, values=values)

    def _parsed(self, code: Code, mode: str) -> ast.AST:
        moved: dict[str, ast.expr] = {}
        text = ""
        for piece in code.pieces:
            if isinstance(piece, str):
                text += piece
            else:
                name = _PLACEHOLDER.format(len(moved))
                source = self.source if cell_of(piece.place) == self.source.key else self.sources(cell_of(piece.place))
                moved[name] = _expression(source.at(piece.place.span))
                text += name
        tree = ast.parse(text if mode == "exec" else f"({text}\n)", mode=mode)
        return cast(ast.AST, _Substitution(moved).visit(tree))

    def _statement(self, place: Place) -> ast.stmt:
        return cast(ast.stmt, self._node(place, ast.stmt))

    def _node(self, place: Place, kind: type[ast.AST]) -> ast.AST:
        for node in self._nodes.get(self._coordinates(place.span), ()):
            if isinstance(node, kind):
                return node
        raise RewriteRefused(self.source.path, f"there is no {kind.__name__} at line {place.span.start.line}, column {place.span.start.column}")

    def _coordinates(self, span: Span) -> tuple[int, int, int, int]:
        return span.start.line, self._byte_column(span.start), span.end.line, self._byte_column(span.end)

    def _byte_column(self, position: Position) -> int:
        return len(self.source.line(position.line)[: position.column - 1].encode("utf-8"))

    def _body(self, statement: ast.stmt) -> _Body:
        owner, name = self._parents[id(statement)]
        return self._bodies.setdefault((id(owner), name), _Body(owner, name))


def _cut_query(literal: ast.AST, name: str) -> None:
    """Takes a parameter out of the URL in a string literal or f-string."""
    for node in ast.walk(literal):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = without(node.value, name)


def _expression(text: str) -> ast.expr:
    return ast.parse(f"({text}\n)", mode="eval").body


def _rebuild(body: _Body) -> None:
    """Puts the new statements into a body; ``pass`` where nothing is left of a block."""
    new: list[ast.stmt] = []
    for statement in getattr(body.owner, body.name):
        new += body.replaced.get(id(statement), [statement])
        new += body.followed.get(id(statement), [])
    if not new and not isinstance(body.owner, ast.Module):
        new = [ast.Pass()]
    setattr(body.owner, body.name, new)


def _target(statement: ast.stmt) -> ast.expr | None:
    """What a statement assigns, where that is one target."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return statement.targets[0]
    return statement.target if isinstance(statement, ast.AnnAssign) and statement.value is not None else None


def _assigned_name(statement: ast.stmt) -> str | None:
    target = _target(statement)
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return target.slice.value if isinstance(target.slice.value, str) else None
    return None


def _rename(statement: ast.stmt, name: str) -> None:
    target = _target(statement)
    if isinstance(target, ast.Name):
        target.id = name
    elif isinstance(target, ast.Subscript):
        target.slice = ast.Constant(name)


class _Substitution(ast.NodeTransformer):
    """Puts expressions in the place of names."""

    def __init__(self, expressions: Mapping[str, ast.expr]) -> None:
        self.expressions = expressions

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.expressions.get(node.id, node)


def first_difference(one: ast.AST, other: ast.AST) -> str:
    """Says where two trees differ, positions aside; empty where they do not. Works without recursion."""
    stack: list[tuple[object, object, int]] = [(one, other, 0)]
    while stack:
        left, right, line = stack.pop()
        if isinstance(left, ast.AST) and isinstance(right, ast.AST):
            line = getattr(right, "lineno", line)
            if type(left) is not type(right):
                return f"{type(left).__name__} became {type(right).__name__} near line {line}"
            stack += [(getattr(left, name, None), getattr(right, name, None), line) for name in left._fields if name not in _UNIMPORTANT]
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return f"{len(left)} elements became {len(right)} near line {line}"
            stack += [(a, b, line) for a, b in zip(left, right, strict=True)]
        elif type(left) is not type(right) or (left != right and repr(left) != repr(right)):
            return f"a value changed near line {line}"
    return ""
