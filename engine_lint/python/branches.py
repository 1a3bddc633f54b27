"""What branches tell: of names that are not None, of SQLite behind a TypeError, of words in patterns."""

from __future__ import annotations

import ast

from engine_lint.python.conditions import Guard
from engine_lint.python.possibilities import choose
from engine_lint.python.scope import Frame
from engine_lint.python.values import Choice, Scalar, Test, Write


def narrow(node: ast.expr, test: Test, frame: Frame) -> None:
    """On the arm where a name is not None, what it may be is known better."""
    match node:
        case ast.Name(id=name):
            arm = test.when_true
        case ast.Compare(left=ast.Name(id=name), ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            arm = test.when_true
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            arm = test.when_false
        case _:
            return
    value = frame.lookup(name)
    if isinstance(value, Choice) and name in frame.names:
        rest = [each for each in value.values if not (isinstance(each, Scalar) and each.value is None)]
        if rest and len(rest) < len(value.values):
            frame.names[name].append(Write(frame.path | arm, choose(rest, value.origin)))


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
