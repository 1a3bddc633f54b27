"""What branches tell: of names that are not None, of SQLite behind a TypeError, of words in patterns."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from engine_lint.knowledge.flask import DATABASE_URI
from engine_lint.python.conditions import ALWAYS, Guard, Path
from engine_lint.python.lookup import attribute, settle
from engine_lint.python.possibilities import choose
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Choice, Instance, Opaque, Scalar, Test, Write


def narrow(node: ast.expr, test: Test, frame: Frame) -> None:
    """On the arm where a name, or an attribute of an object, is not None, what it may be is known better."""
    match node:
        case ast.Name() | ast.Attribute():
            subject, arm = node, test.when_true
        case ast.Compare(left=ast.Name() | ast.Attribute() as subject, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            arm = test.when_true
        case ast.Compare(left=ast.Name() | ast.Attribute() as subject, ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            arm = test.when_false
        case _:
            return
    if isinstance(subject, ast.Name):
        known = _without_none(frame.lookup(subject.id))
        if known is not None and subject.id in frame.names:
            frame.names[subject.id].append(Write(frame.path | arm, known))
    else:
        _narrow_attribute(subject, arm, frame)


def _narrow_attribute(node: ast.Attribute, arm: Path, frame: Frame) -> None:
    from engine_lint.python.evaluate import evaluate

    owner = evaluate(node.value, frame)
    value = attribute(owner, node.attr, node, frame) if isinstance(owner, Instance) else None
    known = _without_none(value)
    if isinstance(owner, Instance) and value is not None and known is not None:
        log = owner.attributes.setdefault(node.attr, [])
        log += [*(() if log else (Write(ALWAYS, value),)), Write(frame.path | arm, known)]


def _without_none(value: Abstract | None) -> Abstract | None:
    """A choice without the None in it; None where there is none to leave out."""
    if not isinstance(value, Choice):
        return None
    rest = [each for each in value.values if not (isinstance(each, Scalar) and each.value is None)]
    return choose(rest, value.origin) if rest and len(rest) < len(value.values) else None


def switched(statement: ast.If, test: Test | bool, frame: Frame) -> Test | bool:
    """The test of an ``if``; open where a constant of the module decides which of two databases an app gets: a switch that people flip by hand."""
    negative = isinstance(statement.test, ast.UnaryOp) and isinstance(statement.test.op, ast.Not)
    name = statement.test.operand if isinstance(statement.test, ast.UnaryOp) and negative else statement.test
    if isinstance(test, Test) or not isinstance(name, ast.Name) or not all(_names_database(arm) for arm in (statement.body, statement.orelse)):
        return test
    owner = _owner(name.id, frame)
    if owner is None:
        return test
    number = frame.module.project.conditions.number(owner.number, name.id)
    on, off = frozenset({(number, True)}), frozenset({(number, False)})
    return Test(off, on) if negative else Test(on, off)


def _owner(name: str, frame: Frame) -> Frame | None:
    """The module or class body in which a name is bound to True or False, None where a function binds it or it is anything else."""
    found: Frame | None = frame
    while found is not None and (name not in found.names or (found.kind == "class" and found is not frame)):
        found = found.parent
    value = settle(frame.lookup(name) or Opaque("it is not bound")) if found is not None and found.kind in ("module", "class") else None
    return found if isinstance(value, Scalar) and isinstance(value.value, bool) else None


def _names_database(arm: Sequence[ast.stmt]) -> bool:
    """Whether the URL of an app's database is set in a block."""
    nodes = (node for statement in arm for node in ast.walk(statement) if isinstance(node, (ast.Name, ast.Subscript)) and isinstance(node.ctx, ast.Store))
    return any(key_of(node) == DATABASE_URI for node in nodes)


def key_of(target: ast.expr) -> object:
    """The config key that an assignment sets, as a name or as an item."""
    match target:
        case ast.Name(id=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=key)):
            return key
        case _:
            return None


def refused_options(handler: ast.ExceptHandler, frame: Frame) -> frozenset[tuple[int, bool]]:
    """``except TypeError`` behind pool options is where SQLite lands, whose pool refuses them."""
    if not (isinstance(handler.type, ast.Name) and handler.type.id == "TypeError"):
        return frozenset()
    guard = Guard(frozenset({"sqlite"}), excludes=False)
    return frozenset({(frame.module.project.conditions.number(frame.number, f"try: TypeError at line {handler.lineno}", guard), True)})
