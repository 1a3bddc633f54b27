"""What branches tell: of names that are not None, of SQLite behind a TypeError, of words in patterns."""

from __future__ import annotations

import ast

from engine_lint.python.conditions import ALWAYS, Guard, Path
from engine_lint.python.lookup import attribute
from engine_lint.python.possibilities import choose
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Choice, Instance, Scalar, Test, Write


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


def note_main(statement: ast.If, frame: Frame) -> None:
    """Remember where ``if __name__ == "__main__":`` stands."""
    if frame.kind == "module" and isinstance(statement.test, ast.Compare) and "__name__" in frame.module.text(statement.test):
        frame.module.main_guard = (statement.lineno, statement.end_lineno or statement.lineno)


def refused_options(handler: ast.ExceptHandler, frame: Frame) -> frozenset[tuple[int, bool]]:
    """``except TypeError`` behind pool options is where SQLite lands, whose pool refuses them."""
    if not (isinstance(handler.type, ast.Name) and handler.type.id == "TypeError"):
        return frozenset()
    guard = Guard(frozenset({"sqlite"}), excludes=False)
    return frozenset({(frame.module.project.conditions.number(frame.number, f"try: TypeError at line {handler.lineno}", guard), True)})
